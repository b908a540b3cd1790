public import Kernel

/// What became of a rule for one source or for a whole capture.
public struct Outcome: Equatable, Sendable {
  /// The grade.
  public enum Verdict: String, Sendable, CaseIterable {
    /// What was checked fails more often than is allowed.
    case fail
    /// The same of a rule of which the sources are not sure.
    case likelyFault = "likely fault"
    /// What is there does not tell.
    case unclear = "could not tell"
    case pass
    /// Nothing that the rule speaks of is there.
    case notApplicable = "not applicable"
  }

  /// One failure, and where to look at it.
  public struct Example: Equatable, Sendable {
    /// When the datagram was captured.
    public var time: Instant
    /// The packet of the capture, from 1.
    public var packet: Int
    /// The octet of the datagram's payload where the field or the message begins.
    public var octet: Int
    /// The way to the field; empty for the message.
    public var field: String
    /// What is there, without a point.
    public var text: String
  }

  /// The most examples that are kept.
  public static let maximumExamples = 3

  /// The rule.
  public let rule: Rule
  /// How often it was checked.
  public private(set) var checked = 0
  /// How often of that it failed.
  public private(set) var failed = 0
  /// How often it could not be told.
  public private(set) var unclear = 0
  /// Why it could not be told, the first reasons, each without a point.
  public private(set) var questions: [String] = []
  /// Failures, the first ones.
  public private(set) var examples: [Example] = []

  /// Nothing checked yet.
  init(_ rule: Rule) { self.rule = rule }

  /// The grade.
  public var verdict: Verdict {
    if failed > 0, Double(failed) > rule.allowance * Double(checked) {
      return rule.isCertain ? .fail : .likelyFault
    }
    if checked > 0 { return .pass }
    return unclear > 0 ? .unclear : .notApplicable
  }

  mutating func pass() { checked += 1 }

  /// Takes into account that it could not be told, and why.
  mutating func leaveOpen(_ question: String = "") {
    unclear += 1
    ask([question])
  }

  private mutating func ask(_ more: [String]) {
    for question in more where questions.count < Outcome.maximumExamples {
      if !question.isEmpty, !questions.contains(question) { questions.append(question) }
    }
  }

  /// Takes a failure; the example is made only where there is room for it.
  mutating func fail(_ example: () -> Example) {
    checked += 1
    failed += 1
    if examples.count < Outcome.maximumExamples { examples.append(example()) }
  }

  /// Takes in what became of the same rule elsewhere.
  mutating func merge(_ other: Outcome) {
    checked += other.checked
    failed += other.failed
    unclear += other.unclear
    ask(other.questions)
    examples = Array((examples + other.examples).prefix(Outcome.maximumExamples))
  }
}

/// The outcomes of all rules for one source.
struct Outcomes: Sendable {
  private var byName: [String: Outcome] = [:]

  /// The outcome of a rule.
  subscript(_ rule: Rule) -> Outcome {
    get { byName[rule.name] ?? Outcome(rule) }
    set { byName[rule.name] = newValue }
  }

  /// Takes a check of a message into account. What is wrong at `field` is said by `text`.
  mutating func check(
    _ rule: Rule, _ holds: Bool, _ message: CheckedMessage, at field: String = "", _ text: @autoclosure () -> String
  ) {
    if holds {
      byName[rule.name, default: Outcome(rule)].pass()
    } else {
      byName[rule.name, default: Outcome(rule)].fail { message.example(at: field, text()) }
    }
  }

  /// Takes into account that a rule could not be told, and why.
  mutating func leaveOpen(_ rule: Rule, _ question: String = "") {
    byName[rule.name, default: Outcome(rule)].leaveOpen(question)
  }

  /// All, in the order of ``Rule/all``.
  var inOrder: [Outcome] { Rule.all.map { self[$0] } }
}
