/// The part of a struct whose spare values Swift uses to tell that an optional of the struct holds none.
///
/// A BOOLEAN is an octet with 254 values that mean nothing; a choice's tag has such values too. An optional struct takes
/// no room of its own for its absence: Swift writes a spare value into the field that has the most of them, the first of
/// those with as many. Where that field is a component that may be absent, its memory keeps what was there before the
/// message, which may be that very value, and a struct that is there would read as absent. Decoders therefore write the
/// component's initial value before they know whether it is there.
struct SpareValues {
  var count: Int
  /// The members on the way from the struct to the part; empty for the value itself.
  var path: [MemberModel]
  var storage: Storage
}

extension CodecModel {
  /// The part of a stored value that tells the absence of an optional of it; nil where an optional has room of its own.
  func spareValues(of storage: Storage) -> SpareValues? {
    switch storage {
    case .boolean: return SpareValues(count: 254, path: [], storage: storage)
    case .choice(let name): return spareValues(of: choice(named: name), storage)
    case .structure(let name):
      let members = structure(named: name).members
      var most: SpareValues?
      for member in members {
        guard var part = spareValues(of: member.storage), part.count > most?.count ?? 0 else { continue }
        part.path.insert(member, at: 0)
        most = part
      }
      return most
    default: return nil
    }
  }

  private func spareValues(of choice: ChoiceModel, _ storage: Storage) -> SpareValues? {
    let tags = choice.cases.count + (choice.hasUnknown ? 1 : 0)
    // A choice of one is its payload.
    guard tags == 1 else { return SpareValues(count: 256 - tags, path: [], storage: storage) }
    guard let item = choice.cases.first else { return nil }
    let count = item.isIndirect ? 1 : spareValues(of: item.storage)?.count
    return count.map { SpareValues(count: $0, path: [], storage: storage) }
  }
}
