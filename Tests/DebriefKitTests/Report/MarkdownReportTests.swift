import Foundation
import GRDB
import Testing

@testable import DebriefKit

@Suite struct MarkdownReportTests {
  private func report(
    _ text: String = "curl http://10.0.0.7:3601", language: Language = .en, replacing previous: String? = nil
  ) throws -> String {
    try ReportModel(Timelines.failedSwitchover(text: text)).written(
      as: .markdown, language: language, replacing: previous)
  }

  @Test func answersInTheOrderOfAReaderInAHurry() throws {
    let text = try report()
    let order = [
      "# Switchover of shop failed", "> The switchover of shop failed: shop-mysql-0 stayed primary.",
      "> Root cause: **Nothing listens at the address called.** (`endpoint-refused`, confidence high)",
      "| asked for by | ops shop-switch |", "## Why", "## What it was not", "- **`wait-too-short`**",
      "## Timeline", "shop-mysql-0  label  │", "## What to do now", "**Name the port**", "## What to prevent",
      "**Watch the job**", "## How good the data is", "## Sources", "## For people to fill in",
    ]
    var rest = Substring(text)
    for part in order {
      let found = try #require(rest.range(of: part), "\(part) is missing or stands too early")
      rest = rest[found.upperBound...]
    }
  }

  @Test func provesEveryClaimWithSourceAndLine() throws {
    let text = try report()
    #expect(text.contains("- `job.log:1` 2025-04-02 03:12:30.071 `curl http://10.0.0.7:3601`"))
    #expect(text.contains("- `pod.yaml:31` 2025-04-02 03:12:34 `pod.terminated shop-mysql-0 7` — exit 7"))
    #expect(text.contains("34 `pod.terminated shop-mysql-0 7` — the job lived 4 s"))
  }

  @Test func speaksChinese() throws {
    let text = try report(language: .zh)
    #expect(text.hasPrefix("# shop 主备切换失败\n"))
    #expect(text.contains("## 原因") && text.contains("## 数据质量"))
  }

  @Test func staysCalmWhereNothingHappened() throws {
    let timeline = try Timelines.failedSwitchover()
    let text = try ReportModel(timeline, filter: ReportFilter(cluster: "elsewhere")).written(as: .markdown)
    #expect(text.hasPrefix("# No incident\n"))
    #expect(!text.contains("Root cause") && !text.contains("debrief:human"))
  }

  @Test func keepsWhatPeopleWrote() throws {
    let mine = "Checkout was down for 4 s.\n\n| who | what |\n| --- | --- |\n| ann | <b>fix</b> |"
    var edited = try report().replacing("_Who was affected, how, and for how long?_", with: mine)
    edited += "\n<!-- debrief:human follow-up -->\nmeeting on Friday\n<!-- /debrief:human follow-up -->\n"
    let again = try report("another line", replacing: edited)
    #expect(again.contains("<!-- debrief:human impact -->\n\(mine)\n<!-- /debrief:human impact -->"))
    #expect(again.contains("<!-- debrief:human follow-up -->\nmeeting on Friday\n<!-- /debrief:human follow-up -->"))
    #expect(again.contains("another line") && !again.contains("_Who was affected"))
    #expect(try report("another line", replacing: again) == again)
  }

  @Test func losesNothingWhenAMarkWasDeleted() throws {
    let damaged = try report().replacing("<!-- /debrief:human impact -->\n", with: "")
      .replacing("_Who was affected, how, and for how long?_", with: "everybody")
    #expect(try report(replacing: damaged).contains("everybody"))
  }

  // MARK: - Hostile text

  static let hostile = [
    "a | b | c", "``` `x` ``", "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://evil/p.png)",
    "\u{1B}[31mred\u{1B}[0m", "nul\u{0}byte", "| --- |\n# heading\n> quote", "<!-- debrief:human impact -->",
    "\u{202E}desrever", "&lt;b&gt; &#58;", "https://evil.example/x www.evil.example @team", "{{cluster}} {{{old}}}",
    "**bold** _it_ ~~s~~", "\\", "`",
  ]

  @Test(arguments: hostile)
  func logTextNeverBecomesMarkup(_ text: String) throws {
    let timeline = try Timelines.failedSwitchover(text: text)
    try timeline.database.write { db in
      // The same text wherever the input can put words of its own.
      try db.execute(
        sql: """
          UPDATE incident SET requested_by = :t, old_primary = :t, candidate = :t; UPDATE finding SET title = :t,
          explanation = :t; UPDATE evidence SET note = :t; UPDATE remedy SET body = :t; UPDATE problem SET sample = :t,
          reason = :t; UPDATE instance SET name = name || :t; UPDATE event SET instance = :t, peer = :t
          """, arguments: ["t": text])
    }
    let markdown = try ReportModel(timeline).written(as: .markdown)
    let calm = try report("calm")
    // A row must not gain or lose cells: bars outside code are structure.
    for line in markdown.split(separator: "\n") where line.hasPrefix("| ") {
      #expect(line.hasSuffix(" |"), "\(line)")
    }
    #expect(HumanParts(markdown).parts.map(\.name) == HumanParts(calm).parts.map(\.name))
    for scalar in markdown.unicodeScalars where scalar != "\n" {
      #expect(!TerminalText.isHostile(scalar), "U+\(String(scalar.value, radix: 16))")
    }
    let outsideCode = Self.withoutCode(markdown).replacing("\\]", with: "")
    for mark in ["<script", "](javascript", "![x](", "<b>", " https://evil", "{{cluster}}X"] {
      #expect(!outsideCode.contains(mark), "\(mark) in \(outsideCode)")
    }
    #expect(
      outsideCode.split(separator: "\n").filter { $0.hasPrefix("#") }.count
        == Self.withoutCode(calm).split(separator: "\n").filter { $0.hasPrefix("#") }.count)
  }

  /// Drops fenced blocks and code spans the way CommonMark finds them.
  private static func withoutCode(_ text: String) -> String {
    var out = ""
    var fence: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.drop { $0 == " " }
      let ticks = trimmed.prefix { $0 == "`" }
      if let open = fence {
        if ticks.count >= open.count, trimmed.count == ticks.count { fence = nil }
      } else if ticks.count >= 3, !trimmed.dropFirst(ticks.count).contains("`") {
        fence = ticks
      } else {
        out += spansRemoved(line) + "\n"
      }
    }
    return out
  }

  private static func spansRemoved(_ line: Substring) -> String {
    var out = ""
    var rest = line
    while let start = rest.firstIndex(of: "`") {
      if start > rest.startIndex, rest[rest.index(before: start)] == "\\" {
        out += rest[...start]
        rest = rest[rest.index(after: start)...]
        continue
      }
      out += rest[..<start]
      let ticks = rest[start...].prefix { $0 == "`" }
      var search = rest[ticks.endIndex...]
      var end: Substring.Index?
      while let candidate = search.firstIndex(of: "`") {
        let run = search[candidate...].prefix { $0 == "`" }
        if run.count == ticks.count {
          end = run.endIndex
          break
        }
        search = search[run.endIndex...]
      }
      guard let end else { return out + ticks + spansRemoved(rest[ticks.endIndex...]) }
      rest = rest[end...]
    }
    return out + rest
  }
}
