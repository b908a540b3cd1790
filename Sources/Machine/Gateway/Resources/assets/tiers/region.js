// The region tier: its stream fills the present, its history the past; the map and the panel show one of them.
import { get } from "../api.js";
import { element, write } from "../element.js";
import { label, say } from "../language.js";
import { duration, timeAndDay, timeAndZone } from "../format.js";
import { zoneName } from "../zone.js";
import { Stream } from "../stream.js";
import { Heartbeat, SteadyLiveness, hasStopped, liveness, ofSeconds } from "../motion/liveness.js";
import { ConnectionPanel } from "../panels/connection.js";
import { Notice } from "../panels/notice.js";
import { Delivery } from "../region/delivery.js";
import { EventLog } from "../region/eventLog.js";
import { IncidentList } from "../region/incidents.js";
import { RampLegend } from "../region/legend.js";
import { LinkCard } from "../region/linkCard.js";
import { LinkList } from "../region/linkList.js";
import { Totals } from "../region/totals.js";
import { RegionStage, lag } from "../region/stage.js";
import { appearance } from "../region/ramp.js";
import { TimeBar } from "../time/bar.js";
import { TimeMachine } from "../time/machine.js";

const find = (id) => document.getElementById(id);
/** The history of the chosen link is asked for anew this often, in milliseconds. */
const historyEvery = 5000;
const nobody = Object.freeze({ links: [], edges: [], events: [], handedOver: null });

export class RegionTier {
  /** `openEdge(edge)` shows the scene of an edge that this process serves. */
  constructor(openEdge) {
    Object.assign(this, { region: null, openEdge, data: null, beat: new Heartbeat(),
      steady: new SteadyLiveness(), chosen: null });
    this.machine = new TimeMachine((position) => this.stage.place(position), () => this.turned());
    this.stage = new RegionStage(find("region-stage"), this.machine, (link) => this.choose(link));
    this.bar = new TimeBar(find("timebar"), this.machine);
    this.legend = new RampLegend(find("region-legend"));
    this.notice = new Notice(find("region-notice"));
    this.connection = new ConnectionPanel({ stage: find("region-stage"), banner: find("region-banner"),
      words: "region.", lag, digits: 0 });
    this.log = new EventLog((entries) => this.bar.takeEvents(entries), () => this.bar.span * 1000);
    this.makePanel();
    this.stream = new Stream({
      region: (data, arrival) => this.take(data, arrival),
      network: (data) => { if (data.version !== this.stage.network?.version) this.loadNetwork(); },
    });
    find("past").lastElementChild.onclick = () => this.machine.live();
    document.addEventListener("keydown", (event) => this.key(event));
  }

  makePanel() {
    this.panel = find("region-panel");
    this.card = new LinkCard(() => this.choose(null), (time) => this.machine.goTo(time));
    this.card.now = () => this.machine.now;
    this.totals = new Totals();
    this.delivery = new Delivery(this.openEdge);
    this.incidents = new IncidentList((event) => this.goTo(event), (link) => this.titleOf(link));
    this.list = new LinkList((link) => this.choose(link === this.chosen ? null : link));
    this.present = element("p", { class: "present", "data-words": "time.panelNow", hidden: true });
    this.delivery.body.prepend(this.present);
    this.panel.append(this.card.body, this.totals.body, this.incidents.body, this.delivery.body, this.list.body);
    label(this.panel);
  }

  /** Follows the region `id`, or the first one; answers which it is. */
  async begin(id) {
    const { regions } = await get("tiers");
    const region = regions.find((one) => one.id === id) ?? regions[0];
    if (!region) {
      this.notice.show("region.none", "region.noneDetail");
      return null;
    }
    Object.assign(this, { region: region.id, data: null, shownKey: "" });
    this.beat.clear();
    this.steady.clear();
    this.stage.begin();
    this.choose(null);
    this.machine.begin(region.id);
    this.log.begin(region.id);
    this.turned();
    this.stream.follow({ region: region.id });
    this.loadNetwork();
    return region.id;
  }

  end() {
    this.stream.stop();
    this.networkRequest?.abort();
    this.machine.live();
    this.machine.begin(null);
    document.body.classList.remove("past");
    this.region = null;
  }

