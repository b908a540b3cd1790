// The roadside units of the ledger: are they heard, do they keep time, what do they send.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { duration, fixed, signed, whole } from "../format.js";
import { Rates } from "./rates.js";
import { head, rows, section } from "./section.js";

const messageKinds = ["bsm", "rsm", "spat", "map", "rsi", "others"];
/** Kinds that share the last column. */
const others = ["psm", "ssm", "vir", "rsc"];

export class DevicesPanel {
  /** `choose` is called with a device that has a position. */
  constructor(choose) {
    this.list = element("tbody");
    this.none = element("p", { class: "empty", "data-words": "devices.none" }, say("devices.none"));
    const units = headings("devices.unit", "devices.rate", "devices.drops", "devices.clock", "devices.downlink",
      "devices.seen");
    const { body, small } = section("devices", this.none, element("table", { class: "live-data" }, units, this.list));
    this.counts = element("tbody");
    const kinds = headings(...messageKinds.map((kind) => `messages.${kind}`));
    const messages = section("messages", element("table", { class: "live-data" }, kinds, this.counts));
    Object.assign(this, { body, small, messages: messages.body, rates: new Rates(), choose });
  }

  clear() {
    this.rates.clear();
    this.list.replaceChildren();
  }

  /** Takes an answer of /devices; `serverNow` is the server's time in milliseconds. */
  take(devices, now, serverNow) {
    this.none.hidden = devices.length > 0;
    this.list.parentElement.hidden = devices.length === 0;
    write(this.small, say("devices.count",
      { live: devices.filter((one) => one.state === "live").length, all: devices.length }));
    const made = rows(this.list, devices.length, () => this.makeRow());
    devices.forEach((device, i) => this.showRow(made[i], device, now, serverNow));
    this.showMessages(devices, now);
  }

  makeRow() {
    const state = element("i", { class: "state" }), name = element("button", { click: () => this.choose(row.device) });
    const row = element("tr", {}, element("td", {}, state, name), ...Array.from({ length: 5 }, () => element("td")));
    return row;
  }

  showRow(row, device, now, serverNow) {
    row.device = device;
    const [unit, rate, drops, clock, downlink, seen] = row.children;
    unit.firstChild.dataset.state = device.state;
    write(unit.lastChild, device.unit);
    const facts = [say(`devices.${device.state}`), device.name, device.address, device.dialect, device.kinds.join(" "),
      ...device.alarms.map((one) => say(`finding.${one.kind}`))];
    row.title = facts.filter(Boolean).join(" · ");
    unit.lastChild.setAttribute("aria-label", `${device.unit}, ${say(`devices.${device.state}`)}`);
    const perSecond = this.rates.of(device.unit, device.received, now);
    const lost = Object.values(device.drops).reduce((sum, count) => sum + count, 0);
    const offset = device.clockOffsetMilliseconds;
    write(rate, perSecond === null ? "–" : fixed(perSecond, 0));
    write(drops, whole(lost));
    const reasons = Object.entries(device.drops);
    drops.title = reasons.map(([reason, count]) => `${say(`drop.${reason}`)}: ${whole(count)}`).join("\n");
    write(clock, offset === null ? "–" : signed(offset, 1));
    clock.className = device.alarms.some((one) => one.kind === "deviceClock") ? "warn" : "";
    unit.lastChild.className = device.alarms.length > 0 ? "warn" : "";
    this.showDownlink(downlink, device, now);
    write(seen, device.lastSeen === null ? say("devices.never")
      : duration((serverNow - Date.parse(device.lastSeen)) / 1000));
    seen.className = { stale: "warn", silent: "bad" }[device.state] ?? "";
  }

  showDownlink(cell, device, now) {
    const { downlink } = device;
    const failed = (downlink?.failures ?? []).reduce((sum, one) => sum + one.count, 0);
    const perSecond = downlink ? this.rates.of(`${device.unit} downlink`, downlink.sent, now) : null;
    write(cell, perSecond === null ? "–" : fixed(perSecond, 0));
    cell.className = failed > 0 ? "warn" : "";
    cell.title = !downlink ? "" : [downlink.to,
      say("devices.downlink.detail", { sent: whole(downlink.sent), left: whole(downlink.rsm.leftOut + downlink.ssm.leftOut), failed: whole(failed) }),
      ...downlink.failures.map((one) => one.sentence)].join("\n");
  }

  showMessages(devices, now) {
    const made = rows(this.counts, 2, () => element("tr", {}, ...messageKinds.map(() => element("td"))));
    messageKinds.forEach((kind, i) => {
      const kinds = kind === "others" ? others : [kind];
      const count = devices.reduce((sum, device) => sum + countOf(device.messages, kinds), 0);
      const perSecond = this.rates.of(`all ${kind}`, count, now);
      write(made[0].children[i], whole(count));
      write(made[1].children[i], perSecond === null ? "–" : `${fixed(perSecond, 0)} /s`);
    });
    made[1].className = "quiet";
  }
}

const countOf = (messages, kinds) => kinds.reduce((sum, kind) => sum + (messages[kind] ?? 0), 0);

const headings = (...keys) => element("thead", {}, element("tr", {}, ...keys.map(head)));
