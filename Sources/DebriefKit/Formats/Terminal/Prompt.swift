/// Shell prompts in pasted terminal sessions.
enum Prompt {
  /// Where the command starts: `$ cmd`, `# cmd` (root, a known tool), `user@host:~$ cmd`, `[user@host ~]# cmd`, `➜  ~ cmd`,
  /// or a bare `kubectl …` / `kbcli …`.
  static func command(in line: Span<UInt8>) -> Range<Int>? {
    guard line.count > 2 else { return nil }
    var start: Int?
    switch line[0] {
    case UInt8(ascii: "$"), UInt8(ascii: "#"):
      guard line[1] == ASCII.space else { return nil }
      if line[0] == UInt8(ascii: "#"), !isTool(line, at: 2) { return nil }
      start = 2
    case 0xE2:
      // ➜ (U+279C), ❯ (U+276F), λ is not worth a try
      guard line.has("➜") || line.has("❯") else { return nil }
      start = afterArrow(line)
    case UInt8(ascii: "["):
      guard let close = line.firstIndex(of: UInt8(ascii: "]")), close + 2 < line.count, close < 80,
        line.firstIndex(of: UInt8(ascii: "@")).map({ $0 < close }) == true,
        line[close + 1] == UInt8(ascii: "#") || line[close + 1] == UInt8(ascii: "$"), line[close + 2] == ASCII.space
      else { return nil }
      start = close + 3
    case UInt8(ascii: "k") where isTool(line, at: 0):
      start = 0
    default:
      start = afterUserAtHost(line)
    }
    guard var begin = start else { return nil }
    while begin < line.count, line[begin] == ASCII.space { begin += 1 }
    return begin < line.count ? begin..<line.count : nil
  }

  /// `kubectl …` and `kbcli …`, not words that only begin like them; the alias `k` where a command of kubectl follows.
  private static func isTool(_ line: Span<UInt8>, at index: Int) -> Bool {
    if line.has("kubectl ", at: index) || line.has("kbcli ", at: index) { return true }
    guard line.has("k ", at: index) else { return false }
    let commands: [StaticString] = [
      "get ", "logs ", "exec ", "describe ", "apply ", "-n ", "top ", "delete ", "create ",
    ]
    return commands.contains { line.has($0, at: index + 2) }
  }

  /// `➜  ~ cmd`, `➜  ~ git:(main) ✗ cmd`
  private static func afterArrow(_ line: Span<UInt8>) -> Int? {
    var index = 3
    while index < line.count, line[index] == ASCII.space { index += 1 }
    if let tool = line.find("kubectl ", from: index) ?? line.find("kbcli ", from: index) { return tool }
    while index < line.count, line[index] != ASCII.space { index += 1 }
    return index < line.count ? index : nil
  }

  /// `user@host:~/dir$ cmd`
  private static func afterUserAtHost(_ line: Span<UInt8>) -> Int? {
    guard ASCII.isLetter(line[0]) else { return nil }
    var index = 1
    while index < min(line.count, 40), line[index] != UInt8(ascii: "@") {
      guard line[index] > ASCII.space else { return nil }
      index += 1
    }
    guard index < line.count, line[index] == UInt8(ascii: "@") else { return nil }
    let stop = min(line.count - 1, 100)
    while index < stop {
      if line[index] == UInt8(ascii: "$") || line[index] == UInt8(ascii: "#"), line[index + 1] == ASCII.space {
        return index + 2
      }
      index += 1
    }
    return nil
  }
}
