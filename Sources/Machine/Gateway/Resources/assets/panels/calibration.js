// What the edge found out of each unit that perceives: how far it is off and how sure that is, its noise, what it lists.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { fixed, signed } from "../format.js";
import { head, rows, section } from "./section.js";

/** The figures of a unit, with their decimals, the bound and the alarm that goes with each. */
const faults = [
  { of: (known) => known.shiftEastMeters, decimals: 2, alarm: "deviceMoved" },
  { of: (known) => known.shiftNorthMeters, decimals: 2, alarm: "deviceMoved" },
  { of: (known) => known.turnDegrees, decimals: 2, alarm: "deviceTurned" },
  { of: (known) => known.clockMilliseconds, decimals: 0, alarm: "deviceClock" },
];
/** Pixels of a ring's bar. */
const bar = { width: 8, gap: 2, height: 14 };

export class CalibrationPanel {
  constructor() {
    this.list = element("tbody");
    this.none = element("p", { class: "empty", "data-words": "calibration.none" }, say("calibration.none"));
    const titles = ["devices.unit", "calibration.east", "calibration.north", "calibration.turn", "calibration.clock"];
    this.table = element("table", { class: "live-data calibration" },
      element("thead", {}, element("tr", {}, ...titles.map(head))), this.list);
    const { body, small } = section("calibration", this.none, this.table);
    Object.assign(this, { body, small });
  }

  clear() {
    this.list.replaceChildren();
    write(this.small, "");
  }

  /** Takes the devices of an answer of /devices. */
  take(devices) {
    const known = devices.filter((one) => one.calibration);
    this.none.hidden = known.length > 0;
    this.table.hidden = known.length === 0;
    const alarmed = known.filter((one) => one.alarms.length > 0).length;
    write(this.small, known.length === 0 ? "" : say(alarmed ? "calibration.alarmed" : "calibration.within",
      { count: alarmed, all: known.length }));
    this.small.classList.toggle("warn", alarmed > 0);
    const made = rows(this.list, known.length * 2, (place) => place % 2 ? makeDetail() : makeRow());
    known.forEach((device, i) => {
      showFaults(made[2 * i], device);
      showDetail(made[2 * i + 1], device);
    });
  }
}

const makeRow = () => element("tr", {}, element("th", { scope: "row" }),
  ...faults.map(() => element("td", {}, element("span"), element("small"))));

function showFaults(row, device) {
  const { calibration, alarms } = device;
  write(row.firstChild, device.unit);
  row.title = [device.name, say("calibration.bounds", calibration.bounds)].filter(Boolean).join(" · ");
  faults.forEach(({ of, decimals, alarm }, i) => {
    const cell = row.children[i + 1], estimate = of(calibration);
    write(cell.firstChild, estimate ? signed(estimate.value, decimals) : "–");
    write(cell.lastChild, estimate ? `±${fixed(estimate.deviation, decimals)}` : "");
    cell.className = alarms.some((one) => one.kind === alarm) ? "warn" : "";
  });
}

const makeDetail = () => element("tr", { class: "detail" }, element("td", { colspan: 5 },
  element("b"), element("span"), element("svg", { height: bar.height, role: "img" }), element("span"),
  element("span")));

function showDetail(row, { calibration, alarms }) {
  const [trust, noise, detection, share, innovation] = row.firstChild.children;
  const state = calibration.frozen ? "frozen" : calibration.trusted ? "trusted" : "distrusted";
  write(trust, say(`calibration.${state}`));
  trust.className = state !== "trusted" ? "bad" : alarms.length > 0 ? "warn" : "good";
  trust.title = say("calibration.trust.title", {
    agreement: fixed(calibration.agreement * 100, 0), contradiction: fixed(calibration.contradiction * 100, 0) });
  const { near, middle, far } = calibration.noise;
  write(noise, say("calibration.noise", { ratios: [near, middle, far].map((one) => fixed(one ?? NaN, 1)).join(" · ") }));
  noise.title = say("calibration.noise.title");
  showDetection(detection, calibration);
  write(share, say("calibration.detection"));
  share.title = detection.getAttribute("aria-label");
  write(innovation, say("calibration.nis", { value: fixed(calibration.positionInnovation ?? NaN, 1) }));
  innovation.title = say("calibration.nis.title", { velocity: fixed(calibration.velocityInnovation ?? NaN, 1) });
}

/** One bar a ring, nearest first: full height for what lists all; a dot on the ground where nothing is known. */
function showDetection(picture, { detection, detectionRingMeters }) {
  const text = detection.map((share, ring) => {
    const from = ring * detectionRingMeters;
    const range = ring + 1 < detection.length ? `${from}–${from + detectionRingMeters} m` : `> ${from} m`;
    return `${range}: ${share === null ? "–" : `${fixed(share * 100, 0)} %`}`;
  }).join("\n");
  if (picture.getAttribute("aria-label") === text) return;
  picture.setAttribute("aria-label", text);
  picture.setAttribute("width", detection.length * (bar.width + bar.gap));
  picture.replaceChildren(element("title", {}, text), ...detection.map((share, ring) => {
    const height = share === null ? 1 : Math.max(1, share * bar.height);
    return element("rect", { x: ring * (bar.width + bar.gap), y: bar.height - height, width: bar.width, height,
      class: share === null ? "unknown" : share < 0.5 ? "low" : "" });
  }));
}
