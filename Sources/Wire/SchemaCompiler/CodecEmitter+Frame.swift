/// The beginning and the end of a function: the same for both directions but for the context, for whether the octets
/// are written, and for the position that stands for failure.
extension CodecEmitter {
  /// What differs between the two directions.
  enum Direction {
    case decoding
    case encoding
  }

  /// Prints the head of a function for a type, up to its check of the position.
  func head(_ function: String, _ value: String, _ direction: Direction) {
    let context = direction == .decoding ? "DecodeContext" : "EncodeContext"
    if target == .swift {
      let parameters =
        "_ c: UnsafeMutablePointer<\(context)>, _ start: Int, _ p: UnsafeMutablePointer<\(value)>"
      lines.add("static func \(function)(\(parameters)) -> Int {")
      lines.add("let base = c.pointee.base")
      baseLine = lines.mark
      lines.add("let end = c.pointee.end")
      lines.add("var pos = start")
      lines.add("var fault: Int64 = 0")
    } else {
      lines.add("static long \(function)_\(value)(\(context) *c, long start, \(value) *p) {")
      lines.add("\(direction == .decoding ? "const " : "")uint8_t *const base = c->base;")
      baseLine = lines.mark
      lines.add("const long end = c->end;")
      lines.add("long pos = start;")
      lines.add("int64_t fault = 0;")
    }
    faultLine = lines.mark
    lines.add(target.openRarely("pos > end"))
    lines.add(target.statement("\(target.field("fault")) = -1"))
    lines.add(target.statement("return \(direction == .decoding ? "end" : "0")"))
    lines.add("}")
  }

  /// Prints the end of the function.
  func foot() {
    // A function that checks nothing itself says so, for the compiler warns of a variable that stays as it is.
    if target == .swift, !lines.text(from: faultLine).contains(" fault ") {
      lines.replaceLine(endingAt: faultLine, "var fault", "let fault")
    }
    if !lines.text(from: faultLine).contains("(base") {
      if target == .swift {
        lines.replaceLine(endingAt: baseLine, "let base", "_")
      } else {
        lines.removeLine(endingAt: baseLine)
      }
    }
    lines.add(target.statement("\(target.field("fault")) |= fault"))
    lines.add(target.statement("return pos"))
    lines.add("}")
  }
}
