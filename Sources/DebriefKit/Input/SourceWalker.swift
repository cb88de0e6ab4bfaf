import Foundation

/// Finds everything to read below the given paths, in one fixed order.
struct SourceWalker {
  private(set) var items: [InputItem] = []
  private(set) var problems: [IntakeProblem] = []
  private var visited: Set<String> = []

  /// Walks files and folders (recursively, sorted by name, each folder once); `-` is standard input.
  /// Throws `IntakeError.missing` for a path that does not exist: a typing mistake must not look like a quiet night.
  mutating func walk(_ paths: [String]) throws(IntakeError) {
    for path in paths {
      if path == "-" {
        visitStandardInput()
        continue
      }
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing(path: path) }
      visit(path, isFolder: isFolder.boolValue)
    }
  }

  /// The first bytes tell an archive from text. An archive has to be kept whole; text goes on from the pipe.
  private mutating func visitStandardInput() {
    let input = DescriptorStream(descriptor: 0, closes: false)
    var head = [UInt8](repeating: 0, count: 512)
    var count = 0
    do {
      while count < head.count {
        let step = try head.withUnsafeMutableBytes {
          try input.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
        }
        guard step > 0 else { break }
        count += step
      }
      let start = Array(head[..<count])
      guard ArchiveReader.recognises(start) else {
        items.append(InputItem(path: "-") { PrefixedStream(start, DescriptorStream(descriptor: 0, closes: false)) })
        return
      }
      var spool = Spool()
      try spool.append(start)
      try spool.append(all: input)
      var archive = ArchiveWalker(path: "-", packed: spool.count)
      archive.walk(ByteRange(store: spool.store(), start: 0, count: spool.count), modifiedAt: nil)
      items += archive.items
      problems += archive.problems
    } catch {
      problems.append(IntakeProblem(path: "-", reason: "\(error)"))
    }
  }

  private mutating func visit(_ path: String, isFolder: Bool) {
    if isFolder {
      let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      guard visited.insert(real).inserted else {
        problems.append(
          IntakeProblem(path: path, reason: "the folder was met before (a link makes a loop)", help: "nothing is lost"))
        return
      }
      do {
        for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
          let child = path.hasSuffix("/") ? path + name : path + "/" + name
          var isFolder: ObjCBool = false
          guard FileManager.default.fileExists(atPath: child, isDirectory: &isFolder) else {
            problems.append(IntakeProblem(path: child, reason: "the link points to nothing"))
            continue
          }
          visit(child, isFolder: isFolder.boolValue)
        }
      } catch {
        problems.append(
          IntakeProblem(path: path, reason: "the folder cannot be listed", help: "check its permissions"))
      }
      return
    }
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else {
      problems.append(IntakeProblem(path: path, reason: "not a regular file (device, socket or pipe)"))
      return
    }
    let modified = (attributes?[.modificationDate] as? Date).map { Int64($0.timeIntervalSince1970 * 1_000_000) }
    let size = (attributes?[.size] as? NSNumber)?.int64Value
    if let size, let range = try? ByteRange.file(path: path, size: size), ArchiveReader.recognises(range.head(512)) {
      var archive = ArchiveWalker(path: path, packed: size)
      archive.walk(range, modifiedAt: modified)
      items += archive.items
      problems += archive.problems
      return
    }
    items.append(
      InputItem(path: path, size: size, modifiedAt: modified, isPlainFile: true) { try DescriptorStream(path: path) })
  }
}
