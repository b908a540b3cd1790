import Interpretation
import Kernel

/// The messages of one kind from one sender, as one source passes them on.
struct Stream {
  /// Whose messages they are.
  struct Key: Hashable, Comparable {
    var kind: String
    var sender: String

    static func < (left: Key, right: Key) -> Bool {
      left.kind != right.kind ? left.kind < right.kind : left.sender < right.sender
    }
  }

  /// The most intervals that are kept for the median.
  private static let maximumIntervals = 4096
  /// The most contents whose repetition is followed.
  private static let maximumContents = 256

  private(set) var expected: ExpectedPeriod?
  private(set) var count = 0
  /// Instants at which something was sent; several messages of one instant count once.
  private(set) var instants = 0
  private(set) var last: CheckedMessage
  /// When each content came last: what is announced in several messages comes each in its own rhythm.
  private var lastInstants: [String: Instant] = [:]
  private var lastMark: Int?
  private var lastCount: Int?
  private(set) var wrap = CountWrap()
  private(set) var intervals: [Int32] = []
  private(set) var largestGap = Interval.zero
  private(set) var clock = ClockEstimate()
  /// How old messages are, which counts where the sender's clock is found to be right.
  private(set) var ages: Outcome?

  /// Begins with a first message.
  init(_ message: CheckedMessage) {
    expected = ExpectedPeriod.of(message)
    last = message
    guard message.isChinese else { return }
    switch message.summary.kind {
    case "BSM": ages = Outcome(.secMarkAge)
    case "SPAT": ages = Outcome(.signalAge)
    default: break
    }
  }

  /// Takes a message and judges its number and its time by those before it.
  mutating func take(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    let mark = message.statedMark
    let isFirst = count == 0
    count += 1
    let interval = message.time - last.time
    // A unit that sees more than fits one message sends several for the same instant.
    let isSameInstant = !isFirst && interval.milliseconds < 50 && (mark.map { $0 == lastMark } ?? false || last.isFull)
    if !isFirst { judgeCount(message, interval, isSameInstant, &outcomes) }
    if let number = message.summary.count {
      let isNext = expected.map { interval.milliseconds * 2 < $0.shortest * 3 } ?? false
      wrap.take(number, after: lastCount, isNext: isNext)
    }
    judgeAge(message)
    defer {
      last = message
      lastMark = mark
      lastCount = message.summary.count
    }
    guard !isSameInstant else { return }
    instants += 1
    judgeRepetition(message, &outcomes)
  }

  private mutating func judgeRepetition(_ message: CheckedMessage, _ outcomes: inout Outcomes) {
    let content = message.repeatedContent
    let before = lastInstants[content]
    if before != nil || lastInstants.count < Stream.maximumContents { lastInstants[content] = message.time }
    guard let before else { return }
    // Of several classes in one stream the slowest is demanded of all together, each its own of its gaps.
    let own = ExpectedPeriod.of(message)
    if let own, let known = expected, own.longest > known.longest { expected = own }
    let interval = message.time - before
    judgeGap(message, interval, own, &outcomes)
    if intervals.count < Stream.maximumIntervals { intervals.append(Int32(clamping: interval.milliseconds)) }
    largestGap = max(largestGap, interval)
  }

  private mutating func judgeAge(_ message: CheckedMessage) {
    guard let age = message.statedAge else { return ages?.leaveOpen() ?? () }
    clock.take(age, at: message.time)
    judgeIntersections(message)
    guard age >= Stream.oldest else { return ages?.pass() ?? () }
    let field = message.summary.kind == "BSM" ? "secMark" : ""
    ages?.fail { message.example(at: field, "\(age) ms old\(message.senderText)") }
  }

  /// The times of a SPAT's intersections, where it has one of its own too.
  private mutating func judgeIntersections(_ message: CheckedMessage) {
    for (field, age) in message.intersectionAges {
      if age >= Stream.oldest {
        ages?.fail { message.example(at: field, "\(age) ms old\(message.senderText)") }
      } else {
        ages?.pass()
      }
    }
  }

  private func judgeGap(
    _ message: CheckedMessage, _ interval: Interval, _ expected: ExpectedPeriod?, _ outcomes: inout Outcomes
  ) {
    guard let expected else { return }
    let limit = expected.longest * 3
    // Who is away for half a minute has left and come back.
    guard interval.milliseconds < 30_000 else { return }
    outcomes.check(
      .gaps, interval.milliseconds <= limit, message,
      "\(message.summary.kind)\(message.senderText): \(interval.milliseconds) ms after the one before")
  }

