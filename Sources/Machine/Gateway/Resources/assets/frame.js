// The local frame of an edge: metres east and north of its origin, by the same formula as the server's.
const semiMajorAxis = 6378137;
const squaredEccentricity = 6.694379990141317e-3;
const radians = Math.PI / 180;

export class LocalFrame {
  /** `origin` is {latitude, longitude} in degrees. */
  constructor(origin) {
    this.origin = origin;
    const sine = Math.sin(origin.latitude * radians);
    const cosine = Math.cos(origin.latitude * radians);
    const flattening = 1 - squaredEccentricity * sine * sine;
    const normalRadius = semiMajorAxis / Math.sqrt(flattening);
    const meridianRadius = (normalRadius * (1 - squaredEccentricity)) / flattening;
    this.north = meridianRadius * radians;
    this.east = normalRadius * cosine * radians;
    this.convergence = (-sine / cosine) * (meridianRadius / normalRadius) * radians;
  }

  /** [longitude, latitude] -> [east, north]. */
  point([longitude, latitude]) {
    const degreesNorth = latitude - this.origin.latitude;
    const degreesEast = longitude - this.origin.longitude;
    return [degreesEast * this.east * (1 + this.convergence * degreesNorth), degreesNorth * this.north];
  }

  /** [east, north] -> [longitude, latitude]. */
  position([east, north]) {
    const degreesNorth = north / this.north;
    const scale = this.east * (1 + this.convergence * degreesNorth);
    return [this.origin.longitude + east / scale, this.origin.latitude + degreesNorth];
  }
}
