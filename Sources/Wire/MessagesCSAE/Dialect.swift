/// Which of the two layouts of Day I a device speaks.
///
/// The bits do not say: it is a property of the device. A wrong guess shows as rejections or absurd values.
public enum Dialect: UInt8, CaseIterable, Sendable {
  /// YD/T 3709-2020, and with its additions T/CSAE 157-2020: the default.
  case ydt3709_2020
  /// T/CSAE 53-2020.
  case csae53_2020

  /// The name in configuration and reports.
  public var name: String { self == .ydt3709_2020 ? "ydt3709-2020" : "csae53-2020" }

  /// The dialect of a name, or nil.
  public init?(name: String) {
    guard let dialect = Dialect.allCases.first(where: { $0.name == name }) else { return nil }
    self = dialect
  }
}
