import Kernel
import RoadModel

/// From an evaluation to its figures.
extension Evaluation {
  /// The figures; `names` are those of the road users, by ``TruthObject/vehicle``.
  public func figures(names: [String]) -> Figures {
    let distance = TrackSetDistance(sequence, cutOff: score.cutOff)
    var byKind: [String: Figures.Consistency] = [:]
    for kind in ParticipantKind.allCases where consistencyByKind[Int(kind.rawValue)].compared > 0 {
      byKind["\(kind)"] = Figures.Consistency(consistencyByKind[Int(kind.rawValue)])
    }
    return Figures(
      areas: score.areas.map {
        Figures.Area(
          eastMeters: Figures.rounded($0.center.east), northMeters: Figures.rounded($0.center.north),
          rangeMeters: $0.range)
      },
      tracking: Figures.Tracking(sequence, distance), consistency: Figures.Consistency(consistency),
      consistencyByKind: byKind,
      latency: Figures.Latency(
        beginnings: DurationFigures(latency.beginnings), endings: DurationFigures(latency.endings),
        neverFound: latency.neverFound, alreadyThere: latency.alreadyThere),
      breakdown: breakdown.groups.map(Figures.Group.init), positionErrors: Figures.Histogram(positionErrors),
      velocityErrors: Figures.Histogram(velocityErrors),
      course: course.seconds.map { Figures.Second($0, distance.values) },
      moments: moments.moments.map { moment($0, names) }, innovations: innovations, forecasts: forecastScore.figures)
  }

  private func moment(_ moment: NotableMoments.Moment, _ names: [String]) -> Figures.Moment {
    Figures.Moment(
      event: moment.event, startSeconds: Figures.rounded((moment.start - (first ?? moment.start)).seconds),
      durationSeconds: Figures.rounded((moment.end - moment.start).seconds),
      eastMeters: Figures.rounded(moment.position.east), northMeters: Figures.rounded(moment.position.north),
      kind: "\(moment.kind)", roadUser: moment.vehicle.map { names.indices.contains($0) ? names[$0] : "\($0)" },
      track: moment.track?.rawValue, formerTrack: moment.formerTrack?.rawValue,
      distanceMeters: moment.distance.map(Figures.rounded))
  }
}

extension Figures.Tracking {
  init(_ sequence: TrackSequence, _ distance: TrackSetDistance) {
    let higher = HigherOrderAccuracy(sequence)
    let identity = IdentityAccuracy(sequence)
    let clear = ClearAccuracy(sequence)
    self.init(
      zeroDistanceMeters: sequence.zeroDistance, hota: Figures.rounded(higher.hota),
      detectionAccuracy: Figures.rounded(higher.detection), associationAccuracy: Figures.rounded(higher.association),
      localisationAccuracy: Figures.rounded(higher.localisation),
      similarityLimits: HigherOrderAccuracy.limits.map(Figures.rounded),
      hotaByLimit: higher.hotaByLimit.map(Figures.rounded),
      detectionByLimit: higher.detectionByLimit.map(Figures.rounded),
      associationByLimit: higher.associationByLimit.map(Figures.rounded), idf1: Figures.rounded(identity.f1),
      identityPrecision: Figures.rounded(identity.precision), identityRecall: Figures.rounded(identity.recall),
      mota: Figures.rounded(clear.accuracy), motpMeters: Figures.rounded(clear.meanDistance),
      identitySwitches: clear.switches, ospa2Meters: Figures.rounded(distance.mean),
      ospa2CutOffMeters: distance.cutOff, ospa2Order: distance.order, ospa2WindowInstants: distance.window)
  }
}

extension Figures.Consistency {
  init(_ consistency: Consistency) {
    self.init(
      compared: consistency.compared, undetermined: consistency.undetermined,
      positionNEES: Figures.rounded(consistency.position), velocityNEES: Figures.rounded(consistency.velocity),
      positionInsidePercent: Figures.rounded(consistency.positionInsidePercent),
      velocityInsidePercent: Figures.rounded(consistency.velocityInsidePercent))
  }
}

extension Figures.Group {
  init(_ group: ErrorBreakdown.Group) {
    let bands = group.bands.filter { $0.tally.truths + $0.tally.falses > 0 }
    self.init(title: group.title, bands: bands.map { Figures.Band($0, countsMissed: group.countsMissed) })
  }
}

extension Figures.Band {
  init(_ band: ErrorBand, countsMissed: Bool) {
    let tally = band.tally
    func known(_ value: Double, _ count: Int) -> Double? { count > 0 ? Figures.rounded(value) : nil }
    self.init(
      name: band.name, matches: tally.matches, missed: countsMissed ? tally.missed : nil, falses: tally.falses,
      positionErrorMeters: known(tally.positionError, tally.matches),
      velocityErrorMetersPerSecond: known(tally.velocityError, tally.matches),
      meanAheadMeters: known(band.meanAhead, band.moving), lagSeconds: known(band.lag, band.moving),
      alongErrorMeters: known(band.alongError, band.moving), acrossErrorMeters: known(band.acrossError, band.moving),
      missedPercent: countsMissed ? known(tally.missedPercent, tally.truths) : nil)
  }
}

extension Figures.Histogram {
  init(_ histogram: ErrorHistogram) {
    self.init(
      binWidth: histogram.width, counts: histogram.counts,
      median: histogram.quantile(0.5).map(Figures.rounded),
      percentile95: histogram.quantile(0.95).map(Figures.rounded),
      percentile99: histogram.quantile(0.99).map(Figures.rounded))
  }
}

extension Figures.Second {
  init(_ second: TimeCourse.Second, _ distances: [Double]) {
    let (tally, count) = (second.tally, Double(max(1, second.instants)))
    func mean(_ value: Int) -> Double { Figures.rounded(Double(value) / count) }
    let window = distances[second.firstInstant..<(second.firstInstant + second.instants)]
    self.init(
      startSeconds: second.start, truths: mean(tally.truths), estimates: mean(tally.matches + tally.falses),
      missed: mean(tally.missed), falses: mean(tally.falses), switches: tally.switches,
      positionErrorMeters: tally.matches > 0 ? Figures.rounded(tally.positionError) : nil,
      velocityErrorMetersPerSecond: tally.matches > 0 ? Figures.rounded(tally.velocityError) : nil,
      gospaMeters: Figures.rounded(second.gospaSum / count),
      ospa2Meters: Figures.rounded(window.reduce(0, +) / count))
  }
}
