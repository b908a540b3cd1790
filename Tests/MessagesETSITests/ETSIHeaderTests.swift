import MessageVectors
import MessagesETSI
import PackedEncoding
import SchemaModel
import Testing

@Suite("which message of ETSI the header tells")
struct ETSIHeaderTests {
  private let decoder = ETSIMessageDecoder()
  private let encoder = ETSIMessageEncoder()

  /// The smallest CAM of the vectors.
  private func cam() throws -> [UInt8] {
    try #require(try Vectors.load(.cam).first { $0.kind == "min" }).octets
  }

  @Test("a message's version and number are told from no others", arguments: ETSIMessageKind.allCases)
  func kinds(kind: ETSIMessageKind) {
    let same = ETSIMessageKind(protocolVersion: kind.protocolVersion, messageID: kind.messageID)
    #expect(same == kind)
    for version in UInt8.min...UInt8.max where version != kind.protocolVersion {
      #expect(ETSIMessageKind(protocolVersion: version, messageID: kind.messageID) == nil)
    }
    #expect(ETSIMessageSchema.schema.index(of: kind.rawValue) == ETSIMessageSchema.root(of: kind))
  }

  @Test(
    "a version and a number that together name no message are refused, and the error has both",
    arguments: [(1, 2), (1, 14), (2, 3), (2, 16), (3, 14), (0, 0), (255, 255)])
  func unknown(version: UInt8, number: UInt8) throws {
    var octets = try cam()
    (octets[0], octets[1]) = (version, number)
    do throws(MessageDecodingError) {
      _ = try decoder.decode(octets)
      Issue.record("it is accepted")
    } catch {
      #expect(error.reason == .unknownMessage(protocolVersion: Int(version), messageID: Int(number)))
      #expect(
        error.description == "header at bit 0: no message has protocol version \(version) and number \(number)")
    }
  }

  @Test("octets that end inside the header's first two are truncated", arguments: [[], [2]] as [[UInt8]])
  func truncated(octets: [UInt8]) {
    do throws(MessageDecodingError) {
      _ = try decoder.decode(octets)
      Issue.record("it is accepted")
    } catch {
      #expect(error.reason == .truncated)
      #expect(error.bit == octets.count * 8)
    }
  }

  @Test("a message whose header is another's is not encoded, and the error has version and number")
  func otherHeader() throws {
    let message = try decoder.decode(try cam())
    guard case .cam(let part) = message else { throw CancellationError() }
    part.address.pointee.header.messageID = 1
    #expect(throws: MessageEncodingError.unknownMessage(protocolVersion: 2, messageID: 1)) {
      try encoder.octets(of: message)
    }
    part.address.pointee.header.messageID = 77
    #expect(throws: MessageEncodingError.unknownMessage(protocolVersion: 2, messageID: 77)) {
      try ETSIMessageSchema.encode(message.tree)
    }
    part.address.pointee.header.messageID = 2
    #expect(try encoder.octets(of: message) == cam())
  }

  @Test("a value that does not fit is refused by name")
  func wrongValue() throws {
    let message = try decoder.decode(try cam())
    guard case .cam(let part) = message else { throw CancellationError() }
    part.address.pointee.cam.camParameters.basicContainer.referencePosition.latitude = 900_000_002
    #expect(
      throws: MessageEncodingError.outOfRange("cam.camParameters.basicContainer.referencePosition.latitude")
    ) { try encoder.octets(of: message) }
  }

  @Test("the header is the same under the names of both releases", arguments: ETSIMessageKind.allCases)
  func header(kind: ETSIMessageKind) throws {
    for vector in try Vectors.load(kind) where vector.expect == "ok" {
      let message = try decoder.decode(vector.octets)
      let station = vector.octets[2..<6].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      #expect(message.header.protocolVersion == kind.protocolVersion)
      #expect(message.header.messageID == kind.messageID)
      #expect(message.header.stationID == station, "\(vector.id)")
    }
  }
}
