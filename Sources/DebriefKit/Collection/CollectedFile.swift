import Foundation

/// Copies the output of a command into the bundle, without its secrets.
struct CollectedFile {
  private var redactor = Redactor()
  /// The line before named a secret whose value stands in this one (`- name: X_PASSWORD` / `value: …`).
  private var expectsValue = false

  /// - Returns: the bytes written.
  mutating func copy(_ source: URL, to target: URL, prompt: [UInt8]) throws -> Int {
    try Data(prompt).write(to: target)
    let handle = try FileHandle(forWritingTo: target)
    defer { try? handle.close() }
    try handle.seekToEnd()
    var written = prompt.count
    var reader = LineReader(try DescriptorStream(path: source.path))
    var buffer: [UInt8] = []
    while try reader.fill() {
      reader.forEachLine { line, _ in
        buffer += redacted(line)
        buffer.append(ASCII.newline)
      }
      written += buffer.count
      try handle.write(contentsOf: buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    return written
  }

  private mutating func redacted(_ line: Span<UInt8>) -> [UInt8] {
    var text = line.text()
    if expectsValue, let colon = text.firstRange(of: "value: ") {
      redactor.learn(from: "password: \(text[colon.upperBound...])")
      text = text[..<colon.upperBound] + Redactor.mark
    } else {
      text = redactor.redact(text)
    }
    expectsValue = false
    if let name = text.firstRange(of: "name: ") {
      let word = text[name.upperBound...].trimming { "\"'".contains($0) }
      expectsValue = SecretScanner.isSecretName(Array(word.utf8))
    }
    return Array(text.utf8)
  }
}

extension Substring {
  fileprivate func trimming(_ test: (Character) -> Bool) -> String { String(self).trimming(test) }
}
