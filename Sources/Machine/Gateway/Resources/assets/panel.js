// The panel at the side: its sections in order, fed once a second by the stream's status.
import { label } from "./language.js";
import { IngestPanel } from "./panels/ingest.js";
import { LatencyPanel } from "./panels/latency.js";
import { CalibrationPanel } from "./panels/calibration.js";
import { DevicesPanel } from "./panels/devices.js";
import { SignalsPanel } from "./panels/signals.js";
import { EventsPanel } from "./panels/events.js";
import { CooperationPanel } from "./panels/cooperation.js";
import { FindingsPanel } from "./panels/findings.js";

/** Figures older than this are dimmed: they come once a second. */
const staleAfter = 3000;
const nothing = { intentions: { features: [] }, coordination: { vehicles: [], lanes: [] } };

export class Panel {
  constructor(stage) {
    this.stage = stage;
    this.body = document.getElementById("panel");
    this.ingest = new IngestPanel();
    this.latency = new LatencyPanel();
    this.devices = new DevicesPanel((device) => {
      if (device.position) stage.view.goTo(stage.frame.point(device.position), 4);
    });
    this.calibration = new CalibrationPanel();
    this.findings = new FindingsPanel();
    this.signals = new SignalsPanel();
    this.events = new EventsPanel((one) => stage.view.goTo(one.point, 5));
    this.cooperation = new CooperationPanel((one) => stage.view.goTo(one.point, 5));
    this.body.append(this.ingest.body, this.latency.body, this.devices.body, this.calibration.body,
      this.findings.body, this.devices.messages, this.signals.body, this.events.body, this.cooperation.body);
    this.status = null;
    this.told = nothing;
  }

  clear() {
    this.status = null;
    this.told = nothing;
    this.showCooperation();
    for (const one of [this.ingest, this.latency, this.devices, this.calibration, this.findings, this.signals]) one.clear();
    this.showEvents();
  }

  /** Takes the stream's status: {stages: as /stages, devices: as /devices}. */
  takeStatus(data, arrival) {
    this.status = { data, arrival };
    this.stage.takeDevices(data.devices.devices);
    this.ingest.take(data.stages.ingest, arrival);
    this.show(arrival);
  }

  show(now) {
    this.latency.take(this.status.data.stages);
    this.devices.take(this.status.data.devices.devices, now, this.stage.playback.clock.serverTime(now));
    this.calibration.take(this.status.data.devices.devices);
    this.findings.take(this.status.data.devices);
  }

  /** Takes the stream's cooperation: {obstacles, intentions, coordination} as the documents of these names. */
  takeCooperation(data) {
    this.told = data;
    this.stage.takeObstacles(data.obstacles);
    this.showCooperation();
  }

  showCooperation() {
    this.cooperation.show(this.stage.obstacles.obstacles, this.told.intentions, this.told.coordination);
  }

  showEvents() { this.events.show(this.stage.furniture.occurrences); }

  /** Ten times a second: count-downs, and whether the figures are still fresh. */
  watch(now) {
    this.signals.show(this.stage.board, this.stage.map, now);
    this.body.classList.toggle("stale", !this.status || now - this.status.arrival > staleAfter);
  }

  /** After a change of language. */
  relabel() {
    label(this.body);
    this.showEvents();
    this.showCooperation();
    if (!this.status) return;
    const { data, arrival } = this.status;
    this.ingest.show(data.stages.ingest, arrival);  // the same figures, not newer ones
    this.show(arrival);
  }
}
