import Foundation
import Framing
import Testing

/// One line of the golden vectors of DSMP.
private struct Vector: Decodable, Sendable, CustomTestStringConvertible {
  var id: String
  var kind: String
  var expect: String
  var aid: UInt32?
  var aid_hex: String?
  var ext: [[Element]]?
  var payload: String?
  var hex: String
  var testDescription: String { "\(id) \(kind)" }

  /// Identity and value of a header extension stand in one array.
  enum Element: Decodable, Sendable {
    case identity(UInt8)
    case value(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(UInt8.self) {
        self = .identity(number)
      } else {
        self = .value(try container.decode(String.self))
      }
    }
  }

  static let all: [Vector] = {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/dsmp.jsonl")
    let lines = (try? String(contentsOf: url, encoding: .utf8))?.split(separator: "\n") ?? []
    return lines.compactMap { try? JSONDecoder().decode(Vector.self, from: Data($0.utf8)) }
  }()
}

func octets(_ hex: String) -> [UInt8] {
  let digits = Array(hex.utf8).map { $0 < 58 ? $0 - 48 : $0 - 87 }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

func hex(_ octets: some Sequence<UInt8>) -> String {
  octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

@Suite("the network layer of short messages")
struct DSMPTests {
  @Test("all golden vectors are there")
  func vectors() { #expect(Vector.all.count == 74) }

  @Test("a golden vector gives what it demands", arguments: Vector.all)
  private func vector(_ vector: Vector) throws {
    let all = octets(vector.hex)
    let frame: DSMPFrame
    do throws(FramingError) { frame = try DSMPFrame(all.span) } catch {
      #expect(vector.expect.hasPrefix("reject"), "\(error)")
      return
    }
    #expect(!vector.expect.hasPrefix("reject"))
    if let aid = vector.aid { #expect(frame.application.rawValue == aid) }
    if let text = vector.aid_hex { #expect(hex(frame.application.octets) == text) }
    if let payload = vector.payload { #expect(hex(all[frame.payload]) == payload) }
    let told = (vector.ext ?? []).map { element in
      element.map { part in
        switch part {
        case .identity(let number): "\(number)"
        case .value(let text): text
        }
      }.joined(separator: " ")
    }
    let elements = frame.extensionElements(in: all.span).map { "\($0.identity) \(hex($0.value))" }
    #expect(elements == told)
    switch vector.kind {
    case "length-shorter": #expect(frame.trailing == 1)
    case "reserved-nonzero": #expect(frame.hasReservedBits)
    default: #expect(frame.trailing == 0 && !frame.hasReservedBits)
    }
    if told.isEmpty, vector.expect == "ok", vector.kind != "ext-empty" {
      #expect(DSMPFrame.octets(application: frame.application, payload: Array(all[frame.payload])) == all)
    }
  }

  @Test("what is no frame is refused with the octet and the reason")
  func refusals() {
    func refusal(_ hex: String) -> String? {
      do throws(FramingError) {
        _ = try DSMPFrame(octets(hex).span)
        return nil
      } catch { return error.description }
    }
    #expect(refusal("") == "octet 0: the octets end within the header")
    #expect(refusal("0500") == "octet 0: the protocol type is 5; DSMP has 4")
    #expect(refusal("0420") == "octet 1: version 1 of the protocol is not known")
    #expect(refusal("0400f0") == "octet 2: 240 begins no application identifier")
    #expect(refusal("04008d") == "octet 3: the octets end within the application identifier")
    #expect(refusal("04006f0000") == "octet 3: the payload is empty")
    #expect(refusal("04006f000300") == "octet 3: 3 octets are announced and 1 follows")
    #expect(refusal("0410020401") == "octet 5: the octets end within the header extensions")
  }

  @Test("each identifier is written in the fewest octets and read again; the ends of each length too")
  func identifiers() throws {
    for number: UInt32 in [0, 127, 128, 16_511, 16_512, 2_113_663, 2_113_664, ApplicationIdentifier.greatest] {
      let identifier = try #require(ApplicationIdentifier(rawValue: number))
      let octets = try #require(DSMPFrame.octets(application: identifier, payload: [1]))
      let frame = try DSMPFrame(octets.span)
      #expect(frame.application == identifier)
    }
    #expect(ApplicationIdentifier(rawValue: ApplicationIdentifier.greatest + 1) == nil)
    #expect(hex(try #require(ApplicationIdentifier(rawValue: 3618)).octets) == "8da2")
  }

  @Test("no octets stop the program, and a frame never reaches beyond them")
  func anything() {
    var generator = SystemRandomNumberGenerator()
    let seeds = Vector.all.map { octets($0.hex) }.filter { !$0.isEmpty }
    for round in 0..<200_000 {
      var mutated = seeds[round % seeds.count]
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        mutated[Int.random(in: 0..<min(mutated.count, 12), using: &generator)] = .random(in: 0...255, using: &generator)
      }
      mutated.removeLast(Int.random(in: 0...mutated.count, using: &generator))
      if let frame = try? DSMPFrame(mutated.span) {
        #expect(frame.payload.upperBound + frame.trailing == mutated.count && !frame.payload.isEmpty)
        let length = frame.extensionElements(in: mutated.span).reduce(0) { $0 + $1.value.count + 2 }
        #expect(length == frame.extensions.count)
      }
      if let envelope = try? UnitEnvelope(mutated.span) {
        #expect(envelope.trailing >= 0 && envelope.count > 0)
      }
    }
  }
}

@Suite("the envelope of roadside units")
struct UnitEnvelopeTests {
  @Test("unit, time and messages are read as they were written")
  func roundTrip() throws {
    let messages: [[UInt8]] = [[1, 2, 3], Array(repeating: 7, count: 300), [9]]
    let all = try #require(
      UnitEnvelope.octets(unit: 0x5253_5531_3130_3141, milliseconds: 1_773_793_760_123, messages: messages))
    let envelope = try UnitEnvelope(all.span)
    #expect(envelope.unit == 0x5253_5531_3130_3141 && envelope.milliseconds == 1_773_793_760_123)
    #expect(envelope.count == 3 && envelope.trailing == 0)
    var place = UnitEnvelope.header
    for message in messages {
      let range = UnitEnvelope.nextMessage(in: all.span, at: &place)
      #expect(Array(all[range]) == message)
    }
    #expect(place == all.count)
    #expect(hex(all[..<19]) == "5253553131303141" + "7bd358fe9c010000" + "03" + "0300")
  }

  @Test("an envelope without messages, with an empty one, or that ends too early is refused")
  func refusals() throws {
    func refusal(_ hex: String) -> FramingError.Reason? {
      do throws(FramingError) {
        _ = try UnitEnvelope(octets(hex).span)
        return nil
      } catch { return error.reason }
    }
    let head = "52535531313031417bd358fe9c010000"
    #expect(refusal("") == .endsWithin(.unit))
    #expect(refusal("5253553131303141") == .endsWithin(.time))
    #expect(refusal(head) == .endsWithin(.count))
    #expect(refusal(head + "00") == .empty(.count))
    #expect(refusal(head + "0101") == .endsWithin(.length))
    #expect(refusal(head + "010000") == .emptyMessage(number: 1))
    #expect(refusal(head + "01020001") == .tooLong(stated: 2, present: 1))
    #expect(refusal(head + "0101000101") == nil)
    #expect(UnitEnvelope.octets(unit: 0, milliseconds: 0, messages: []) == nil)
    #expect(UnitEnvelope.octets(unit: 0, milliseconds: 0, messages: [[]]) == nil)
  }
}

@Suite("signed messages")
struct SecuredMessageTests {
  @Test("a signed message is known by its first six octets, and no golden message is taken for one")
  func known() {
    func isSecured(_ text: String) -> Bool { SecuredMessage.isSecured(octets(text).span) }
    #expect(isSecured("038102400380" + "0a00") && !isSecured("038102400380"))
    for vector in Vector.all {
      guard let payload = vector.payload else { continue }
      #expect(!isSecured(payload))
    }
  }
}
