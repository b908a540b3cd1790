// The roadside units of all regions: those that are not heard first, then those out of their bounds.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { duration, signed, whole } from "../format.js";
import { head, rows, section } from "../panels/section.js";

const states = ["silent", "late", "stale", "live"];

export class DeviceTable {
  constructor() {
    this.list = element("tbody");
    this.none = element("p", { class: "empty", "data-words": "devices.none" }, say("devices.none"));
    this.failure = element("p", { class: "bad", hidden: true });
    const headings = element("thead", {}, element("tr", {},
      ...["devices.unit", "deviceTable.place", "deviceTable.accepted", "devices.clock", "devices.seen"].map(head)));
    this.table = element("table", { class: "live-data" }, headings, this.list);
    this.box = element("div", { class: "device-rows" }, this.table);
    Object.assign(this, section("deviceTable", this.failure, this.none, this.box), { devices: [] });
  }

  /** Takes an answer of /devices; `time` is the center's in milliseconds. */
  take(devices, time) {
    this.failure.hidden = true;
    this.devices = [...devices].sort((a, b) => states.indexOf(a.state) - states.indexOf(b.state)
      || b.alarms.length - a.alarms.length
      || (a.region ?? "").localeCompare(b.region ?? "") || a.unit.localeCompare(b.unit));
    this.none.hidden = devices.length > 0;
    this.table.hidden = devices.length === 0;
    const counts = states.map((state) => [state, devices.filter((one) => one.state === state).length])
      .filter(([, count]) => count > 0).reverse();
    write(this.small, counts.map(([state, count]) => `${whole(count)} ${say(`devices.${state}`)}`).join(" · "));
    const made = rows(this.list, this.devices.length, () => element("tr", {},
      element("td", {}, element("i", { class: "state" }), element("span")),
      ...Array.from({ length: 4 }, () => element("td"))));
    this.devices.forEach((one, i) => showDevice(made[i], one, time));
  }

  /** The same devices, as time goes by. */
  showTime(time) {
    this.devices.forEach((one, i) => showSeen(this.list.children[i]?.children[4], one, time));
  }

  fail(sentence) {
    this.failure.hidden = false;
    write(this.failure, sentence);
  }

  relabel() { if (this.devices.length > 0) this.take(this.devices, NaN); }
}

function showDevice(row, one, time) {
  const [unit, place, accepted, clock, seen] = row.children;
  row.dataset.state = one.state;
  unit.firstChild.dataset.state = one.state;
  row.title = [say(`devices.${one.state}`), one.name, one.address].filter(Boolean).join(" · ");
  write(place, [one.region, one.edge].filter(Boolean).join(" / "));
  write(accepted, whole(one.accepted));
  const offset = one.clockOffsetMilliseconds;
  write(clock, offset === null ? "–" : signed(offset, 1));
  clock.className = one.alarms.some((alarm) => alarm.kind === "deviceClock") ? "warn" : "";
  const named = one.alarms.map((alarm) => say(`finding.${alarm.kind}`)).join(", ");
  write(unit.lastChild, named ? `${one.unit} · ${named}` : one.unit);
  unit.lastChild.className = named ? "warn" : "";
  unit.title = one.alarms.map((alarm) => alarm.sentence).join("\n");
  showSeen(seen, one, time);
}

function showSeen(cell, one, time) {
  if (!cell) return;
  write(cell, one.lastSeen === null ? say("devices.never")
    : duration(Math.max(0, time - Date.parse(one.lastSeen)) / 1000));
  cell.className = { late: "warn", stale: "warn", silent: "bad" }[one.state] ?? "";
}
