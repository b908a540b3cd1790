// Wires the page: one edge is followed by one stream; the stream fills the state; each frame draws it.
import { get } from "./api.js";
import { LocalFrame } from "./frame.js";
import { language, languages, onLanguage, say, speak } from "./language.js";
import { Stream } from "./stream.js";
import { Stage } from "./stage.js";
import { Panel } from "./panel.js";
import { segments } from "./panels/segments.js";
import { write } from "./element.js";

const find = (id) => document.getElementById(id);
const stage = new Stage();
const panel = new Panel(stage);
const stream = new Stream((kind, data, arrival) => receive[kind](data, arrival));
let edges = [], edge = null, mapRequest = null;

const receive = {
  scene: (data, arrival) => { if (data.edge === edge.id) stage.takeScene(data, arrival); },
  signals: (data, arrival) => stage.board.take(data, arrival),
  status: (data, arrival) => panel.takeStatus(data, arrival),
  events: (data) => { stage.takeEvents(data); panel.showEvents(); },
  map: (data) => { if (data.version !== stage.map?.version) loadMap(); },
};

/** Loads the map of the edge; while that fails, tries again: a road without lanes must not stay so by accident. */
async function loadMap() {
  mapRequest?.abort();
  const request = (mapRequest = new AbortController());
  try {
    stage.takeMap(await get("map", edge.id, request.signal));
    notice(stage.map.isEmpty ? "notice.noMap" : null, "notice.noMapDetail");
  } catch (error) {
    if (request.signal.aborted) return;
    notice("notice.mapFailed", null, error.message);
    setTimeout(() => { if (request === mapRequest) loadMap(); }, 2000);
  }
}

let noticed = [];
function notice(title, detail, text) {
  noticed = [title, detail, text];
  const box = find("notice");
  box.hidden = !title;
  if (!title) return;
  write(box.firstElementChild, say(title));
  write(box.lastElementChild, detail ? say(detail) : text);
}

function follow(id) {
  edge = edges.find((one) => one.id === id) ?? edges[0];
  stage.begin(edge, new LocalFrame(edge.origin));
  panel.clear();
  notice(null);
  showEdges();
  remember();
  stream.follow(edge.id);
  loadMap();
}

/** The address names edge and language, so that a wall display can be opened where it should stand. */
function remember() {
  const address = new URL(location);
  if (edge) address.searchParams.set("edge", edge.id);
  address.searchParams.set("lang", language());
  history.replaceState(null, "", address);
}

function showEdges() {
  const options = edges.map((one) => ({ value: one.id, name: one.name || one.id, title: one.id }));
  segments(find("edges"), options, edge?.id, follow);
}

function showLanguages() {
  const options = languages.map(({ code, name }) => ({ value: code, name, lang: code }));
  segments(find("languages"), options, language(), speak);
}

onLanguage(() => {
  showLanguages();
  remember();
  panel.relabel();
  notice(...noticed);
});

async function start() {
  try {
    ({ edges } = await get("edges"));
    if (edges.length === 0) return notice("notice.noEdge", "notice.noEdgeDetail");
    follow(new URLSearchParams(location.search).get("edge"));
  } catch {
    stream.failed = true;
    setTimeout(start, 2000);
  }
}

function frame(now) {
  stage.draw(now);
  requestAnimationFrame(frame);
}

stage.stream = stream;
speak(language());
// Text and indicators ten times a second by a timer, which goes on where no frames are drawn.
setInterval(() => { const now = performance.now(); stage.watch(now); panel.watch(now); }, 100);
requestAnimationFrame(frame);
start();

/** For tests and diagnosis, read only. */
window.luyun = Object.freeze({ state: () => ({ edge: edge?.id ?? null, language: language(), ...stage.report() }) });
