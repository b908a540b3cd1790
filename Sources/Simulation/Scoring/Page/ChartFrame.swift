/// The scales and axes of a drawing.
struct ChartFrame {
  /// The size of the whole drawing.
  static let width = 640.0
  static let height = 230.0
  private static let left = 52.0
  private static let right = 14.0
  private static let top = 12.0
  private static let bottom = 40.0

  let horizontal: ClosedRange<Double>
  let vertical: ClosedRange<Double>

  /// Makes a frame; the vertical scale begins at 0 and ends on a round number at or above `highest`.
  init(horizontal: ClosedRange<Double>, highest: Double) {
    let step = ChartFrame.step(of: max(highest, 1e-6), parts: 5)
    var top = step
    while top < highest { top += step }
    vertical = 0...top
    self.horizontal = horizontal.upperBound > horizontal.lowerBound ? horizontal : 0...1
  }

  static var plotWidth: Double { width - left - right }
  static var plotHeight: Double { height - top - bottom }
  var base: Double { ChartFrame.height - ChartFrame.bottom }

  func across(_ value: Double) -> Double {
    let span = horizontal.upperBound - horizontal.lowerBound
    return ChartFrame.left + (value - horizontal.lowerBound) / span * ChartFrame.plotWidth
  }

  func up(_ value: Double) -> Double {
    base - min(value, vertical.upperBound) / vertical.upperBound * ChartFrame.plotHeight
  }

  /// The drawing with its axes.
  func drawing(_ content: String, ticks: [(at: Double, text: String)], label: String, verticalLabel: String) -> String {
    var parts = [
      "<svg viewBox=\"0 0 \(Markup.pixel(ChartFrame.width)) \(Markup.pixel(ChartFrame.height))\" role=\"img\">"
    ]
    let step = ChartFrame.step(of: vertical.upperBound, parts: 5)
    var value = 0.0
    while value <= vertical.upperBound * 1.0001 {
      let y = Markup.pixel(up(value))
      parts.append(
        "<line class=\"grid\" x1=\"\(Markup.pixel(ChartFrame.left))\" x2=\"\(Markup.pixel(ChartFrame.width - ChartFrame.right))\""
          + " y1=\"\(y)\" y2=\"\(y)\"/>"
          + "<text class=\"tick end\" x=\"\(Markup.pixel(ChartFrame.left - 6))\" y=\"\(Markup.pixel(up(value) + 4))\">"
          + "\(ChartFrame.text(value, step: step))</text>")
      value += step
    }
    parts.append(content)
    for tick in ticks {
      let lines = tick.text.split(separator: " ").enumerated().map { place, word in
        "<tspan x=\"\(Markup.pixel(across(tick.at)))\" dy=\"\(place == 0 ? 0 : 12)\">\(Markup.escaped(String(word)))</tspan>"
      }
      parts.append("<text class=\"tick middle\" y=\"\(Markup.pixel(base + 15))\">\(lines.joined())</text>")
    }
    let middle = Markup.pixel(ChartFrame.left + ChartFrame.plotWidth / 2)
    parts.append(
      "<text class=\"label middle\" x=\"\(middle)\" y=\"\(Markup.pixel(ChartFrame.height - 4))\">\(Markup.escaped(label))</text>"
    )
    let half = Markup.pixel(ChartFrame.top + ChartFrame.plotHeight / 2)
    parts.append(
      "<text class=\"label middle\" transform=\"translate(12 \(half)) rotate(-90)\">\(Markup.escaped(verticalLabel))</text>"
    )
    return parts.joined(separator: "\n") + "</svg>"
  }

  /// Round places on the horizontal scale.
  var roundTicks: [(at: Double, text: String)] {
    let step = ChartFrame.step(of: horizontal.upperBound - horizontal.lowerBound, parts: 10)
    var ticks: [(Double, String)] = []
    var value = (horizontal.lowerBound / step).rounded(.up) * step
    while value <= horizontal.upperBound + step * 1e-6 {
      ticks.append((value, ChartFrame.text(value, step: step)))
      value += step
    }
    return ticks
  }

  /// One, two or five times a power of ten, of which at most `parts` fit into `span`.
  static func step(of span: Double, parts: Int) -> Double {
    var step = 1e-6
    for place in 0..<60 where step * Double(parts) < span * 0.999999 { step *= place % 3 == 1 ? 2.5 : 2 }
    return step
  }

  private static func text(_ value: Double, step: Double) -> String {
    Score.decimal(value, step >= 0.999 ? 0 : step >= 0.0999 ? 1 : step >= 0.00999 ? 2 : 3)
  }
}
