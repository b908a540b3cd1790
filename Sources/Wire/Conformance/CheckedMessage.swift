import Interpretation
import Kernel
import SchemaModel

/// A message with all that rules want to know of it.
struct CheckedMessage {
  /// When the datagram was captured, and its number in the capture.
  let time: Instant
  let packet: Int
  /// Where it came from.
  let source: NetworkAddress
  /// The whole payload of the datagram, and where in it the message stands.
  let datagram: [UInt8]
  let range: Range<Int>
  let encapsulation: Encapsulation
  let reading: Reading
  let summary: MessageSummary
  /// The message without its frame, and the way to it.
  let body: SchemaValue
  let bodyPath: String

  /// Takes a message of a datagram.
  init(
    _ reading: Reading, at range: Range<Int>, of datagram: [UInt8], _ encapsulation: Encapsulation, packet: Int,
    time: Instant, source: NetworkAddress
  ) {
    self.reading = reading
    self.range = range
    self.datagram = datagram
    self.encapsulation = encapsulation
    self.packet = packet
    self.time = time
    self.source = source
    summary = MessageSummary(reading)
    var kind = ""
    body = MessageSummary.body(of: reading.value, &kind)
    bodyPath = CheckedMessage.path(of: reading)
  }

  private static func path(of reading: Reading) -> String {
    switch reading.dialect {
    case .ydt3709_2020, .csae53_2020:
      if reading.value["msgFrameExt"] != nil { return "msgFrameExt.value" }
      if case .choice(let part) = reading.value { return part.name }
      return ""
    case .saeJ2735: return "value"
    case .etsiITS: return ""
    }
  }

  /// Whether the rules of China's standards speak of it.
  var isChinese: Bool { reading.dialect.chinese != nil }

  /// A failure at a field, the way given from the body on.
  func example(at field: String, _ text: String) -> Outcome.Example {
    let path = [bodyPath, field].filter { !$0.isEmpty }.joined(separator: ".")
    let message = Array(datagram[range])
    let bit =
      field.isEmpty
      ? 0 : SchemaDecoder.bit(of: path, in: message, as: reading.type, of: reading.dialect.schema) ?? 0
    return Outcome.Example(
      time: time, packet: packet, octet: range.lowerBound + bit / 8, field: field.isEmpty ? "" : path, text: text)
  }

  /// How long before its capture the message says it is, in milliseconds, by a second mark: the nearest to zero within
  /// half a minute on either side. Nil for a mark that stands for an unknown time.
  func age(secondMark: Int) -> Int? {
    guard secondMark < 61_000 else { return nil }
    let within = Int((time.milliseconds % 60_000 + 60_000) % 60_000)
    let difference = within - min(secondMark, 59_999)
    return difference > 30_000 ? difference - 60_000 : difference < -30_000 ? difference + 60_000 : difference
  }

  /// The same by a minute of the UTC year and a second mark. Nil where either is unknown.
  func age(minuteOfYear: Int, secondMark: Int) -> Int? {
    guard minuteOfYear < 527_040, secondMark < 61_000 else { return nil }
    let year = CalendarYear(of: time)
    let stated = Int64(minuteOfYear * 60_000 + min(secondMark, 59_999))
    // At the turn of the year one of the two may lie in another one.
    let candidates = [year, year.previous, year.next].map { Int(time.milliseconds - $0.start - stated) }
    return candidates.min { $0.magnitude < $1.magnitude }
  }
}