  /** Loads the roads; while that fails, tries again. */
  async loadNetwork() {
    this.networkRequest?.abort();
    const request = (this.networkRequest = new AbortController());
    try {
      this.stage.takeNetwork(await get("network", { region: this.region }, request.signal));
      if (this.stage.network.isEmpty) this.notice.show("region.noNetwork", "region.noNetworkDetail");
      else this.notice.hide();
      this.shownKey = "";
    } catch (error) {
      if (request.signal.aborted) return;
      this.notice.show("region.networkFailed", null, error.message);
      setTimeout(() => { if (request === this.networkRequest && !request.signal.aborted) this.loadNetwork(); }, 2000);
    }
  }

  /** Takes the stream's second of the region. */
  take(data, arrival) {
    const time = Date.parse(data.time);
    if (!this.beat.take(time, arrival)) return;
    this.data = data;
    this.machine.hear(time);
    this.stage.takeVehicles(data.vehicles ?? [], data.sceneTime ?? data.time, arrival);
    this.log.hear(data.events ?? [], time);
  }

  titleOf(link) { return this.stage.network?.title(link) ?? link; }

  choose(link) {
    this.chosen = this.stage.chosen = link;
    this.card.choose(this.region, link);
    if (link !== null) this.panel.scrollTop = 0;
    this.shownKey = "";
    if (link !== null) this.showShown(!this.data);
  }

  /** Shows where an event is. */
  goTo(event) {
    const one = this.stage.incidents.events.find((other) => other.number === event.number && other.edge === event.edge);
    const point = one?.point ?? (event.position && this.stage.place(event.position));
    if (point) this.stage.view.goTo(point, 2.5);
  }

  /** L goes back to the present, Space plays and holds: wherever the focus is, but in a control that uses the key. */
  key(event) {
    if (!this.region || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "l" || event.key === "L") this.machine.live();
    else if (event.key === " " && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      this.bar.toggle();
    }
  }

  /** To the past or back: what is shown is another time's, from this moment on. */
  turned() {
    const { isPast } = this.machine;
    document.body.classList.toggle("past", isPast);
    this.present.hidden = !isPast;
    this.card.isPast = isPast;
    for (const one of [this.totals, this.list]) one.turn(isPast);
    this.shownKey = "";
    write(find("announcer"), isPast ? say("time.pastTitle") : say("time.live"));
  }

  draw(now) { this.stage.draw(now); }

  /** Ten times a second. */
  watch(now) {
    this.alive = this.steady.take(liveness(this.beat, this.stream, this.beat.arrival, now, ofSeconds), now);
    this.connection.show(this.alive, this.beat.time, this.beat.time);
    const isOld = !this.data || hasStopped(this.alive.state);
    this.showShown(isOld);
    this.showPartial();
    this.bar.show(now, this.alive.state);
    this.showPast();
    this.stage.watch();
    this.legend.show([...this.stage.looks.values()].some((one) => one.kind === "noLimit"),
      this.stage.view.scale < 0.45);
    this.panel.classList.toggle("stale", isOld && !this.machine.isPast);
    this.delivery.body.classList.toggle("stale-part", isOld);
    if (now - (this.historyAsked ?? 0) > historyEvery && this.region) {
      this.historyAsked = now;
      this.card.refresh();
      this.log.refresh(this.beat.time);
    }
  }

  /** What the map and the panel show: of the stream while live, of the history in the past. */
  shown() {
    const { machine, data } = this;
    if (!machine.isPast) {
      const time = this.beat.time;
      return { ...(data ?? nobody), time, vehicles: data ? (data.vehicles ?? []).length : NaN, isKnown: data !== null };
    }
    const scene = machine.scene, links = machine.linksShown;
    return { links: links?.links ?? [], time: machine.shownSecond, linksTime: links?.time ?? NaN, handedOver: null,
      events: scene?.events ?? [], vehicles: scene ? scene.objects.size : NaN, isKnown: Boolean(links?.links.length) };
  }

