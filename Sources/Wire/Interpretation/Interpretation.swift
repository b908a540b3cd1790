public import Framing
public import PackedEncoding

/// What octets of unknown kind are: what stands around their messages, and which dialect they speak.
public struct Interpretation: Sendable {
  /// What stands around the messages.
  public var encapsulation: Encapsulation
  /// The messages in their order, each read or refused.
  public var messages: [Result<Reading, Rejection>]

  /// Why a message is refused.
  public struct Rejection: Error, Sendable {
    /// What is wrong.
    public enum Reason: Sendable {
      /// It does not decode as the dialect that was asked for, or as the likeliest.
      case undecodable(MessageDecodingError, as: MessageDialect)
      /// It is signed: it must be verified and opened first.
      case secured
      /// What was asked for does not stand around it.
      case framing(FramingError, as: Encapsulation.Kind)
      /// There is not one octet.
      case empty
    }

    /// What is wrong.
    public var reason: Reason
    /// The octets of the message, or all of them where their framing is wrong.
    public var octets: [UInt8]
  }

  /// Whether every message was read.
  public var isGood: Bool { messages.allSatisfy { (try? $0.get()) != nil } }

  /// Finds out what octets are. Framings and dialects that are asked for are taken at their word; others are tried, the
  /// most telling framing first and among dialects that fit alike the first of `preferred`. What fits none is refused as
  /// the `expected` one, or where none is, as the one whose message its first octets name. A bare message that leaves
  /// octets over is not believed where a frame is plainly there, whole or broken: then that is refused.
  public init(
    _ octets: [UInt8], framing: Encapsulation.Kind? = nil, dialect: MessageDialect? = nil,
    preferred: [MessageDialect] = MessageDialect.allCases, expected: MessageDialect? = nil
  ) {
    let dialects = dialect.map { [$0] } ?? preferred
    let search = Search(octets, framing, dialects)
    if let best = search.best, !search.isOutweighed {
      self.init(octets, best.encapsulation, best.dialect, dialects)
    } else if let framing, let failure = search.failure {
      let trace = FrameTrace(octets, as: framing)
      self.init(refused: octets, failure, as: framing, isSecured: trace?.isSecured ?? false)
    } else if search.whole == nil, let trace = search.trace {
      self.init(refused: octets, trace.error, as: trace.kind, isSecured: trace.isSecured)
    } else {
      // Of framings that hold nothing readable the most telling one that is whole is the likeliest.
      let encapsulation = search.whole ?? Encapsulation(bare: octets)
      let message = encapsulation.messages.first.map { Array(octets[$0]) } ?? octets
      self.init(octets, encapsulation, expected ?? dialects.first { $0.isNamed(in: message) } ?? dialects[0], dialects)
    }
  }

  private init(
    _ octets: [UInt8], _ encapsulation: Encapsulation, _ dialect: MessageDialect, _ dialects: [MessageDialect]
  ) {
    self.encapsulation = encapsulation
    messages = encapsulation.messages.map { Interpretation.read(Array(octets[$0]), dialect, dialects) }
  }

  private init(refused octets: [UInt8], _ error: FramingError, as kind: Encapsulation.Kind, isSecured: Bool) {
    let reason = isSecured ? Rejection.Reason.secured : .framing(error, as: kind)
    encapsulation = Encapsulation(bare: octets)
    messages = [.failure(Rejection(reason: reason, octets: octets))]
  }

  /// The dialects other than that of the first message that fit it as well, in the octets that were interpreted.
  public func alternatives(
    among dialects: [MessageDialect] = MessageDialect.allCases, for octets: [UInt8]
  ) -> [MessageDialect] {
    guard let range = encapsulation.messages.first, case .success(let reading) = messages.first else { return [] }
    let message = Array(octets[range])
    return dialects.filter { other in
      other != reading.dialect && (try? Reading(message, as: other)).map { $0.fit <= reading.fit } ?? false
    }
  }

  /// Reads a message as the dialect found, or as another of the same datagram where only that fits.
  private static func read(
    _ message: [UInt8], _ dialect: MessageDialect, _ dialects: [MessageDialect]
  ) -> Result<Reading, Rejection> {
    guard !message.isEmpty else { return .failure(Rejection(reason: .empty, octets: message)) }
    if Encapsulation.isSecured(message) { return .failure(Rejection(reason: .secured, octets: message)) }
    do throws(MessageDecodingError) {
      return .success(try Reading(message, as: dialect))
    } catch {
      for other in dialects where other != dialect {
        if let reading = try? Reading(message, as: other), reading.fit == .exact { return .success(reading) }
      }
      return .failure(Rejection(reason: .undecodable(error, as: dialect), octets: message))
    }
  }
}

extension Encapsulation {
  /// Octets with nothing around them.
  init(bare octets: [UInt8]) {
    kind = .bare
    header = .bare
    messages = [0..<octets.count]
    trailing = 0
  }
}
