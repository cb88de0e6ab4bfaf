/// The languages of findings and reports.
public enum Language: String, Sendable, CaseIterable {
  case en
  case zh
}

/// A text in every language.
struct Localised: Sendable, Equatable {
  var en: String
  var zh: String

  subscript(language: Language) -> String { language == .en ? en : zh }
}
