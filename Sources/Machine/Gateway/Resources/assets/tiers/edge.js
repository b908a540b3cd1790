// The edge tier: one edge is followed by one stream; the stream fills the state; each frame draws it.
import { get } from "../api.js";
import { LocalFrame } from "../frame.js";
import { Stream } from "../stream.js";
import { Stage } from "../stage.js";
import { Panel } from "../panel.js";
import { Notice } from "../panels/notice.js";

export class EdgeTier {
  constructor() {
    this.stage = new Stage();
    this.panel = new Panel(this.stage);
    this.notice = new Notice(document.getElementById("notice"));
    this.stream = this.stage.stream = new Stream(this.receivers());
    Object.assign(this, { edge: null, mapRequest: null });
  }

  receivers() {
    const { stage, panel } = this;
    return {
      scene: (data, arrival) => { if (data.edge === this.edge.id) stage.takeScene(data, arrival); },
      signals: (data, arrival) => stage.board.take(data, arrival),
      status: (data, arrival) => panel.takeStatus(data, arrival),
      events: (data) => { stage.takeEvents(data); panel.showEvents(); },
      cooperation: (data) => panel.takeCooperation(data),
      map: (data) => { if (data.version !== stage.map?.version) this.loadMap(); },
    };
  }

  /** Follows the edge `id`, or the first one; answers which it is, null where there is none. */
  async begin(id) {
    const { edges } = await get("edges");
    if (edges.length === 0) {
      this.notice.show("notice.noEdge", "notice.noEdgeDetail");
      return null;
    }
    this.edge = edges.find((one) => one.id === id) ?? edges[0];
    this.stage.begin(this.edge, new LocalFrame(this.edge.origin));
    this.panel.clear();
    this.notice.hide();
    this.stream.follow({ edge: this.edge.id });
    this.loadMap();
    return this.edge.id;
  }

  /** Another tier is shown from now on. */
  end() {
    this.stream.stop();
    this.mapRequest?.abort();
  }

  /** Loads the map of the edge; while that fails, tries again: a road without lanes must not stay so by accident. */
  async loadMap() {
    this.mapRequest?.abort();
    const request = (this.mapRequest = new AbortController());
    try {
      this.stage.takeMap(await get("map", { edge: this.edge.id }, request.signal));
      if (this.stage.map.isEmpty) this.notice.show("notice.noMap", "notice.noMapDetail");
      else this.notice.hide();
    } catch (error) {
      if (request.signal.aborted) return;
      this.notice.show("notice.mapFailed", null, error.message);
      setTimeout(() => { if (request === this.mapRequest && !request.signal.aborted) this.loadMap(); }, 2000);
    }
  }

  draw(now) { this.stage.draw(now); }

  watch(now) {
    this.stage.watch(now);
    this.panel.watch(now);
  }

  /** After a change of language. */
  relabel() {
    this.panel.relabel();
    this.notice.relabel();
  }

  report() { return { edge: this.edge?.id ?? null, ...this.stage.report() }; }
}
