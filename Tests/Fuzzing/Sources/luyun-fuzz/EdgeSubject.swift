import EdgeCore
import EdgeFixtures
import Framing
import Ingest
import Interpretation
import Kernel
import MessagesCSAE

/// A whole edge core with devices of every dialect in every framing: whatever a device sends, every message is accounted
/// for, and the next good message of the same device is taken.
final class EdgeSubject {
  /// Broken octets may cost a device the framing that was found; so many good ones find it again.
  private static let patience = 9

  private let devices: [DeviceRegistration]
  private let subject: CoreUnderTest
  private let chinese = Dialect.allCases.map(MessageWriter.init)
  private let american = SAEMessageWriter()
  private let european = ETSIMessageWriter()
  private var now = CoreUnderTest.start

  init() {
    let choices = MessageDialect.allCases.flatMap { dialect in
      EdgeSubject.framings(of: dialect).map { (dialect, $0) }
    }
    devices = choices.enumerated().map { place, choice in
      var device = CoreUnderTest.device(UInt8(place), framing: choice.1)
      device.dialect = choice.0
      return device
    }
    subject = CoreUnderTest(devices)
  }

  private static func framings(of dialect: MessageDialect) -> [FramingKind?] {
    dialect == .etsiITS ? [nil, .bare, .geonetworking] : [nil, .bare, .dsmp, .envelope]
  }

  /// Hands octets to the core; the first one chooses the device. What is wrong with what the core makes of it.
  func fault(_ octets: [UInt8]) -> String? {
    guard let choice = octets.first, octets.count < 65_536 else { return nil }
    let device = devices[Int(choice) % devices.count]
    now = now + .seconds(61)
    subject.effects.removeAll(keepingCapacity: true)
    subject.send(Array(octets.dropFirst()), from: device.address, at: now)
    guard subject.isAccountedFor else { return "messages are not accounted for" }
    for _ in 0..<EdgeSubject.patience {
      let before = subject.counters.accepted
      guard let good = try? message(of: device) else { return "a good message cannot be written" }
      subject.send(good, from: device.address, at: now)
      if subject.counters.accepted == before + 1 {
        subject.core.advance(to: now + .milliseconds(100), into: &subject.effects)
        return nil
      }
    }
    return "after this the good messages of \(device.name) are refused"
  }

  private func message(of device: DeviceRegistration) throws -> [UInt8] {
    let state = VehicleState(time: now, position: MessageWriter.origin)
    switch device.dialect {
    case .ydt3709_2020: return framed(try chinese[0].selfReport(state), device)
    case .csae53_2020: return framed(try chinese[1].selfReport(state), device)
    case .saeJ2735: return framed(try american.selfReport(state), device)
    case .etsiITS:
      let message = try european.selfReport(state)
      return device.framing == .geonetworking ? ETSIMessageWriter.packet(message, port: 2001) : message
    }
  }

  private func framed(_ message: [UInt8], _ device: DeviceRegistration) -> [UInt8] {
    switch device.framing {
    case .dsmp:
      ApplicationIdentifier(rawValue: 111).flatMap { DSMPFrame.octets(application: $0, payload: message) } ?? []
    case .envelope:
      UnitEnvelope.octets(unit: device.unitNumber, milliseconds: 0, messages: [message]) ?? []
    default: message
    }
  }
}
