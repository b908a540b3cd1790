import EdgeCore
import EdgeHost
import Egress
import Framing
import Ingest
import Kernel

/// What a device is given of what the edge sees, and what became of it.
struct DownlinkDocument: Encodable {
  /// The count of one kind of message.
  struct Kind: Encodable {
    var messages: UInt64
    var objects: UInt64
    var leftOut: UInt64
  }
  struct Failure: Encodable {
    var name: String
    var sentence: String
    var count: UInt64
  }
  var to: String
  var kinds: [String]
  var framing: String
  var audienceRadiusMeters: Double
  var offered: UInt64
  var rsm: Kind
  var ssm: Kind
  var obstacles: UInt64
  var obstaclesLeftOut: UInt64
  var octets: UInt64
  var sent: UInt64
  var failures: [Failure]
  var unwritten: UInt64
  var cyclesWithoutPlace: UInt64

  init(_ downlink: EdgeSnapshot.Downlinked, _ sending: DownlinkSendingCounters) {
    let counters = downlink.counters
    func kind(_ part: DownlinkCounters.Kind) -> Kind {
      Kind(messages: part.messages, objects: part.objects, leftOut: part.leftOut)
    }
    to = "\(downlink.configuration.destination)"
    kinds = downlink.configuration.kinds.names
    framing = downlink.configuration.framing.name
    audienceRadiusMeters = downlink.configuration.audienceRadius
    offered = counters.offered
    rsm = kind(counters.perception)
    ssm = kind(counters.sharing)
    obstacles = counters.obstacles
    obstaclesLeftOut = counters.obstaclesLeftOut
    octets = counters.octets
    sent = sending.sent
    failures = sending.failures.map { Failure(name: $0.name, sentence: $0.sentence, count: $0.count) }
    unwritten = counters.unwritten
    cyclesWithoutPlace = counters.cyclesWithoutPlace
  }
}