  /// The number goes up by one; what the time between explains as lost is no fault.
  private func judgeCount(
    _ message: CheckedMessage, _ interval: Interval, _ isSameInstant: Bool, _ outcomes: inout Outcomes
  ) {
    guard message.countsEachMessage, let number = message.summary.count, let before = lastCount else { return }
    let step = (number - before + 128) % 128
    var allowed = 1
    if let expected, !isSameInstant {
      let missed = Int(interval.milliseconds) * 2 / max(expected.shortest, 1) / 2
      allowed += message.summary.kind == "RSM" ? missed * 16 : missed
    }
    // Beyond a whole round nothing is told any more.
    guard allowed < 100 else { return }
    outcomes.check(
      .countIncrements, (1...allowed).contains(step), message, at: message.countField,
      "\(message.summary.kind)\(message.senderText): \(number) after \(before)")
  }

  /// The middle of the intervals in milliseconds; nil for fewer than ten.
  var median: Int? {
    guard intervals.count >= 10 else { return nil }
    return Int(intervals.sorted()[intervals.count / 2])
  }
}

/// How a number begins again, which is to be after 127.
struct CountWrap {
  /// How often it went from 126 to 0, so soon that none can be lost between them.
  private(set) var early = 0
  /// Whether it was ever 127.
  private(set) var hasLast = false

  /// Takes a number and the one before it, and whether by the time between them nothing was lost.
  mutating func take(_ number: Int, after before: Int?, isNext: Bool) {
    if number == 127 { hasLast = true }
    if number == 0, before == 126, isNext { early += 1 }
  }
}

/// How often messages of a kind are to be sent.
struct ExpectedPeriod {
  /// Milliseconds.
  var shortest: Int
  var longest: Int
  var rule: Rule

  /// The period of a message's kind by its dialect; nil where none is known.
  static func of(_ message: CheckedMessage) -> ExpectedPeriod? {
    let kind = message.summary.kind
    switch message.reading.dialect {
    case .ydt3709_2020, .csae53_2020:
      switch kind {
      case "BSM": return ExpectedPeriod(shortest: 100, longest: 100, rule: .periodBSM)
      case "RSM": return ExpectedPeriod(shortest: 100, longest: 100, rule: .periodRSM)
      case "SPAT": return ExpectedPeriod(shortest: 100, longest: 500, rule: .periodSPAT)
      case "MAP": return ExpectedPeriod(shortest: 100, longest: 1000, rule: .periodMAP)
      case "RSI": return ExpectedPeriod(shortest: 100, longest: message.announcementPeriod, rule: .periodRSI)
      default: return nil
      }
    case .saeJ2735: return kind == "BSM" ? ExpectedPeriod(shortest: 100, longest: 100, rule: .periodBSM) : nil
    case .etsiITS:
      switch kind {
      case "CAM": return ExpectedPeriod(shortest: 100, longest: 1000, rule: .periodCAM)
      case "CPM": return ExpectedPeriod(shortest: 100, longest: 1000, rule: .periodCPM)
      case "VAM": return ExpectedPeriod(shortest: 100, longest: 5000, rule: .periodVAM)
      default: return nil
      }
    }
  }
}

/// How far a sender's clock is from that of the capture: the way of a message is never shorter than its shortest, so
/// that the smallest age tells the clock's error and the shortest way.
struct ClockEstimate {
  private static let leastSpan = Interval.seconds(60)
  private static let leastCount = 100

  private var ages: [(time: Instant, age: Int)] = []
  private(set) var smallest: Int?
  private(set) var count = 0

  /// Takes the age of a message in milliseconds. The smallest of each second is kept.
  mutating func take(_ age: Int, at time: Instant) {
    count += 1
    smallest = min(smallest ?? age, age)
    if let last = ages.last, (time - last.time).milliseconds < 1000 {
      ages[ages.count - 1].age = min(last.age, age)
    } else {
      ages.append((time, age))
    }
  }

  /// The smallest age of the last third less that of the first, in milliseconds; nil for less than a minute.
  var drift: Int? {
    guard count >= ClockEstimate.leastCount, let first = ages.first, let last = ages.last,
      last.time - first.time >= ClockEstimate.leastSpan
    else { return nil }
    let third = ages.count / 3
    guard let early = ages.prefix(third).map(\.age).min(), let late = ages.suffix(third).map(\.age).min() else {
      return nil
    }
    return late - early
  }
}

extension Interval {
  /// Whole milliseconds, rounded towards zero.
  var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
