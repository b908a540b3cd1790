// Wires the page: which tier is shown, of which edge or region, in which language.
import { get } from "./api.js";
import { language, languages, onLanguage, say, speak } from "./language.js";
import { chosenZone, onZone, tellBy, zone, zones } from "./zone.js";
import { segments } from "./panels/segments.js";
import { EdgeTier } from "./tiers/edge.js";
import { RegionTier } from "./tiers/region.js";
import { CenterTier } from "./tiers/center.js";

const find = (id) => document.getElementById(id);
const address = () => new URLSearchParams(location.search);
const makers = {
  edge: () => new EdgeTier(), region: () => new RegionTier((edge) => show("edge", edge)),
  center: () => new CenterTier((region) => show("region", region)),
};
/** What is chosen in each tier, from the address at first. */
const chosen = { edge: address().get("edge"), region: address().get("region"), center: null };
const made = {};
let served = null, tier = null, attempt = 0;

/** Each tier's ways to choose: [{id, name}]; none where this process does not serve it. */
const choices = (name) => ({
  edge: served?.edges ?? [], region: served?.regions ?? [], center: served?.center ? [served.center] : [],
})[name] ?? [];

/** Shows a tier, and in it the edge or region `id`; what was shown before stops. */
async function show(name, id = chosen[name]) {
  const mine = (attempt += 1);
  const current = turnTo(name);
  showTiers();
  try {
    const begun = await current.begin(id ?? undefined);
    if (mine !== attempt) return;
    chosen[name] = begun;
    showChoices();
    remember();
  } catch {
    if (mine !== attempt) return;
    current.stream.failed = true;
    setTimeout(() => { if (mine === attempt) show(name, id); }, 2000);
  }
}

/** What the clock tells: the time of the edge's scene, or of the newest data of a higher tier. */
function captionClock() {
  const caption = find("clock-caption");
  caption.dataset.words = tier === "edge" ? "clock.scene" : "clock.data";
  caption.textContent = say(caption.dataset.words);
}

/** Brings the tier's part of the page up; it is made when it is first shown. */
function turnTo(name) {
  if (name !== tier) made[tier]?.end();
  tier = name;
  for (const main of document.querySelectorAll("main")) main.hidden = main.dataset.tier !== name;
  captionClock();
  return (made[name] ??= makers[name]());
}

function showTiers() {
  for (const button of find("tiers").querySelectorAll("button")) {
    const name = button.dataset.tier, isServed = choices(name).length > 0;
    button.disabled = !isServed;
    if (name === tier) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
    button.title = isServed ? "" : say(served ? "tier.absent" : "tier.unknown");
    button.onclick = () => { if (name !== tier) show(name); };
  }
}

function showChoices() {
  const options = choices(tier).map((one) => ({ value: one.id, name: one.name || one.id, title: one.id }));
  find("edges").setAttribute("aria-label", say({ edge: "edges", region: "regions", center: "centers" }[tier]));
  segments(find("edges"), options, chosen[tier], (id) => show(tier, id));
}

/**
 * The address names tier, edge or region, language, and the clock where one was chosen, so that a wall display can be
 * opened where it should stand.
 */
function remember() {
  const next = new URL(location);
  if (served) next.searchParams.set("tier", tier);
  for (const name of ["edge", "region"]) if (chosen[name]) next.searchParams.set(name, chosen[name]);
  next.searchParams.set("lang", language());
  if (chosenZone()) next.searchParams.set("time", chosenZone());
  history.replaceState(null, "", next);
}

function showLanguages() {
  const options = languages.map(({ code, name }) => ({ value: code, name, lang: code }));
  segments(find("languages"), options, language(), speak);
}

function showZones() {
  const options = zones.map((one) => ({ value: one, name: say(`zone.${one}`), title: say(`zone.${one}Title`) }));
  segments(find("zones"), options, zone(), tellBy);
}

/** After a change of the language or of the clock. */
function relabel() {
  showLanguages();
  showZones();
  if (tier === null) return;
  showTiers();
  showChoices();
  remember();
  for (const one of Object.values(made)) one.relabel();
}

onLanguage(relabel);
onZone(relabel);

/** What the process serves; one from before there were tiers serves edges alone. */
async function askServed() {
  try {
    return await get("tiers");
  } catch (error) {
    if (error.status !== 404) throw error;
    return { ...(await get("edges")), regions: [], center: null };
  }
}

/** The tier that the address names where it is served, otherwise the lowest that is; the edge's while none is known. */
async function start() {
  const wanted = address().get("tier");
  try {
    served = await askServed();
    const all = Object.keys(makers), can = all.filter((name) => choices(name).length > 0);
    await show(can.includes(wanted) ? wanted : can[0] ?? "edge");
  } catch {
    turnTo(wanted in makers ? wanted : "edge").stream.failed = true;
    showTiers();
    setTimeout(start, 2000);
  }
}

function frame(now) {
  made[tier]?.draw(now);
  requestAnimationFrame(frame);
}

speak(language());
// Text and indicators ten times a second by a timer, which goes on where no frames are drawn.
setInterval(() => made[tier]?.watch(performance.now()), 100);
requestAnimationFrame(frame);
start();

/** For tests and diagnosis, read only. */
window.luyun = Object.freeze({
  state: () => ({ tier, edge: null, connection: "connecting", language: language(), ...made[tier]?.report() }),
});
