import Ingest
import Kernel
import RoadModel
import Scene
import Traffic

/// On the hot path: no allocation. Observations of any dialect on their way into the scene.
extension EdgeCore {
  /// The time of a message, or nil where it is too far from that of its reception.
  func time(_ second: UInt16, _ admitted: AdmittedMessage) -> (time: Instant, stated: Instant?)? {
    let received = admitted.datagram.receivedAt
    guard let stated = MessageTime.resolve(second: second, receivedAt: received) else { return (received, nil) }
    return isNear(stated, admitted) ? (stated, stated) : nil
  }

  /// Whether a message's time is near enough to that of its reception.
  func isNear(_ stated: Instant, _ admitted: AdmittedMessage) -> Bool {
    (stated - admitted.datagram.receivedAt).magnitude <= MessageTime.limit
  }

  func note(_ report: ApplyReport) {
    fusion.pointee.applied &+= UInt64(report.applied)
    guard report.applied < report.offered else { return }
    for reason in ObservationRejection.allCases { fusion.pointee.rejected[reason.rawValue] &+= UInt64(report[reason]) }
  }

  /// Takes what a road user says of itself; nil where it does not say where it is.
  func take(_ observation: Observation?, stated: Instant?, _ admitted: AdmittedMessage) {
    guard let observation else { return ingest.drop(admitted, .positionUnavailable) }
    guard isInside(observation.position) else { return ingest.drop(admitted, .outsideArea) }
    ingest.accept(admitted, stated: stated)
    note(fusion.pointee.scene.apply(selfReport: observation, receivedAt: admitted.datagram.receivedAt))
  }

  /// Takes the first `count` observations of ``scan``, which the unit itself made from where it stands. The message is
  /// accepted with this.
  func take(scan count: Int, from place: LocalPoint, stated: Instant?, _ admitted: AdmittedMessage) {
    ingest.accept(admitted, stated: stated)
    if ingest.place(admitted.unit, at: place) {
      fusion.pointee.scene.setUnit(admitted.unit, place: place, range: nil)
      traffic.setUnit(admitted.unit, place: place)
    }
    fuse(scan: count, admitted)
  }

  /// Takes the first `count` observations of ``scan``, which a vehicle made that the unit heard. The message is accepted
  /// with this.
  func take(
    scan count: Int, ofVehicle identity: UInt64, _ scheme: IdentityScheme, _ admitted: AdmittedMessage
  ) {
    ingest.accept(admitted, stated: nil)
    guard let source = onboard.index(of: identity, scheme, at: admitted.datagram.receivedAt) else {
      fusion.pointee.rejected[ObservationRejection.capacityFull.rawValue] &+= UInt64(count)
      return
    }
    if source.isReused { fusion.pointee.scene.forget(source.index) }
    for place in 0..<count { scan[place].unit = source.index }
    fuse(scan: count, admitted)
  }

  private func fuse(scan count: Int, _ admitted: AdmittedMessage) {
    guard count > 0 else { return }
    let observations = UnsafeBufferPointer(rebasing: scan[..<count])
    note(fusion.pointee.scene.apply(scan: observations.span, receivedAt: admitted.datagram.receivedAt))
  }

  /// Adds an observation to ``scan``, as the next behind `count`.
  func add(_ observation: Observation, _ count: inout Int) {
    guard count < scan.count else { return }
    scan.initializeElement(at: count, to: observation)
    count += 1
  }

  /// The place of a message in degrees and metres; nil where it is unknown or outside, which is counted.
  func place(
    latitude: Int32, longitude: Int32, _ admitted: AdmittedMessage
  ) -> (geodetic: GeodeticPosition, local: LocalPoint)? {
    guard let position = WireQuantities.position(latitude: latitude, longitude: longitude) else {
      ingest.drop(admitted, .positionUnavailable)
      return nil
    }
    let point = frame.point(of: position)
    guard isInside(point) else {
      ingest.drop(admitted, .outsideArea)
      return nil
    }
    return (position, point)
  }

  func isInside(_ point: LocalPoint) -> Bool {
    LocalVector(east: point.east, north: point.north).squaredLength
      <= configuration.areaRadius * configuration.areaRadius
  }

  /// Whether a message's identity is that of the unit registered for its address.
  func belongs(_ id: UInt64, _ admitted: AdmittedMessage) -> Bool {
    let registered = ingest.unitNumber(of: admitted.unit)
    return registered == 0 || registered == id
  }
}
