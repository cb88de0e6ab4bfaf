/// Files that are pieces of one text, as their names say: `roles.txt` and `roles.part2.txt`, `chat-part1.txt` and
/// `chat-part2.txt`, `big.log.aa` and `big.log.ab` of `split`.
///
/// A long paste or a large log is cut for mail, chat or tickets. What a piece says is often known only from the one before
/// it: the columns of a table, the command above an answer, the pod, the port, the zone of a log. So the pieces are read one
/// after the other as one text, and each line is still told by its own file and number. Nothing but such a name makes a
/// piece: members are numbered, too (`redis-1.log`, `redis-2.log`), and logs that were rotated run the other way.
enum TextPieces {
  /// A name without its mark, and which piece the mark says it is.
  struct Mark: Equatable {
    var whole: String
    var number: Int
  }

  /// The items in their order, those that are pieces of one text together where the first of them stood.
  static func texts(_ items: [InputItem]) -> [[InputItem]] {
    var marked: [String: [Int: Int]] = [:]
    var places: [String: Int] = [:]
    for (index, item) in items.enumerated() {
      places[item.name] = index
      if let mark = mark(of: item.name) { marked[mark.whole, default: [:]][mark.number] = index }
    }
    var texts: [Int: [Int]] = [:]
    var taken: Set<Int> = []
    for (whole, pieces) in marked {
      guard let text = inOrder(pieces, head: places[whole]), text.count > 1,
        taken.isDisjoint(with: text)
      else {
        continue
      }
      taken.formUnion(text)
      texts[text.min() ?? text[0]] = text
    }
    return items.indices.compactMap { index in
      if let text = texts[index] { return text.map { items[$0] } }
      return taken.contains(index) ? nil : [items[index]]
    }
  }

  /// The pieces from the first on, none missing; a name without a mark is the first where the marks begin with 2.
  private static func inOrder(_ pieces: [Int: Int], head: Int?) -> [Int]? {
    let numbers = pieces.keys.sorted()
    guard let first = numbers.first, let last = numbers.last, last - first + 1 == numbers.count
    else { return nil }
    let own = numbers.compactMap { pieces[$0] }
    if let head { return first == 2 ? [head] + own : nil }
    return first <= 1 ? own : nil
  }

  static func mark(of name: String) -> Mark? {
    let slash = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
    var parts = name[slash...].split(separator: ".", omittingEmptySubsequences: false).map(
      String.init)
    if parts.count > 2, let end = parts.last, let number = splitNumber(end) {
      return Mark(whole: name[..<slash] + parts.dropLast().joined(separator: "."), number: number)
    }
    for index in parts.indices.reversed() {
      guard let (rest, number) = partNumber(parts[index]) else { continue }
      if rest.isEmpty {
        guard index > 0 else { return nil }
        parts.remove(at: index)
      } else {
        parts[index] = rest
      }
      return Mark(whole: name[..<slash] + parts.joined(separator: "."), number: number)
    }
    return nil
  }

  /// `part2`, `chat-part2`, `chat_part02`: what stands before it, and the number.
  private static func partNumber(_ part: String) -> (rest: String, number: Int)? {
    let digits = part.reversed().prefix { $0.isASCII && $0.isNumber }.count
    let stem = part.dropLast(digits)
    guard (1...4).contains(digits), stem.lowercased().hasSuffix("part"),
      let number = Int(part.suffix(digits))
    else {
      return nil
    }
    let rest = stem.dropLast(4)
    guard let joint = rest.last else { return ("", number) }
    return joint == "-" || joint == "_" ? (String(rest.dropLast()), number) : nil
  }

  /// `aa` is the first piece that `split` makes, `ab` the second.
  private static func splitNumber(_ end: String) -> Int? {
    let letters = Array(end.utf8)
    guard letters.count == 2, letters.allSatisfy({ (0x61...0x7A).contains($0) }) else { return nil }
    return Int(letters[0] - 0x61) * 26 + Int(letters[1] - 0x61) + 1
  }
}
