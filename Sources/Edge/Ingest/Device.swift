public import Framing
public import Interpretation
public import Kernel

/// A device that is allowed to send to this edge, as it was registered.
public struct DeviceRegistration: Sendable, Equatable {
  /// The unit's own identity, at most eight characters: the `id` of its RSM and RSI.
  public var unit: String
  /// A name for people.
  public var name: String
  /// Where its datagrams come from.
  public var address: NetworkAddress
  /// What it may send.
  public var kinds: MessageKinds
  /// What it speaks.
  public var dialect: MessageDialect
  /// In what its messages stand; nil to find out.
  public var framing: FramingKind?
  /// The most datagrams a second that are looked at, averaged over a second; a flood beyond it is dropped and counted.
  public var datagramsPerSecond: Double

  /// The limit where the configuration names none: a unit that forwards two hundred vehicles' messages and its own.
  public static let usualDatagramsPerSecond = 3000.0

  /// Makes a registration.
  public init(
    unit: String, name: String, address: NetworkAddress, kinds: MessageKinds = .all,
    dialect: MessageDialect = .ydt3709_2020, framing: FramingKind? = nil,
    datagramsPerSecond: Double = DeviceRegistration.usualDatagramsPerSecond
  ) {
    self.unit = unit
    self.name = name
    self.address = address
    self.kinds = kinds
    self.dialect = dialect
    self.framing = framing
    self.datagramsPerSecond = datagramsPerSecond
  }

  /// The name of the dialect.
  public var dialectName: String { dialect.name }

  /// ``unit`` as the number that its messages carry: its characters from the first on, zero-filled.
  public var unitNumber: UInt64 {
    var number: UInt64 = 0
    for (place, octet) in unit.utf8.prefix(8).enumerated() { number |= UInt64(octet) << UInt64(56 - 8 * place) }
    return number
  }
}

/// Finds the device of an address. Built once; a look-up allocates nothing.
struct DeviceTable {
  private let addresses: [NetworkAddress]
  private let indices: [UInt8]

  init(_ devices: [DeviceRegistration]) {
    let sorted = devices.enumerated().sorted { $0.element.address < $1.element.address }
    addresses = sorted.map(\.element.address)
    indices = sorted.map { UInt8($0.offset) }
  }

  /// The place of the device that sends from an address, or nil.
  func index(of address: NetworkAddress) -> Int? {
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low < addresses.count && addresses[low] == address ? Int(indices[low]) : nil
  }
}
