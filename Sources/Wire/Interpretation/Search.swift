import Framing

extension Interpretation {
  /// The framings and dialects that octets fit, from the most telling framing on until one fits exactly.
  struct Search {
    /// A framing with the dialect that its first message fits best.
    struct Candidate {
      var encapsulation: Encapsulation
      var dialect: MessageDialect
      var fit: Reading.Fit
      /// Octets behind the message in its frame.
      var rest: Int
    }

    /// What fits best; nil where nothing does.
    private(set) var best: Candidate?
    /// The most telling frame that is whole and holds nothing readable.
    private(set) var whole: Encapsulation?
    /// The most telling frame that is plainly there and broken or signed.
    private(set) var trace: FrameTrace?
    /// Why the framing that was tried last is none.
    private(set) var failure: FramingError?
    private let octets: [UInt8]

    /// Tries one framing, or all of them.
    init(_ octets: [UInt8], _ framing: Encapsulation.Kind?, _ dialects: [MessageDialect]) {
      self.octets = octets
      for kind in framing.map({ [$0] }) ?? Encapsulation.Kind.allCases {
        take(kind, dialects, isAsked: framing != nil)
        if best?.fit == .exact { break }
      }
    }

    private mutating func take(_ kind: Encapsulation.Kind, _ dialects: [MessageDialect], isAsked: Bool) {
      do throws(FramingError) {
        let encapsulation = try Encapsulation(octets, as: kind)
        if let found = Search.fit(encapsulation, octets, dialects, isAsked: isAsked) {
          if best.map({ found.fit < $0.fit }) ?? true { best = found }
        } else if kind != .bare, whole == nil, encapsulation.trailing == 0 || isAsked {
          whole = encapsulation
        }
      } catch {
        failure = error
        if trace == nil, !isAsked { trace = FrameTrace(octets, as: kind) }
      }
    }

    /// Whether the best is a bare message that says less than a frame which is plainly there.
    var isOutweighed: Bool {
      guard let best, best.encapsulation.kind == .bare, best.fit == .loose else { return false }
      return whole != nil || trace?.outweighs(rest: best.rest, of: octets.count) ?? false
    }

    /// How well the first message in a framing fits the dialect that it fits best.
    private static func fit(
      _ encapsulation: Encapsulation, _ octets: [UInt8], _ dialects: [MessageDialect], isAsked: Bool
    ) -> Candidate? {
      guard let range = encapsulation.messages.first, !range.isEmpty else { return nil }
      let message = Array(octets[range])
      var best: Candidate?
      if encapsulation.kind != .bare, Encapsulation.isSecured(message) {
        best = Candidate(encapsulation: encapsulation, dialect: dialects[0], fit: .exact, rest: 0)
      }
      for dialect in dialects where best?.fit != .exact {
        guard let reading = try? Reading(message, as: dialect) else { continue }
        // An unknown kind with octets behind it may be anything.
        guard dialects.count == 1 || !reading.isUnknown || reading.fit != .loose else { continue }
        if best.map({ reading.fit < $0.fit }) ?? true {
          best = Candidate(
            encapsulation: encapsulation, dialect: dialect, fit: reading.fit, rest: max(reading.trailing, 0))
        }
      }
      guard encapsulation.trailing > 0, !isAsked else { return best }
      // Octets behind a frame are believed behind a message that fits, and less than none.
      guard best?.fit == .exact else { return nil }
      best?.fit = .newer
      return best
    }
  }
}
