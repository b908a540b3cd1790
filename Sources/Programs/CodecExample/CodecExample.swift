import Framing
import MessagesCSAE
import PackedEncoding
import SchemaModel

/// Takes a message out of its frame, reads it, changes it, writes it, and asks why a broken one is refused.
///
///     swift run --package-path Sources/Programs/CodecExample
@main
struct CodecExample {
  static func main() throws {
    // 1. Build a message. Lists and large alternatives stand in an arena; quantities are those of the wire.
    let arena = MessageArena(capacity: 1 << 16)
    var message = BasicSafetyMessage()
    message.id = 0x3233_3333_3030_3033
    message.secMark = 12_345  // milliseconds of the minute
    message.pos.lat = 397_900_000  // 1e-7 degrees
    message.pos.long = 1_165_100_000
    message.speed = 694  // 0.02 m/s
    message.heading = 7_200  // 0.0125 degrees from north, clockwise
    message.size.width = 180  // centimetres
    message.size.length = 460
    let frame = MessageFrame.bsmFrame(try arena.reference(message))
    let octets = try MessageEncoder().octets(of: frame, as: .ydt3709_2020)
    print("a BSM of \(octets.count) octets: \(octets.hex)")

    // 2. Put it into the frame of the network layer, as a roadside unit sends it, and take it out again.
    guard let application = ApplicationIdentifier(rawValue: 111),
      let datagram = DSMPFrame.octets(application: application, payload: octets)
    else { return }
    let dsmp = try DSMPFrame(datagram.span)
    print("in DSMP it takes \(datagram.count) octets, application \(dsmp.application.rawValue)")

    // 3. Decode. A decoder is made once; what it gives points into it and is valid until it decodes again.
    let decoder = MessageDecoder()
    guard case .bsmFrame(let received) = try decoder.decode(Array(datagram[dsmp.payload]), as: .ydt3709_2020) else {
      return
    }
    print("it drives at \(Double(received.value.speed) * 0.02) m/s")

    // 4. The careful decoder makes a tree of any message, as JSON or to look into.
    print("as a tree: \(try MessageSchema.decode(octets, as: .ydt3709_2020).value.json)")

    // 5. A broken message is refused with the field and the bit.
    do throws(MessageDecodingError) {
      _ = try decoder.decode(Array(octets.dropLast(5)), as: .ydt3709_2020)
    } catch {
      print("without its last octets it is refused: \(error)")
    }
  }
}
