public import MessagesCSAE

/// What a device speaks. The bits do not say it reliably: it is a property of the device.
public enum DeviceDialect: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// YD/T 3709-2020 with the additions of T/CSAE 157-2020: the default.
  case ydt3709_2020
  /// T/CSAE 53-2020.
  case csae53_2020
  /// SAE J2735, with the SDSM of J3224.
  case saeJ2735
  /// The messages of ETSI: CAM, DENM, SPATEM, MAPEM, CPM, VAM.
  case etsiITS

  /// The name in configuration and reports.
  public var name: String {
    switch self {
    case .ydt3709_2020: Dialect.ydt3709_2020.name
    case .csae53_2020: Dialect.csae53_2020.name
    case .saeJ2735: "sae-j2735"
    case .etsiITS: "etsi-its"
    }
  }

  /// The dialect of a name; nil where there is none.
  public init?(name: String) {
    guard let dialect = DeviceDialect.allCases.first(where: { $0.name == name }) else { return nil }
    self = dialect
  }

  /// The dialect of a Chinese layout.
  public init(_ dialect: Dialect) { self = dialect == .ydt3709_2020 ? .ydt3709_2020 : .csae53_2020 }

  /// Which of the two Chinese layouts it is; nil for the others.
  public var csae: Dialect? {
    switch self {
    case .ydt3709_2020: .ydt3709_2020
    case .csae53_2020: .csae53_2020
    case .saeJ2735, .etsiITS: nil
    }
  }
}
