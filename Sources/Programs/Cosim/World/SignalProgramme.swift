import RoadModel

/// A signal programme as SUMO runs it, and what it lets one foresee.
struct SignalProgramme: Equatable {
  /// One phase of the programme: a letter for each group, and how long it may last in seconds.
  struct Phase: Equatable {
    var letters: [Character]
    var duration: Double
    var shortest: Double
    var longest: Double
  }

  /// Where a running programme stands.
  struct Place: Equatable {
    var phase: Int
    /// Seconds since the phase began, and until SUMO means to look again or to change.
    var spent: Double
    var untilSwitch: Double
  }

  /// What a group shows and when that will change, in seconds from now; infinity where it never does.
  struct Forecast: Equatable {
    var light: SignalLight
    var likely: Double
    var earliest: Double
    var latest: Double
    /// What follows, and for how long.
    var next: SignalLight?
    var nextDuration: Double
  }

  var phases: [Phase]
  /// The groups of crosswalks: their "g" is a flashing green.
  var crosswalkGroups: Set<Int> = []

  /// Whether no phase's length depends on traffic.
  var isFixed: Bool { phases.allSatisfy { $0.shortest == $0.longest } }

  /// The number of groups.
  var groupCount: Int { phases.first?.letters.count ?? 0 }

  /// What a group shows in a phase.
  func light(ofGroup group: Int, inPhase index: Int) -> SignalLight {
    let letters = phases[index].letters
    guard group < letters.count else { return .unavailable }
    switch letters[group] {
    case "G": return .protectedGreen
    case "g": return crosswalkGroups.contains(group) ? .flashingGreen : .permissiveGreen
    case "y", "u": return .yellow
    case "r", "s": return .red
    case "o": return .flashingYellow
    case "O": return .dark
    default: return .unavailable
    }
  }

  /// What a group shows at a place of the programme and when it will change.
  func forecast(group: Int, at place: Place) -> Forecast {
    let index = place.phase % phases.count
    let light = light(ofGroup: group, inPhase: index)
    var forecast = rest(of: phases[index], at: place, showing: light)
    var step = 1
    while step < phases.count, self.light(ofGroup: group, inPhase: (index + step) % phases.count) == light {
      forecast.extend(by: phases[(index + step) % phases.count])
      step += 1
    }
    guard step < phases.count else {
      return Forecast(
        light: light, likely: .infinity, earliest: .infinity, latest: .infinity, next: nil, nextDuration: .infinity)
    }
    let next = self.light(ofGroup: group, inPhase: (index + step) % phases.count)
    forecast.next = next
    while step < 2 * phases.count, self.light(ofGroup: group, inPhase: (index + step) % phases.count) == next {
      forecast.nextDuration += phases[(index + step) % phases.count].duration
      step += 1
    }
    return forecast
  }

  /// The end of the running phase alone. SUMO's next switch of an actuated phase is only the next time that it looks
  /// at its detectors, so that the planned duration counts where that lies later.
  private func rest(of phase: Phase, at place: Place, showing light: SignalLight) -> Forecast {
    let earliest = max(0, phase.shortest - place.spent)
    let latest = max(earliest, phase.longest - place.spent)
    let planned = phase.shortest == phase.longest ? 0 : phase.duration - place.spent
    let likely = min(max(place.untilSwitch, planned, earliest), max(latest, place.untilSwitch))
    return Forecast(
      light: light, likely: likely, earliest: min(earliest, likely), latest: max(latest, likely), next: nil,
      nextDuration: 0)
  }
}

extension SignalProgramme.Forecast {
  /// Adds a phase that follows with the same light.
  fileprivate mutating func extend(by phase: SignalProgramme.Phase) {
    likely += phase.duration
    earliest += phase.shortest
    latest += phase.longest
  }
}

extension SignalProgramme {
  /// Reads the programme of a name from SUMO's complete definition of a signal: for each programme its name, its type,
  /// the running phase, the phases, and parameters. Nil where it is not among them.
  init?(definition: TraCIValue, name: String, crosswalkGroups: Set<Int>) {
    guard let programme = definition.items?.first(where: { $0.items?.first?.text == name })?.items,
      programme.count >= 4, let rows = programme[3].items
    else { return nil }
    phases = rows.compactMap { row in
      guard let fields = row.items, fields.count >= 4, let duration = fields[0].number, let letters = fields[1].text,
        let shortest = fields[2].number, let longest = fields[3].number
      else { return nil }
      return Phase(letters: Array(letters), duration: duration, shortest: shortest, longest: longest)
    }
    if phases.isEmpty { return nil }
    self.crosswalkGroups = crosswalkGroups
  }
}
