/// Finding's place in the chain of causes.
enum Verdict: String, Sendable { case root, contributing, symptom, ruledOut = "ruled-out" }

enum Confidence: String, Sendable, Comparable {
  case high, medium, low

  var rank: Int { self == .high ? 2 : self == .medium ? 1 : 0 }
  /// How much of its weight a cause keeps.
  var share: Double { self == .high ? 1 : self == .medium ? 0.8 : 0.6 }
  var lowered: Confidence { self == .high ? .medium : .low }

  static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// A cause that the evidence supports.
struct SupportedCause: Sendable {
  var cause: String
  var weight: Int
  var confidence: Confidence
  var isFallback: Bool
  var explains: [String]

  var score: Double { Double(weight) * confidence.share }
}

/// Puts supported causes in order: the root is the strongest that no other explains.
enum Ranking {
  struct Ranked: Sendable {
    /// Index into the causes that were given.
    var index: Int
    var verdict: Verdict
    var confidence: Confidence
    /// The cause that explains a symptom.
    var explainedBy: String?
  }

  /// Two causes closer than this are alternatives to each other.
  static let similar = 0.9

  /// Ranks causes, at most one entry a cause. The result starts with the root; equal scores go by the name.
  static func rank(_ causes: [SupportedCause]) -> [Ranked] {
    let order = causes.indices.sorted { left, right in
      let (a, b) = (causes[left], causes[right])
      if a.isFallback != b.isFallback { return !a.isFallback }
      if a.score != b.score { return a.score > b.score }
      return a.cause < b.cause
    }
    // Going from the weakest up, who explains whom; of two that explain each other the stronger one does.
    var explainer: [Int: Int] = [:]
    for index in order.reversed() {
      explainer[index] = order.first { other in
        other != index && causes[other].explains.contains(causes[index].cause)
          && !leads(from: other, to: index, explainer)
      }
    }
    guard let root = order.first(where: { explainer[$0] == nil }) else { return [] }
    var ranked: [Ranked] = []
    for index in [root] + order.filter({ $0 != root }) {
      let cause = causes[index]
      if index == root {
        let hasAlternative = order.contains {
          $0 != root && explainer[$0] == nil && !causes[$0].isFallback
            && causes[$0].score >= cause.score * similar && !cause.explains.contains(causes[$0].cause)
        }
        ranked.append(
          Ranked(
            index: index, verdict: .root,
            confidence: hasAlternative && cause.confidence == .high ? .medium : cause.confidence))
      } else if let by = explainer[index] {
        ranked.append(
          Ranked(index: index, verdict: .symptom, confidence: cause.confidence, explainedBy: causes[by].cause))
      } else if cause.isFallback {
        ranked.append(
          Ranked(
            index: index, verdict: .symptom, confidence: cause.confidence, explainedBy: causes[root].cause))
      } else {
        ranked.append(Ranked(index: index, verdict: .contributing, confidence: cause.confidence))
      }
    }
    return ranked
  }

  /// Whether a cause that could not be ruled out would stand beside or above a root of this score if it were proved.
  ///
  /// Something telling must speak for it already; what merely nobody looked for is no rival.
  static func rivals(_ open: OpenCause, _ root: String, _ score: Double) -> Bool {
    open.support > 0 && open.isDecidable && !open.rule.isFallback
      && (Double(open.weight) >= score * similar || open.rule.explains.contains(root))
  }

  /// Whether the chain of explanations that starts at `from` arrives at `to`.
  private static func leads(from: Int, to: Int, _ explainer: [Int: Int]) -> Bool {
    var current: Int? = from
    while let index = current {
      if index == to { return true }
      current = explainer[index]
    }
    return false
  }
}
