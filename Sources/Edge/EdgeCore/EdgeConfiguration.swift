public import Egress
public import Ingest
public import Kernel
public import Scene
public import Traffic

/// What an edge has to know before it starts.
public struct EdgeConfiguration: Sendable {
  /// A short name, used in addresses of the API and in files.
  public var id: String
  /// A name for people.
  public var name: String
  /// The origin of the edge's local frame.
  public var origin: GeodeticPosition
  /// How far from the origin, in metres, positions belong to this edge.
  public var areaRadius: Double
  /// Who may send; at most 64.
  public var devices: [DeviceRegistration]
  /// What application identifiers stand for.
  public var applications = ApplicationTable.standard
  /// How the scene fuses.
  public var scene: SceneConfiguration
  /// How traffic is counted, and the number of the first traffic event: after a restart the last one's that was told
  /// and one more.
  public var traffic: TrafficConfiguration
  /// Which of the devices are given what the edge sees, each at most once.
  public var downlinks: [Downlink] = []

  /// Within what a device has to stay.
  public var bounds = DeviceBounds()
  /// The bounds of devices that have their own, by their units.
  public var ownBounds: [String: DeviceBounds] = [:]

  /// The radius where the configuration names none.
  public static let usualAreaRadius = 5_000.0

  /// Makes a configuration.
  public init(
    id: String, name: String, origin: GeodeticPosition, areaRadius: Double = EdgeConfiguration.usualAreaRadius,
    devices: [DeviceRegistration], scene: SceneConfiguration = SceneConfiguration(),
    traffic: TrafficConfiguration = TrafficConfiguration()
  ) {
    self.id = id
    self.name = name
    self.origin = origin
    self.areaRadius = areaRadius
    self.devices = devices
    self.scene = scene
    self.traffic = traffic
  }
}
