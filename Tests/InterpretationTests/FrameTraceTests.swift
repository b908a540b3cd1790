import Framing
import Interpretation
import SchemaModel
import Testing

@Suite("frames that are plainly there and broken")
struct FrameTraceTests {
  private func refusal(_ octets: [UInt8]) -> Interpretation.Rejection? {
    if case .failure(let rejection) = Interpretation(octets).messages.first { rejection } else { nil }
  }

  @Test("a DSMP frame whose last octet is missing is refused as such, though a bare message fits its beginning")
  func cut() throws {
    // Its first octets read as a basic safety message with 25 octets behind it.
    let text =
      "04006f003d803b00103840db2fd87479b8de2400004bb3e558ae98ec4844db885bbf4d6311a7942001aae3e47d3fce33842c46e941fc8a8fc"
      + "c2141e9bfc95b45f1"
    let octets = try #require([UInt8](hex: text))
    #expect((try? Reading(octets, as: .ydt3709_2020))?.trailing == 25)
    let rejection = try #require(refusal(octets))
    guard case .framing(let error, as: .dsmp) = rejection.reason else {
      Issue.record("refused as \(rejection.reason)")
      return
    }
    #expect(error == FramingError(.tooLong(stated: 61, present: 60), at: 3))
    #expect(
      LikelyCause.sentences(for: rejection, in: octets)
        == ["the end is missing: the frame (dsmp) announces 61 octets and 60 follow"])
  }

  @Test("every vector in a DSMP frame that lacks octets at its end is refused as a DSMP frame")
  func everyCut() throws {
    let aid = try #require(ApplicationIdentifier(rawValue: 111))
    for vector in try VectorFolders.good()
    where vector.dialect.chinese != nil && (20..<4000).contains(vector.octets.count) {
      let frame = try #require(DSMPFrame.octets(application: aid, payload: vector.octets))
      for missing in [1, vector.octets.count / 4] {
        guard case .framing(_, as: .dsmp)? = refusal(Array(frame.dropLast(missing)))?.reason else {
          Issue.record("\(vector.id) without \(missing) octets")
          continue
        }
      }
    }
  }

  @Test("a good message with octets behind it is read, whatever its beginning looks like")
  func trailing() throws {
    for vector in try VectorFolders.good() where vector.octets.count > 20 && vector.octets.count < 4000 {
      for rest in [[0], [0xff, 0xff, 0xff]] as [[UInt8]] {
        let found = Interpretation(vector.octets + rest)
        #expect(found.messages.contains { (try? $0.get()) != nil }, "\(vector.id) + \(rest.count)")
      }
    }
  }

  @Test("a whole frame with a damaged message is refused in its frame")
  func damaged() throws {
    let aid = try #require(ApplicationIdentifier(rawValue: 111))
    let damaged = InterpretationTests.field.dropFirst(11) + [0x70, 0x70]
    let octets = try #require(DSMPFrame.octets(application: aid, payload: Array(damaged)))
    let found = Interpretation(octets)
    #expect(found.encapsulation.kind == .dsmp)
    #expect(!found.isGood)
  }

  @Test("octets behind a whole frame do not hide it")
  func behind() throws {
    let aid = try #require(ApplicationIdentifier(rawValue: 111))
    let octets = try #require(DSMPFrame.octets(application: aid, payload: InterpretationTests.field))
    let found = Interpretation(octets + [0, 0])
    #expect(found.encapsulation.kind == .dsmp)
    #expect(found.encapsulation.trailing == 2)
    #expect(try found.messages[0].get().fit == .exact)
  }

  /// A packet whose basic header says that a signed envelope follows, and one that was made so by mistake.
  private static let packets = [
    "12001a010381004003805820500000003401003c00020000000001000003e81efe920002625a00800003840000000007d1000002029667b6dc",
    "12001a0120500000003401003c00020000000001000003e81efe920002625a00800003840000000007d1000002029667b6dcffff6ffc5fd1e9"
      + "bad27480272994b278eec3aaa0efffffffffff5a4e900a309951dbf962e96805180268",
  ]

  @Test("a signed GeoNetworking packet is named as signed and not read", arguments: packets)
  func signed(text: String) throws {
    let packet = try #require([UInt8](hex: text))
    let ethernet = [UInt8](repeating: 2, count: 12) + [0x89, 0x47] + packet
    for octets in [packet, ethernet] {
      let rejection = try #require(refusal(octets))
      guard case .secured = rejection.reason else {
        Issue.record("refused as \(rejection.reason)")
        continue
      }
      #expect(LikelyCause.sentences(for: rejection, in: octets).first?.contains("TS 103 097") == true)
    }
  }

  @Test("a GeoNetworking packet and an envelope that lack their end are refused as what they are")
  func others() throws {
    let etsi = try #require(try VectorFolders.good().first { $0.dialect == .etsiITS })
    let header = Encapsulation.Header.geonetworking(octets: InterpretationTests.geonetworking, port: 2001)
    let packet = try #require(header.octets(around: etsi.octets)).dropLast(2)
    guard case .framing(_, as: .geonetworking)? = refusal(Array(packet))?.reason else {
      Issue.record("the packet")
      return
    }
    let envelope = try #require(
      UnitEnvelope.octets(
        unit: 0x5253_5531_3130_3141, milliseconds: 1_763_622_000_000, messages: [InterpretationTests.field]))
    guard case .framing(_, as: .envelope)? = refusal(Array(envelope.dropLast()))?.reason else {
      Issue.record("the envelope")
      return
    }
  }
}
