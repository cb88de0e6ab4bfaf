import CArchive
public import Foundation

/// Packs a folder into a `.tar.gz` with libarchive.
public enum BundleArchive {
  public enum Failure: Error, CustomStringConvertible {
    case cannotWrite(path: String, reason: String)

    public var description: String {
      switch self {
      case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
      }
    }
  }

  /// Writes all files of `folder` under `root/` inside the archive, by name.
  public static func write(_ folder: URL, root: String, to path: String) throws {
    guard let archive = archive_write_new() else { throw Failure.cannotWrite(path: path, reason: "no memory") }
    defer { archive_write_free(archive) }
    func check(_ status: Int32) throws {
      guard status < Int32(ARCHIVE_WARN) else { return }
      let reason = archive_error_string(archive).map { String(cString: $0) } ?? "unknown"
      throw Failure.cannotWrite(path: path, reason: reason)
    }
    try check(archive_write_add_filter_gzip(archive))
    try check(archive_write_set_format_pax_restricted(archive))
    try check(archive_write_open_filename(archive, path))
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() {
      let url = folder.appending(path: name)
      let values = try url.resourceValues(forKeys: [.isRegularFileKey, .contentModificationDateKey])
      guard values.isRegularFile == true, let entry = archive_entry_new() else { continue }
      defer { archive_entry_free(entry) }
      let data = try Data(contentsOf: url, options: .alwaysMapped)
      archive_entry_set_pathname(entry, "\(root)/\(name)")
      archive_entry_set_size(entry, Int64(data.count))
      archive_entry_set_filetype(entry, 0o100000)
      archive_entry_set_perm(entry, 0o644)
      archive_entry_set_mtime(entry, Int(values.contentModificationDate?.timeIntervalSince1970 ?? 0), 0)
      try check(archive_write_header(archive, entry))
      let written = data.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
      guard written == data.count else { throw Failure.cannotWrite(path: path, reason: "the disk may be full") }
    }
    try check(archive_write_close(archive))
  }
}