  /** Fills map and panel where something changed since the last time. */
  showShown(isOld) {
    const { machine } = this, past = machine.isPast, both = `${this.beat.time}/${isOld}/${this.log.version}`;
    const key = past ? `${machine.shownSecond}/${machine.state}/${machine.linksShown?.at}/${both}` : `live/${both}`;
    if (key === this.shownKey) return;
    this.shownKey = key;
    const shown = this.shown(), time = past ? shown.linksTime : shown.time;
    const traffic = new Map(shown.links.map((one) => [one.link, one]));
    this.stage.show(traffic, shown.events, time);
    const { network, looks } = this.stage;
    const lines = (network?.links ?? []).map((one) => ({ link: one.link, title: network.title(one.link),
      traffic: traffic.get(one.link), look: looks.get(one.link) }));
    this.list.show(lines, this.chosen);
    this.stage.order = this.list.order;
    write(this.totals.small, past ? say("time.at", { time: timeAndZone(shown.time) }) : "");
    this.totals.show(shown.vehicles, shown.isKnown ? shown.links : null, shown.handedOver);
    this.incidents.show(shown.events, this.log.ended(shown.time, shown.events), shown.time);
    this.delivery.show(this.data?.edges ?? [], this.beat.time, isOld);
    if (this.chosen !== null) this.showCard(traffic, time);
  }

  showCard(traffic, time) {
    const link = this.stage.network?.byLink.get(this.chosen), one = traffic.get(this.chosen);
    this.card.show(link, one, appearance(link, one, time), this.titleOf(this.chosen));
    this.card.mark(this.machine.shownSecond);
  }

  /** Which edges are not heard, over the map: what they see is missing there. */
  showPartial() {
    const lost = (this.data?.edges ?? []).filter((one) => one.state !== "live");
    find("partial").hidden = lost.length === 0;
    const text = (one) => say("partial.edge", { name: one.name || one.id, state: say(`edge.${one.state}`),
      age: duration((this.beat.time - Date.parse(one.lastHeard ?? "")) / 1000) });
    write(find("partial"), lost.map(text).join(" "));
  }

  /** The banner, the frame and the clock of the past: nobody may take it for the road now. */
  showPast() {
    const { machine } = this, box = find("past"), past = machine.isPast;
    box.hidden = !past;
    find("region-stage").classList.toggle("past", past);
    find("region-stage").classList.toggle("stopped", hasStopped(this.alive.state) && !past);
    if (!past) return;
    find("connection").dataset.state = hasStopped(this.alive.state) ? this.alive.state : "past";
    if (!hasStopped(this.alive.state)) write(find("connection-text"), say("connection.past"));
    const time = timeAndDay(machine.shownSecond, this.bar.end), zone = zoneName(machine.shownSecond);
    const ago = duration((this.bar.end - machine.shownSecond) / 1000);
    write(find("clock"), time);
    write(find("clock-zone"), zone);
    write(find("connection-age"), "");
    write(box.children[0], say("time.pastTitle"));
    write(box.children[1], `${say("time.pastDetail", { time: `${time} ${zone}`, age: ago })} ${this.lacking()}`);
  }

  /** What the shown second lacks, in a sentence; empty where nothing does. */
  lacking() {
    const { machine } = this;
    if (machine.state === "loading") return say("time.loading");
    if (machine.state === "missing") return say("time.missing");
    const silent = machine.scene.edges.filter((one) => !one.time).map((one) => one.edge);
    const links = machine.linksMissing ? say("time.noLinks") : "";
    return [silent.length ? say("time.edgesMissing", { edges: silent.join(", ") }) : "", links].join(" ").trim();
  }

  /** After a change of language. */
  relabel() {
    this.notice.relabel();
    this.legend.relabel();
    this.bar.showChoices();
    this.card.relabel();
    this.shownKey = "";
    this.bar.drawn = "";
  }

  report() {
    const { machine } = this;
    return { region: this.region, connection: this.alive?.state ?? "connecting", mode: machine.isPast ? "past" : "live",
      shown: machine.isPast ? new Date(machine.shownSecond).toISOString() : null,
      shownState: machine.isPast ? machine.state : null, isPlaying: machine.isPlaying, rate: machine.rate,
      time: this.data?.time ?? null, chosen: this.chosen, plot: this.card.report(), ...this.stage.report() };
  }
}
