public import SchemaModel

/// A message as lines for people: a name and what it is in words, parts indented below what they are parts of.
public struct ValueTree {
  private let explanation: ValueExplanation

  /// Makes it over explained values.
  public init(_ explanation: ValueExplanation) { self.explanation = explanation }

  /// The lines of a value of a type, two spaces a level. A part that is a choice has its alternative's name behind its
  /// own; parts beside each other have their texts one below the other.
  public func lines(of value: SchemaValue, as type: Int) -> [String] {
    var lines: [String] = []
    if let text = explanation.text(of: value, as: type) { return [text] }
    add(parts(of: value, type), depth: 0, &lines)
    return lines
  }

  /// A part to print; where it was a choice, `value` and `type` are what its alternatives led to.
  private struct Part {
    var name: String
    var value: SchemaValue
    var type: Int
    /// What stands behind the name.
    var text: String?
  }

  private func parts(of value: SchemaValue, _ type: Int) -> [Part] {
    switch value {
    case .list(let elements):
      guard case .list(_, _, _, let element) = explanation.schema.types[type].kind else { return [] }
      return elements.enumerated().map { part("[\($0.offset)]", $0.element, element) }
    case .sequence(let components):
      return components.map { component in
        part(component.name, component.value, explanation.schema.type(of: component.name, in: type) ?? type)
      }
    case .choice(let component):
      guard let inner = explanation.schema.type(of: component.name, in: type) else { return [] }
      return [part(component.name, component.value, inner)]
    default: return []
    }
  }

  /// A part, where that is a choice with the names of the alternatives behind its own.
  private func part(_ name: String, _ value: SchemaValue, _ type: Int) -> Part {
    var part = Part(name: name, value: value, type: type)
    var alternatives: [String] = []
    while case .choice(let inner) = part.value, let type = explanation.schema.type(of: inner.name, in: part.type) {
      alternatives.append(inner.name)
      part.value = inner.value
      part.type = type
    }
    let text = explanation.text(of: part.value, as: part.type)
    part.text = alternatives.isEmpty ? text : (alternatives + (text.map { [$0] } ?? [])).joined(separator: " ")
    return part
  }

  private func add(_ parts: [Part], depth: Int, _ lines: inout [String]) {
    let width = parts.filter { $0.text != nil }.map(\.name.count).max() ?? 0
    let indent = String(repeating: "  ", count: depth)
    for part in parts {
      if let text = part.text {
        lines.append(indent + part.name + String(repeating: " ", count: width - part.name.count + 2) + text)
      } else {
        lines.append(indent + part.name)
      }
      guard explanation.text(of: part.value, as: part.type) == nil else { continue }
      add(self.parts(of: part.value, part.type), depth: depth + 1, &lines)
    }
  }
}
