/// One top-level key of a YAML template with what stands under it.
///
/// A file is cut at these keys, so that only the parts a question needs are parsed: matching reads a quarter of a rule's
/// file, titles, remedies and tests are for findings and tests.
package struct TemplateSection: Sendable {
  package let key: String
  /// `key: value` as it stands in the file.
  package let text: Substring
  package let linesBefore: Int

  /// The sections of a file in their order; what stands before the first key is left out.
  package static func all(of text: String) -> [TemplateSection] {
    var sections: [TemplateSection] = []
    var open: (key: String, start: Substring.Index, line: Int)?
    func close(_ end: Substring.Index) {
      guard let open else { return }
      sections.append(TemplateSection(key: open.key, text: text[open.start..<end], linesBefore: open.line))
    }
    for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
    {
      guard let first = line.first, isLetter(first), let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
        continue
      }
      close(line.startIndex)
      open = (String(text[line.startIndex..<colon]), line.startIndex, number)
    }
    close(text.endIndex)
    return sections
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & ~0x20) }
}
