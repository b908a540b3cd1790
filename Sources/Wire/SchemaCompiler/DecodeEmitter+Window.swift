import SchemaModel

/// Bits that were loaded ahead and are taken from the top, one field after another.
struct BitWindow {
  /// The variable that holds them.
  var name: String
  /// How many of them were taken.
  var used: Int
  /// How many of them are sure to be there.
  var room: Int
  /// How far the variable `pos` is already beyond the window's first bit: it may lag behind what was taken.
  var behind: Int
  /// The branches whose ends this window came through.
  var joins: Set<Int> = []

  /// What is to be added to `pos` to get to the next bit.
  var lag: Int { used - behind }
}

// The window: one load serves as many fields as fit, also over optional components and rare branches.
//
// A branch that was or was not taken leaves a different number of bits behind. Both ends are brought to the same state:
// the bits are shifted, so that the next one is where the other end has it, or loaded anew where there are none left.
// A function is printed twice: the second time it is known which ends of branches somebody takes bits behind.
extension DecodeEmitter {
  /// Makes sure that the next `bits` bits (1...57) are in the window.
  func need(_ bits: Int) {
    if let window, window.used + bits <= window.room {
      joinsRead.formUnion(window.joins)
      return
    }
    settle()
    check(57)
    let name = fresh("w")
    if target == .swift {
      lines.add(target.define(name, "uint64_t", "peekBits(base, pos)"))
      windowLines[name] = lines.mark
    } else {
      lines.add(target.variable(name, "uint64_t", "peekBits(base, pos)"))
    }
    window = BitWindow(name: name, used: 0, room: 57, behind: 0)
  }

  /// Takes bits that ``need(_:)`` saw to; the result is an expression for them.
  func take(_ bits: Int) -> String {
    guard bits > 0, let current = window else { return "0" }
    window?.used += bits
    unchecked += bits
    return target.right(target.left(current.name, current.used), 64 - bits)
  }

  /// Brings `pos` to the next bit and gives up the window.
  func settle() {
    guard let window else { return }
    move(by: window.lag)
    self.window = nil
  }

  /// Adds to `pos`.
  func move(by bits: Int) {
    guard bits != 0 else { return }
    lines.add(target.statement("pos = pos \(bits < 0 ? target.minus : target.plus) \(abs(bits))"))
  }

  /// A position a few bits from `pos`, as an expression.
  func position(plus bits: Int) -> String {
    bits == 0 ? "pos" : "pos \(bits < 0 ? target.minus : target.plus) \(abs(bits))"
  }

  /// Leaves the function where the position is beyond the end and could move out of the padding.
  func check(_ next: Int, of position: String = "pos") {
    guard unchecked + next > CodecEmitter.reach else { return }
    lines.add(target.openRarely("\(position) > end"))
    giveUp()
    lines.add("}")
    unchecked = 0
  }

  func giveUp() {
    lines.add(target.statement("\(target.field("fault")) = -1"))
    // As `abandoned` of the contexts.
    lines.add(target.statement("return end < 64 ? 64 : end"))
  }

  /// Prints a body that may be skipped.
  func branch(_ condition: String, isRare: Bool = false, _ body: () -> Void) {
    let before = unchecked
    let join = joinCount
    joinCount += 1
    let keeps = window != nil && joinsToKeep?.contains(join) ?? true
    if !keeps, let lag = window?.lag {
      move(by: lag)
      window?.behind += lag
    }
    let outer = window
    lines.add(isRare ? target.openRarely(condition) : target.open("if", condition))
    body()
    if keeps, let outer {
      window = conform(to: outer)
      window?.joins.insert(join)
    } else {
      settle()
    }
    lines.add("}")
    unchecked = max(unchecked, before)
  }

  /// Brings the window at the end of a branch to the state that it has where the branch is not taken.
  private func conform(to outer: BitWindow) -> BitWindow {
    var result = outer
    if let inner = window {
      let shift = inner.used - outer.used
      if inner.name != outer.name || shift != 0 {
        let bits = shift < 0 ? target.right(inner.name, -shift) : target.left(inner.name, shift)
        change(outer.name, bits)
      }
      move(by: shift + outer.behind - inner.behind)
      result.room = min(outer.room, inner.room - shift)
      result.joins = outer.joins.union(inner.joins)
    } else {
      check(57)
      move(by: -outer.lag)
      change(outer.name, "peekBits(base, \(position(plus: -outer.behind)))")
    }
    return result
  }

  private func change(_ name: String, _ value: String) {
    if let line = windowLines[name] { lines.replaceLine(endingAt: line, "let \(name):", "var \(name):") }
    lines.add(target.statement("\(name) = \(value)"))
  }

  /// Reads a marker bit. For a clear one, which is the rule, `otherwise` takes `width` (0...56) bits from the window; for
  /// a set one `then` moves the position in the variable that it is given by at least seven bits, and never by more than
  /// `reach` beyond the end.
  func marker(_ width: Int, reach: Int, _ then: (String) -> Void, otherwise: () -> Void) {
    need(1 + width)
    guard let window else { return }
    let at = fresh("at")
    // A window must not begin before the first octet.
    let keeps = width <= 7
    lines.add(target.openRarely("(\(target.right(window.name, 63 - window.used)) & 1) != 0"))
    lines.add(target.variable(at, "long", position(plus: window.lag + 1)))
    unchecked += 1
    let before = unchecked
    check(CodecEmitter.reach, of: at)
    then(at)
    if keeps {
      let end = window.lag + 1 + width
      lines.add(target.statement("pos = \(at) \(end < 0 ? target.plus : target.minus) \(abs(end))"))
      change(window.name, "peekBits(base, \(position(plus: -window.behind)))")
    } else {
      lines.add(target.statement("pos = \(at)"))
    }
    lines.add("} else {")
    unchecked = before
    self.window?.used += 1
    otherwise()
    flush()
    if !keeps { settle() }
    lines.add("}")
    unchecked = max(unchecked, reach)
  }
}
