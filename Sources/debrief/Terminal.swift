import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output and standard error: data goes to the one, notes to the other. A closed pipe ends the program well.
struct Terminal: ~Copyable {
  private var buffer: [UInt8] = []

  /// Whether standard output may be coloured: a terminal, and nobody asked for none.
  static var usesColour: Bool { isatty(1) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty ?? true }

  /// Columns of the terminal; nil for files and pipes.
  static var width: Int? {
    var size = winsize()
    guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  mutating func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count > 1 << 16 { flush() }
  }

  mutating func line(_ text: String) { write(text + "\n") }

  mutating func flush() {
    Self.write(buffer, to: 1)
    buffer.removeAll(keepingCapacity: true)
  }

  deinit { Self.write(buffer, to: 1) }

  /// A note for the person at the keyboard. Control characters of log text are made visible.
  static func note(_ text: String) { write(Array((visible(text) + "\n").utf8), to: 2) }

  /// The text with control characters written out, so that no log line steers the terminal.
  static func visible(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: out.unicodeScalars.append(scalar)
      case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: out += "\\u{\(String(scalar.value, radix: 16))}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { send(descriptor, $0) }
      if count < 0 {
        if errno == EINTR { continue }
        // The reader went away (`| head`): that is its right.
        exit(errno == EPIPE ? 0 : ExitStatus.cannotWrite.rawValue)
      }
      start += count
    }
  }

  private static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }
}
