import Ingest
import Kernel
import MessagesCSAE
import PackedEncoding

/// Moves the times in recorded messages, so that a recording plays as if it happened now.
///
/// Only times that count from a minute or a year are moved; count-downs count from the message and stay.
final class Retiming {
  private let decoder = MessageDecoder()
  private let encoder = MessageEncoder()
  private let dialect: Dialect

  /// Makes one for messages of a dialect.
  init(dialect: Dialect = .ydt3709_2020) { self.dialect = dialect }

  /// The message with its times moved by `shift`; `recordedAt` is when it was received. Octets that are no message come
  /// back as they are, for a replay repeats what was there.
  func moved(_ octets: [UInt8], recordedAt: Instant, by shift: Interval) -> [UInt8] {
    // A message with parts that this schema does not know would lose them: it goes out as it is.
    guard let frame = try? decoder.decode(octets, as: dialect),
      (try? encoder.octets(of: frame, as: dialect)) == octets
    else { return octets }
    let moved = move(frame, recordedAt, shift)
    return (try? encoder.octets(of: moved, as: dialect)) ?? octets
  }

  private func move(_ frame: MessageFrame, _ at: Instant, _ shift: Interval) -> MessageFrame {
    switch frame {
    case .bsmFrame(let message): message.address.pointee.secMark = second(message.value.secMark, at, shift)
    case .rsmFrame(let message):
      let list = message.value.participants
      for index in list.indices {
        list.base?[index].secMark = second(list[index].secMark, at, shift)
      }
    case .spatFrame(let message): move(message, at, shift)
    case .rsiFrame(let message):
      if message.value.moy != nil { message.address.pointee.moy = MessageTime.parts(of: at + shift).minuteOfYear }
    case .mapFrame(var message):
      guard message.timeStamp != nil else { return frame }
      message.timeStamp = MessageTime.parts(of: at + shift).minuteOfYear
      return .mapFrame(message)
    case .msgFrameExt, .unknown: break
    }
    return frame
  }

  private func move(_ message: PackedReference<SPAT>, _ at: Instant, _ shift: Interval) {
    let whole = moment(message.value.moy, message.value.timeStamp, at, shift)
    if message.value.moy != nil { message.address.pointee.moy = whole.minuteOfYear }
    if message.value.timeStamp != nil { message.address.pointee.timeStamp = whole.second }
    let list = message.value.intersections
    for index in list.indices {
      let own = moment(list[index].moy ?? message.value.moy, list[index].timeStamp, at, shift)
      if list[index].moy != nil { list.base?[index].moy = own.minuteOfYear }
      if list[index].timeStamp != nil { list.base?[index].timeStamp = own.second }
    }
  }

  private func moment(
    _ minute: UInt32?, _ second: UInt16?, _ at: Instant, _ shift: Interval
  ) -> (minuteOfYear: UInt32, second: UInt16) {
    let stated = second.flatMap { MessageTime.resolve(second: $0, receivedAt: at) } ?? at
    return MessageTime.parts(of: stated + shift)
  }

  private func second(_ mark: UInt16, _ at: Instant, _ shift: Interval) -> UInt16 {
    guard let stated = MessageTime.resolve(second: mark, receivedAt: at) else { return mark }
    return MessageTime.parts(of: stated + shift).second
  }
}
