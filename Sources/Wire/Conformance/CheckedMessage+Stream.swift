import Framing
import Interpretation
import Kernel
import SchemaModel

// What tells the messages of a sender from those of another, and when they say they are.
extension CheckedMessage {
  /// Whose stream it belongs to: kind and sender, for messages without an identity the nodes that they are about.
  var streamKey: Stream.Key {
    var sender = summary.sender
    if sender.isEmpty {
      switch summary.kind {
      case "MAP": sender = (body["nodes"]?.elements ?? []).prefix(4).map { node($0["id"]) }.joined(separator: "+")
      case "SPAT", "SPATEM":
        let signals = (body["spat"] ?? body)["intersections"]?.elements ?? []
        sender = signals.prefix(4).map { node($0["intersectionId"] ?? $0["id"]) }.joined(separator: "+")
      default: break
      }
    }
    return Stream.Key(kind: summary.kind, sender: sender)
  }

  private func node(_ reference: SchemaValue?) -> String { NodeID(reference).map { "\($0)" } ?? "?" }

  /// The sender for a sentence, with a space before it.
  var senderText: String {
    let sender = streamKey.sender
    return sender.isEmpty ? "" : " of \(CheckedMessage.readable(sender))"
  }

  /// An identity as characters where it is made of them.
  static func readable(_ sender: String) -> String {
    guard let octets = [UInt8](hex: sender), octets.count == 8, octets.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      return sender
    }
    return String(decoding: octets, as: UTF8.self)
  }

  /// The mark that all messages of one instant share.
  var statedMark: Int? {
    switch summary.kind {
    case "RSM": body["participants"]?.elements.first?["secMark"]?.number
    case "SPAT": body["timeStamp"]?.number ?? body["intersections"]?.elements.first?["timeStamp"]?.number
    default: summary.secondMark
    }
  }

  /// What the message repeats, where a sender has several series of one kind: the numbers that an RSI announces. Empty
  /// for all others.
  var repeatedContent: String {
    guard summary.kind == "RSI" else { return "" }
    func numbers(_ list: String, _ field: String) -> String {
      (body[list]?.elements ?? []).compactMap { $0[field]?.number }.sorted().map(String.init).joined(separator: ",")
    }
    return "\(numbers("rtes", "rteId"));\(numbers("rtss", "rtsId"))"
  }

  /// Whether it is an RSM with all the participants that one may have, so that another of the instant may follow.
  var isFull: Bool { summary.kind == "RSM" && body["participants"]?.elements.count == 16 }

  /// How long before its capture the message says it is, in milliseconds; nil where it does not say.
  var statedAge: Int? {
    switch (reading.dialect, summary.kind) {
    case (.etsiITS, _):
      guard let delta = (body["cam"] ?? body["vam"])?["generationDeltaTime"]?.number else { return nil }
      return age(generationDeltaTime: delta)
    case (.ydt3709_2020, "SPAT"), (.csae53_2020, "SPAT"):
      let signal = body["intersections"]?.elements.first
      guard let mark = body["timeStamp"]?.number ?? signal?["timeStamp"]?.number else { return nil }
      guard let minute = body["moy"]?.number ?? signal?["moy"]?.number else { return age(secondMark: mark) }
      return age(minuteOfYear: minute, secondMark: mark)
    // The youngest of the participants: the others may be older measurements.
    case (.ydt3709_2020, "RSM"), (.csae53_2020, "RSM"):
      return (body["participants"]?.elements ?? []).compactMap { $0["secMark"]?.number.flatMap(age(secondMark:)) }.min()
    default: return summary.secondMark.flatMap(age(secondMark:))
    }
  }

  /// The ages of a SPAT's intersections by their own times, each with the way to it.
  var intersectionAges: [(field: String, age: Int)] {
    guard isChinese, summary.kind == "SPAT" else { return [] }
    return (body["intersections"]?.elements ?? []).enumerated().compactMap {
      place, signal -> (field: String, age: Int)? in
      guard let mark = signal["timeStamp"]?.number else { return nil }
      let moy = signal["moy"]?.number
      let age = moy.map { self.age(minuteOfYear: $0, secondMark: mark) } ?? self.age(secondMark: mark)
      return age.map { ("intersections.[\(place)].timeStamp", $0) }
    }
  }

  /// By the milliseconds since 2004-01-01 of TAI modulo 65536 (EN 302 637-2); leap seconds since then are five.
  private func age(generationDeltaTime: Int) -> Int {
    let elapsed = time.milliseconds - 1_072_915_200_000 + 5_000
    let difference = (Int(elapsed) - generationDeltaTime) & 0xffff
    return difference > 32_768 ? difference - 65_536 : difference
  }

  /// Whether the number counts every message (T/CSAE 53-2020, DE_MsgCount; SAE J2735 for BSM and PSM) and not changes of
  /// content.
  var countsEachMessage: Bool {
    switch reading.dialect {
    case .ydt3709_2020, .csae53_2020: true
    case .saeJ2735: ["BSM", "PSM"].contains(summary.kind)
    case .etsiITS: false
    }
  }

  /// The way from the body to the number.
  var countField: String { body["coreData"] == nil ? "msgCnt" : "coreData.msgCnt" }

  /// How often an RSI of this class is to come in milliseconds: by its AID where it has one, otherwise as for static signs, the slowest.
  var announcementPeriod: Int {
    guard case .dsmp(let application, _) = encapsulation.header else { return 1000 }
    switch application.rawValue {
    case 3621: return 500
    case 3622: return 100
    default: return 1000
    }
  }
}

/// A node: its region and its number there.
struct NodeID: Hashable, Comparable, CustomStringConvertible {
  var region: Int?
  var id: Int

  /// The node that a reference names; nil where it names none.
  init?(_ reference: SchemaValue?) {
    guard let number = reference?["id"]?.number else { return nil }
    id = number
    region = reference?["region"]?.number
  }

  static func < (left: NodeID, right: NodeID) -> Bool {
    (left.region ?? -1, left.id) < (right.region ?? -1, right.id)
  }

  var description: String { region.map { "\($0).\(id)" } ?? "\(id)" }
}
