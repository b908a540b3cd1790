import Kernel

/// A city under faults, on a virtual clock: edges, a region and a center that run the real state machines of delivery
/// over a fabric that loses, repeats and reorders, on disks that are slow and full, in processes that crash at any step.
///
/// The same seed gives the same run. After a number of steps the faults and the producers end; then everything has to
/// arrive and become quiet, and ``CityReport/violations`` says what did not hold:
/// - an event whose producer was told that it is stored is in the center's log exactly once;
/// - nothing is twice in a log;
/// - of summaries and digests, each that was numbered has arrived or is counted as given up;
/// - all outboxes are empty within two minutes.
public enum CitySimulation {
  /// Runs a city. `steps` counts what producers make and faults do, before everything calms down.
  public static func run(
    seed: UInt64, steps: Int = 250, sabotage: Sabotage? = nil, isTraced: Bool = false
  ) -> CityReport {
    let city = City(seed: seed, steps: steps, sabotage: sabotage, isTraced: isTraced)
    city.run()
    return city.report
  }
}
