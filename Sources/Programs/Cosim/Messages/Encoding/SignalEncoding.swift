import RoadModel
import SchemaModel

extension SignalReport {
  /// The message as a SPAT of one intersection: what each phase shows, until when, and what follows.
  var value: SchemaValue {
    let intersection = SchemaValue.fields([
      "intersectionId": CommonEncoding.node(node), "status": .flags([isFixed ? 5 : 6], count: 16),
      "moy": .number(clock.minuteOfYear), "timeStamp": .number(clock.millisecondOfMinute),
      "phases": .list(phases.map { phase($0.number, $0.forecast) }),
    ])
    return .fields([
      "msgCnt": .number(counter), "moy": .number(clock.minuteOfYear),
      "timeStamp": .number(clock.millisecondOfMinute), "intersections": .list([intersection]),
    ])
  }

  private func phase(_ number: Int, _ forecast: SignalProgramme.Forecast) -> SchemaValue {
    var states = [
      state(
        forecast.light, start: 0, likely: forecast.likely,
        bounds: isFixed ? nil : (forecast.earliest, forecast.latest))
    ]
    if let next = forecast.next {
      states.append(
        state(next, start: forecast.likely, likely: forecast.likely + forecast.nextDuration, bounds: nil))
    }
    return .fields(["id": .number(number), "phaseStates": .list(states)])
  }

  /// Times count from now; 0 as a start is a light that shows already.
  private func state(
    _ light: SignalLight, start: Double, likely: Double, bounds: (earliest: Double, latest: Double)?
  ) -> SchemaValue {
    let counting = SchemaValue.fields([
      "startTime": Self.mark(start), "minEndTime": bounds.map { Self.mark($0.earliest) },
      "maxEndTime": bounds.map { Self.mark($0.latest) }, "likelyEndTime": Self.mark(likely),
    ])
    return .fields(["light": .enumerated(Self.name(of: light)), "timing": .one("counting", counting)])
  }

  /// DE_TimeMark, 0.1 s; 36000 for what does not end.
  private static func mark(_ seconds: Double) -> SchemaValue {
    seconds.isFinite ? .quantity(seconds, unit: 0.1, in: 0...35_990) : .number(36_000)
  }

  private static func name(of light: SignalLight) -> String {
    switch light {
    case .unavailable: "unavailable"
    case .dark: "dark"
    case .flashingRed: "flashing-red"
    case .red: "red"
    case .flashingGreen: "flashing-green"
    case .permissiveGreen: "permissive-green"
    case .protectedGreen: "protected-green"
    case .yellow: "yellow"
    case .flashingYellow: "flashing-yellow"
    }
  }
}
