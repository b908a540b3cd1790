/// How storage is written in generated code.
struct TypeNames {
  let target: Target

  init(_ target: Target) { self.target = target }

  /// The name of the type.
  func name(_ storage: Storage) -> String {
    switch storage {
    case .boolean: target == .swift ? "Bool" : "bool"
    case .integer(let bits, let signed): integer(bits, signed)
    case .octetWord(let bits): integer(bits, false)
    case .enumeration(let name, let bits), .bitSet(let name, let bits): target == .swift ? name : integer(bits, false)
    case .extensibleBits: "ExtensibleBits"
    case .octets: "PackedOctets"
    case .list(let element): target == .swift ? "PackedList<\(name(element))>" : "PackedList"
    case .structure(let name), .choice(let name): name
    }
  }

  /// A Swift expression for the value before anything was set.
  func initial(_ storage: Storage) -> String {
    switch storage {
    case .boolean: "false"
    case .integer, .octetWord: "\(name(storage))(0)"
    default: "\(name(storage))()"
    }
  }

  private func integer(_ bits: Int, _ signed: Bool) -> String {
    target == .swift ? "\(signed ? "Int" : "UInt")\(bits)" : "\(signed ? "int" : "uint")\(bits)_t"
  }
}
