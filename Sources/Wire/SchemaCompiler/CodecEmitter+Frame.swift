/// The beginning and the end of a function, which differ between the directions in where the function stands: a decoder
/// at a bit position, an encoder at bits that are pending.
extension CodecEmitter {
  /// What differs between the two directions.
  enum Direction {
    case decoding
    case encoding
  }

  /// Prints the head of a function for a type, up to its check of the position. `value` is what the type is in memory,
  /// where it has not the name of the type.
  func head(_ function: String, _ type: String, _ direction: Direction, value: String? = nil) {
    switch direction {
    case .decoding: decoderHead(function, type, value ?? type)
    case .encoding: encoderHead(function, type, value ?? type)
    }
  }

  private func decoderHead(_ function: String, _ type: String, _ value: String) {
    if target == .swift {
      let parameters = "_ c: UnsafeMutablePointer<DecodeContext>, _ start: Int, _ p: UnsafeMutablePointer<\(value)>"
      lines.add("static func \(function)(\(parameters)) -> Int {")
      lines.add("let base = c.pointee.base")
      baseLine = lines.mark
      lines.add("let end = c.pointee.end")
      lines.add("var pos = start")
      lines.add("var fault: Int64 = 0")
    } else {
      lines.add("static long \(function)_\(type)(DecodeContext *c, long start, \(value) *p) {")
      lines.add("const uint8_t *const base = c->base;")
      baseLine = lines.mark
      lines.add("const long end = c->end;")
      lines.add("long pos = start;")
      lines.add("int64_t fault = 0;")
    }
    faultLine = lines.mark
    lines.add(target.openRarely("pos > end"))
    lines.add(target.statement("\(target.field("fault")) = -1"))
    lines.add(target.statement("return end"))
    lines.add("}")
  }

  private func encoderHead(_ function: String, _ type: String, _ value: String) {
    if target == .swift {
      let parameters =
        "_ c: UnsafeMutablePointer<EncodeContext>, _ start: PendingBits, _ p: UnsafeMutablePointer<\(value)>"
      lines.add("static func \(function)(\(parameters)) -> PendingBits {")
      lines.add("let end = c.pointee.end")
      lines.add("var out = start")
      lines.add("var fault: Int64 = 0")
    } else {
      let parameters = "EncodeContext *c, uint8_t *next, uint64_t bits, uint64_t count, \(value) *p"
      lines.add("static Written \(function)_\(type)(\(parameters)) {")
      lines.add("uint8_t *const end = c->end;")
      lines.add("PendingBits out = {next, bits, count};")
      lines.add("int64_t fault = 0;")
    }
    faultLine = lines.mark
    lines.add(target.openRarely("out.next > end"))
    lines.add(target.statement("return \(target.written(target.context("giveUp")))"))
    lines.add("}")
  }

  /// Prints the end of the function.
  func foot(_ direction: Direction) {
    // A function that checks nothing itself says so, for the compiler warns of a variable that stays as it is.
    if target == .swift, !lines.text(from: faultLine).contains(" fault ") {
      lines.replaceLine(endingAt: faultLine, "var fault", "let fault")
    }
    if direction == .decoding, !lines.text(from: faultLine).contains("(base") {
      if target == .swift {
        lines.replaceLine(endingAt: baseLine, "let base", "_")
      } else {
        lines.removeLine(endingAt: baseLine)
      }
    }
    lines.add(target.statement("\(target.field("fault")) |= fault"))
    lines.add(target.statement("return \(direction == .decoding ? "pos" : target.written("out"))"))
    lines.add("}")
  }
}
