/// The short words for what the system or the other side answered.
enum ReasonWord {
  private static let words: [(text: StaticString, word: String)] = [
    // Go writes them in small letters.
    ("Connection refused", "connection-refused"), ("connection refused", "connection-refused"),
    ("i/o timeout", "timeout"), ("no route to host", "no-route"), ("no such host", "unresolved"),
    ("No route to host", "no-route"),
    ("Network is unreachable", "no-route"), ("Host is unreachable", "no-route"), ("timed out", "timeout"),
    ("Connection reset", "connection-reset"), ("name resolution", "unresolved"),
    ("Name or service not known", "unresolved"), ("resolve", "unresolved"), ("No address associated", "unresolved"),
    ("NOAUTH", "NOAUTH"), ("WRONGPASS", "WRONGPASS"), ("invalid password", "WRONGPASS"), ("NOPERM", "NOPERM"),
    ("no password is set", "no-password-set"), ("without any password configured", "no-password-set"),
    ("MISCONF", "MISCONF"), ("NOMASTERLINK", "no-master-link"),
    // Up to 3.2.
    ("Can't SYNC while not connected with my master", "no-master-link"),
    ("LOADING", "loading"), ("BUSY", "BUSY"), ("DENIED", "protected-mode"), ("Permission denied", "permission-denied"),
    ("No space left", "no-space"), ("Read-only file system", "read-only"), ("Cannot allocate memory", "no-memory"),
    ("never caught up", "never-caught-up"), ("rejected psync", "psync-rejected"), ("manually aborted", "by-hand"),
    ("without a config file", "no-config-file"), ("unknown command", "unknown-command"),
  ]

  /// The word for the reason, nil where there is none.
  static func code(_ reason: String) -> String? {
    // On bytes: floods of failed connections pass here.
    let bytes = Array(reason.utf8)
    return words.first { bytes.span.find($0.text) != nil }?.word
  }

  /// Whether the word means that a login or a permission was refused.
  static func isDenial(_ code: String?) -> Bool {
    switch code {
    case "NOAUTH", "WRONGPASS", "NOPERM", "no-password-set", "protected-mode", "auth-failed": true
    default: false
    }
  }
}
