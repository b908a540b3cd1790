import Interpretation
import SchemaModel

/// Whether a place is one that somebody knows.
enum KnownPlace {
  /// What is wrong with a place in 1e-7 degrees; nil where nothing is. 0, 0 lies in the Gulf of Guinea: it is what a
  /// receiver without satellites says.
  static func fault(_ latitude: Int, _ longitude: Int) -> String? {
    if latitude == 900_000_001 || longitude == 1_800_000_001 { return "the position is unavailable" }
    return latitude == 0 && longitude == 0 ? "the position is 0, 0" : nil
  }

  /// The same of an offset where it is a place by itself, of the seventh kind.
  static func fault(_ offset: SchemaValue?) -> String? {
    guard case .choice(let kind) = offset?["offsetLL"], kind.name == "position-LatLon",
      let latitude = kind.value["lat"]?.number, let longitude = kind.value["lon"]?.number
    else { return nil }
    return fault(latitude, longitude)
  }

  /// Judges the place at a field of a message, where there is one.
  static func judge(
    _ place: SchemaValue?, at field: String, _ message: CheckedMessage, _ outcomes: inout Outcomes
  ) {
    guard let latitude = place?["lat"]?.number, let longitude = place?["long"]?.number else { return }
    let fault = fault(latitude, longitude)
    outcomes.check(.valueRanges, fault == nil, message, at: field, fault ?? "")
  }
}
