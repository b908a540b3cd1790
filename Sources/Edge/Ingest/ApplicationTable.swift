public import Framing

/// What is known of application identifiers: what they carry and how urgent that is. YD/T 3707-2020 with the priorities
/// of its profile; identifiers of Day II messages are not established and are added by configuration.
public struct ApplicationTable: Sendable, Equatable {
  /// One identifier.
  public struct Entry: Sendable, Equatable {
    /// The identifier.
    public var application: ApplicationIdentifier
    /// What it is for.
    public var use: String
    /// The kinds of message that it may carry.
    public var kinds: MessageKinds
    /// How urgent it is, 0...255, 255 most.
    public var priority: UInt8

    /// Makes an entry.
    public init(application: ApplicationIdentifier, use: String, kinds: MessageKinds, priority: UInt8) {
      self.application = application
      self.use = use
      self.kinds = kinds
      self.priority = priority
    }
  }

  /// The entries, ordered by identifier, each identifier once.
  public private(set) var entries: [Entry]

  /// Makes a table; of two entries of the same identifier the later one counts.
  public init(_ entries: [Entry]) {
    self.entries = []
    for entry in entries {
      let place = self.entries.firstIndex { $0.application >= entry.application } ?? self.entries.count
      if place < self.entries.count, self.entries[place].application == entry.application {
        self.entries[place] = entry
      } else {
        self.entries.insert(entry, at: place)
      }
    }
  }

  /// The identifiers of Day I.
  public static let standard = ApplicationTable(
    [
      (111, "vehicles", .bsm, 112), (112, "vehicles, critical events", .bsm, 208),
      (113, "emergency vehicles", .bsm, 112), (114, "emergency vehicles, critical events", .bsm, 208),
      (3618, "road map", .map, 16), (3619, "signals", .spat, 176), (3620, "static announcements", .rsi, 48),
      (3621, "semi-static announcements", .rsi, 80), (3622, "dynamic announcements", .rsi, 112),
      (3623, "perception", .rsm, 208),
    ].compactMap { (number: UInt32, use: String, kinds: MessageKinds, priority: UInt8) in
      ApplicationIdentifier(rawValue: number).map { Entry(application: $0, use: use, kinds: kinds, priority: priority) }
    })

  /// The entry of an identifier; nil where it is not known.
  public func entry(of application: ApplicationIdentifier) -> Entry? {
    place(of: application).map { entries[$0] }
  }

  /// The place of an identifier among the entries; allocates nothing.
  func place(of application: ApplicationIdentifier) -> Int? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].application < application { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].application == application ? low : nil
  }
}
