import EdgeCore
import Ingest
import Interpretation
import Kernel
import MessagesCSAE
import PackedEncoding
import Recording

/// Finds out from a recording who sends and where, so that it can be replayed without a configuration.
enum Discovery {
  /// A configuration that admits every sender of a recording, with the origin at the first roadside unit.
  ///
  /// Throws ``CommandFailure`` where there is no message with a place, or more than 64 senders.
  static func configuration(
    of datagrams: [RecordedDatagram], origin: GeodeticPosition?, dialect: MessageDialect
  ) throws(CommandFailure) -> EdgeConfiguration {
    let decoder = MessageDecoder()
    var units: [NetworkAddress: String] = [:]
    var order: [NetworkAddress] = []
    var place = origin
    for datagram in datagrams {
      let address = datagram.envelope.source.address
      if units[address] == nil {
        units[address] = ""
        order.append(address)
      }
      guard units[address] == "" || place == nil, let layout = dialect.chinese,
        let frame = try? decoder.decode(datagram.payload, as: layout)
      else { continue }
      switch frame {
      case .rsmFrame(let message):
        units[address] = text(message.value.id)
        let position = message.value.refPos
        place =
          place ?? GeodeticPosition(latitude: Double(position.lat) * 1e-7, longitude: Double(position.long) * 1e-7)
      case .rsiFrame(let message): units[address] = text(message.value.id)
      default: break
      }
    }
    guard let place else {
      throw CommandFailure(
        description: "no message tells where it was recorded; give the place with --origin LATITUDE,LONGITUDE", code: 2)
    }
    guard order.count <= 64 else {
      throw CommandFailure(
        description: "\(order.count) senders are more than the 64 of one edge; give --config", code: 2)
    }
    let devices = order.map { address in
      DeviceRegistration(
        unit: units[address] ?? "", name: units[address] ?? "\(address)", address: address, dialect: dialect,
        datagramsPerSecond: 100_000)
    }
    return EdgeConfiguration(id: "replay", name: "Replay", origin: place, devices: devices)
  }

  private static func text(_ id: UInt64) -> String {
    let octets = (0..<8).map { UInt8(truncatingIfNeeded: id >> UInt64(56 - 8 * $0)) }
    return String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
  }
}
