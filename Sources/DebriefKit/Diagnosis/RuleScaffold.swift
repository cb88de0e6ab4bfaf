/// The first draft of a rule file.
public enum RuleScaffold {
  /// A rule for a cause of the vocabulary that is complete in form and says what to fill in.
  public static func text(for cause: String, in templates: Templates) throws -> String {
    guard let yaml = templates.text("causes.yaml") else { throw TemplateError.missing("causes.yaml") }
    let vocabulary = try CauseVocabulary(yaml: yaml)
    guard let known = vocabulary[cause] else {
      throw RuleBookError.noCause(cause, nearest: Spelling.nearest(cause, in: vocabulary.causes.map(\.id)))
    }
    return """
      # \(known.means.prefix(1).uppercased() + known.means.dropFirst()).
      cause: \(known.id)
      weight: 60
      fits: {kind: [switchover, failover], outcome: [failed, stuck]}
      when:
        sign:
          kind: script.output
          text: [the words that prove it]
          note: {en: what this line shows, zh: 这一行说明什么}
      title:
        en: "What happened, with {{old_primary}}"
        zh: "发生了什么（{{old_primary}}）"
      explanation:
        en: >-
          How the sign leads to the cause: {{sign.message}}.
        zh: >-
          证据如何导向原因：{{sign.message}}。
      remedies:
        - key: first-thing-to-do
          stage: repair
          title: {en: What to do, zh: 做什么}
          body: {en: How to do it, zh: 怎么做}
      tests:
        - name: the sign is there
          incident: {kind: switchover, platform: kubeblocks, outcome: failed, old_primary: db-0}
          events:
            - {at: 1, kind: script.output, message: the words that prove it}
          expect: root
        - name: the same in another case
          incident: {kind: failover, platform: sentinel, outcome: stuck, old_primary: "10.0.0.1:6379"}
          events:
            - {at: 1, kind: script.output, message: "here, too, the words that prove it"}
          expect: root
        # Near misses: with the one edit under 'unless' the rule must fire.
        - name: other words
          incident: {kind: switchover, platform: kubeblocks, outcome: failed, old_primary: db-0}
          events:
            - {at: 1, kind: script.output, message: all went well}
          expect: absent
          unless: {replace: all went well, with: the words that prove it}
        - name: it succeeded all the same
          incident: {kind: switchover, platform: kubeblocks, outcome: succeeded, old_primary: db-0}
          events:
            - {at: 1, kind: script.output, message: the words that prove it}
          expect: absent
          unless: {replace: "outcome: succeeded", with: "outcome: failed"}

      """
  }
}
