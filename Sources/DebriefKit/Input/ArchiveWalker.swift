/// Finds everything to read inside an archive, archives inside it included.
struct ArchiveWalker {
  private(set) var items: [InputItem] = []
  private(set) var problems: [IntakeProblem] = []
  private let path: String
  private let packed: Int64
  private let limits: ArchiveLimits
  private var unpacked: Int64 = 0
  private var members = 0
  private var isFull = false

  init(path: String, packed: Int64, limits: ArchiveLimits = ArchiveLimits()) {
    self.path = path
    self.packed = packed
    self.limits = limits
  }

  /// - Parameters:
  ///   - range: the bytes of the archive.
  ///   - name: what it is called inside the outer one; nil for the outermost.
  mutating func walk(_ range: ByteRange, name: String? = nil, modifiedAt: Int64?, depth: Int = 1) {
    guard depth <= limits.depth else {
      report(name, "archives inside archives deeper than \(limits.depth) levels are not opened", "unpack it by hand")
      return
    }
    do {
      let reader = try ArchiveReader(range)
      var spool = Spool()
      var found: [(entry: ArchiveReader.Entry, start: Int64, count: Int64)] = []
      defer { add(found, spool.store(), inside: name, depth: depth) }
      while !isFull, let entry = try reader.next() {
        if reader.isRaw {
          addCompressed(range, name: name, modifiedAt: modifiedAt, depth: depth)
          return
        }
        members += 1
        guard members <= limits.members else { return full(name, "more than \(limits.members) members") }
        guard entry.isFile, !entry.name.hasPrefix("__MACOSX/"), !entry.name.hasSuffix("/.DS_Store") else { continue }
        let start = spool.count
        do {
          try copy(reader, to: &spool, name)
        } catch ArchiveReader.Failure.damaged(let reason) {
          report(join(name, entry.name), "the member is damaged: \(reason)", "what could be unpacked was read")
        }
        found.append((entry, start, spool.count - start))
      }
    } catch ArchiveReader.Failure.damaged(let reason) {
      report(name, "the archive is damaged: \(reason)", "what could be unpacked was read; collect it again")
    } catch {
      report(name, "the archive cannot be read: \(error)", nil)
    }
  }

  private mutating func copy(_ reader: ArchiveReader, to spool: inout Spool, _ name: String?) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try reader.read(into: buffer)
      guard count > 0 else { return }
      unpacked += Int64(count)
      if unpacked > limits.bytes { return full(name, "it unpacks to more than \(limits.bytes) bytes") }
      if unpacked > limits.ratioFloor, unpacked / limits.ratio > packed {
        return full(name, "it unpacks to more than \(limits.ratio) times its size")
      }
      try spool.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Members become items in the order of their names, whatever order the archive has.
  private mutating func add(
    _ found: [(entry: ArchiveReader.Entry, start: Int64, count: Int64)], _ store: ByteStore, inside name: String?,
    depth: Int
  ) {
    for (entry, start, count) in found.sorted(by: { ($0.entry.name, $0.start) < ($1.entry.name, $1.start) })
    where count > 0 {
      let range = ByteRange(store: store, start: start, count: count)
      let member = join(name, entry.name)
      if ArchiveReader.recognises(range.head(512)) {
        walk(range, name: member, modifiedAt: entry.modifiedAt, depth: depth + 1)
      } else {
        items.append(
          InputItem(path: path, member: member, size: count, modifiedAt: entry.modifiedAt) { RangeStream(range) })
      }
    }
  }

  /// A compressed log is unpacked while it is read; compressed once more, or an archive under another compression, it is
  /// spooled and opened.
  private mutating func addCompressed(_ range: ByteRange, name: String?, modifiedAt: Int64?, depth: Int) {
    let limits = limits
    let path = path
    do {
      let probe = try CompressedStream(range, path: path, limits: limits)
      var head = [UInt8](repeating: 0, count: 512)
      let count = try head.withUnsafeMutableBytes { try probe.read(into: $0) }
      if ArchiveReader.recognises(Array(head[..<count])) {
        var spool = Spool()
        let whole = try ArchiveReader(range)
        guard try whole.next() != nil else { return }
        try copy(whole, to: &spool, name)
        walk(
          ByteRange(store: spool.store(), start: 0, count: spool.count), name: name, modifiedAt: modifiedAt,
          depth: depth + 1)
        return
      }
    } catch {
      report(name, "\(error)", "collect it again")
      return
    }
    items.append(
      InputItem(path: path, member: name, size: nil, modifiedAt: modifiedAt) {
        try CompressedStream(range, path: path, limits: limits)
      })
  }

  private mutating func full(_ name: String?, _ reason: String) {
    guard !isFull else { return }
    isFull = true
    report(name, "the archive is not read on: \(reason)", "unpack it by hand and hand over what matters")
  }

  private mutating func report(_ name: String?, _ reason: String, _ help: String?) {
    problems.append(IntakeProblem(path: name.map { "\(path)!\($0)" } ?? path, reason: reason, help: help))
  }

  private func join(_ outer: String?, _ name: String) -> String { outer.map { "\($0)!\(name)" } ?? name }
}
