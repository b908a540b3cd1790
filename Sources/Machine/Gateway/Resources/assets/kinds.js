// The classes of road users, in the order of the stream's kind index, and how each looks.
//
// Vehicles are boxes to scale. Vulnerable road users have outlines that no vehicle has (pedestrian: disc, bicycle:
// diamond, motorcycle: hexagon) with a pictogram, so that they differ without colour too. Red, amber and green
// belong to the signals.
export const kinds = [
  { name: "unknown", color: "#9aa5b1", form: "box" },
  { name: "car", color: "#8dbdf0", form: "box" },
  { name: "truck", color: "#b69cf5", form: "box" },
  { name: "bus", color: "#45c4c9", form: "box" },
  { name: "motorcycle", color: "#ff9ecb", form: "hexagon" },
  { name: "bicycle", color: "#d4e76a", form: "diamond" },
  { name: "pedestrian", color: "#ffe3b0", form: "disc" },
  { name: "emergencyVehicle", color: "#ffffff", form: "box" },
];

/** A kind index that a newer server may send counts as unknown. */
export const kindAt = (index) => kinds[index] ?? kinds[0];
