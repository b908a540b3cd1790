import CenterCore
import CityHost
import CityStore
import EdgeHost
import Fabric
import Gateway
import Kernel
import LinuxIO
import RegionCore

/// The tiers above the edges that run in this process, and the fabric between them.
final class RunningTiers: Sendable {
  let region: RegionDaemon?
  let center: CenterDaemon?
  private let fabric: LocalFabric
  private let data: String?
  /// Keeps other processes from the data.
  private let hold: DataFolder?

  /// Starts the tiers of a configuration.
  ///
  /// Throws ``CommandFailure`` with one sentence.
  convenience init(_ file: ConfigurationFile) throws(CommandFailure) {
    var region: RegionConfiguration?
    var retention = RegionTables.Retention()
    if let section = file.region {
      region = RegionConfiguration(id: section.id, name: section.name, origin: section.origin)
      retention.seconds = section.keepSeconds ?? retention.seconds
      retention.minutes = section.keepMinutes ?? retention.minutes
      retention.scenes = section.keepScenes ?? retention.scenes
    }
    let center = file.center.map { CenterConfiguration(id: $0.id, name: $0.name) }
    try self.init(region: region, center: center, data: file.data, retention: retention)
  }

  /// Starts a region, a center, both or none; `data` is the folder of their databases.
  ///
  /// Throws ``CommandFailure`` with one sentence.
  init(
    region: RegionConfiguration?, center: CenterConfiguration?, data: String?,
    retention: RegionTables.Retention = RegionTables.Retention()
  ) throws(CommandFailure) {
    self.data = data
    let folder = data ?? "."
    let fabric = LocalFabric()
    self.fabric = fabric
    do throws(DataFolderError) {
      hold = region == nil && center == nil ? nil : try DataFolder(folder)
    } catch {
      throw CommandFailure(description: error.description)
    }
    do throws(HostFailure) {
      self.center = try center.map { center throws(HostFailure) in
        try CenterDaemon(CenterSettings(center: center, folder: folder), fabric: fabric)
      }
      self.region = try region.map { region throws(HostFailure) in
        var settings = RegionSettings(region: region, folder: folder, center: center?.id)
        settings.retention = retention
        return try RegionDaemon(settings, fabric: fabric)
      }
    } catch {
      throw CommandFailure(description: error.description)
    }
    for note in [self.center?.setAside, self.region?.setAside] { if let note { Terminal.note(note) } }
  }

  /// The way up of an edge; nil where the process has no region.
  ///
  /// Throws ``CommandFailure`` with one sentence.
  func uplink(of edge: String) throws(CommandFailure) -> EdgeUplink? {
    guard let region, let data else { return nil }
    do throws(HostFailure) {
      let uplink = try EdgeUplink(edge: edge, region: region.settings.region.id, folder: data, fabric: fabric)
      if let note = uplink.setAside { Terminal.note(note) }
      return uplink
    } catch {
      throw CommandFailure(description: error.description)
    }
  }

  /// What the page and the API show of them.
  func served(_ edges: [RunningEdge]) -> Tiers {
    Tiers(uplinks: edges.compactMap(\.uplink), regions: [region].compactMap { $0 }, center: center)
  }

  /// Ends them, the lowest first, so that what a tier still tells is stored by itself.
  func stop() {
    region?.stop()
    center?.stop()
    RunningTiers.noteLoss("region", region?.delivery)
    RunningTiers.noteLoss("center", center?.delivery)
  }

  /// Says what a tier could not store before it ended.
  static func noteLoss(_ tier: String, _ delivery: RunnerStatus?) {
    if let failure = delivery?.failure { Terminal.note("\(tier): what came last could not be stored: \(failure)") }
  }

  /// How they are, for the status line.
  var line: String {
    guard let view = region?.view else { return "" }
    let log = (try? center?.log(limit: 0))?.count
    return "  |  \(view.region) \(view.vehicles.count) vehicles, \(view.events.count) events"
      + (log.map { "  |  center \($0) in the log" } ?? "")
  }

  /// What came of them.
  var summary: String {
    guard let region, let view = region.view else { return "region: nothing came" }
    let taken = view.counters.received
    let joins = view.counters.joins.dropFirst().reduce(0, +)
    let log = (try? center?.log(limit: 0))?.count ?? 0
    return "\(view.region): \(taken) messages of \(view.edges.count) edges, \(joins) vehicles handed over; "
      + "center: \(log) events in the log"
  }
}
