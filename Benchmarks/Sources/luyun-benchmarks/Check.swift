import Foundation
import MessagesCSAE
import Peers

/// Whether the reference is one: on every vector it must say what the Swift says, octet for octet.
func checkReference(_ folders: [String]) throws -> Bool {
  let decoder = MessageDecoder()
  let encoder = MessageEncoder()
  var (vectors, accepted, wrong) = (0, 0, 0)
  for folder in folders {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    for name in names where name.hasPrefix("csae157") && name.hasSuffix(".jsonl") {
      for line in try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(separator: "\n") {
        guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
          let hex = object["hex"] as? String, let id = object["id"] as? String,
          let expect = object["expect"] as? String
        else { continue }
        vectors += 1
        let octets = PaddedOctets(SampleMessage.octets(hex))
        let (mine, theirs) = (swiftAnswer(octets, decoder, encoder), referenceAnswer(octets))
        accepted += theirs == nil ? 0 : 1
        let isExact = expect != "ok" || theirs == SampleMessage.octets(hex)
        if mine != theirs || !isExact || (expect == "reject") != (theirs == nil) {
          wrong += 1
          print(
            "\(id) (\(expect)): Swift \(mine == nil ? "refuses" : "accepts"), C \(theirs == nil ? "refuses" : "accepts")"
          )
        }
      }
    }
  }
  print("The C reference and the Swift on \(vectors) vectors: \(accepted) accepted, \(wrong) answered otherwise.")
  return wrong == 0 && vectors > 0
}

private func swiftAnswer(_ octets: PaddedOctets, _ decoder: MessageDecoder, _ encoder: MessageEncoder) -> [UInt8]? {
  guard let frame = decoder.decode(octets.base, count: octets.count, as: .ydt3709_2020) else { return nil }
  return encoder.encode(frame, as: .ydt3709_2020).map(Array.init) ?? []
}

private func referenceAnswer(_ octets: PaddedOctets) -> [UInt8]? {
  let reference = referenceCSAE
  guard reference.decode(octets.base, octets.count, 1) == 1 else { return nil }
  let count = reference.encode(1)
  return count < 0 ? [] : Array(UnsafeBufferPointer(start: reference.octets, count: count))
}
