// Which language the page speaks, and how a key becomes a sentence in it.
import { english } from "./words/english.js";
import { chinese } from "./words/chinese.js";

const words = { en: english, zh: chinese };
const listeners = new Set();
export const languages = [{ code: "en", name: "English" }, { code: "zh", name: "中文" }];

/** The language at start: what the address says, then what was chosen last, then English. */
let current = [new URLSearchParams(location.search).get("lang"), remembered()].find((code) => code in words) ?? "en";

function remembered() {
  try { return localStorage.getItem("luyun.language"); } catch { return null; }  // storage may be forbidden
}

/** The code of the language in use. */
export const language = () => current;

/**
 * The words for `key` with `{name}` replaced, and `{name|region|regions}` by the form that goes with the number `name`;
 * a key that nobody translated comes back readable.
 */
export function say(key, values = {}) {
  const text = words[current][key] ?? english[key] ?? readable(key);
  return text
    .replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, (_, name, one, many) => (String(values[name]) === "1" ? one : many))
    .replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** "drop.clockTooFarOff" -> "clock too far off": names that the server invents after this page was written. */
function readable(key) {
  return key.slice(key.indexOf(".") + 1).replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

/** Calls `listener` at each change of language. */
export function onLanguage(listener) { listeners.add(listener); }

/** Switches the language and relabels everything that stands in the document. */
export function speak(code) {
  if (!(code in words)) return;
  current = code;
  try { localStorage.setItem("luyun.language", code); } catch { /* remembered for this visit only */ }
  label(document);
  document.title = say("title");
  document.documentElement.lang = code === "zh" ? "zh-CN" : "en";
  for (const listener of listeners) listener(code);
}

/** Gives an element the words for `key` from now on. */
export function name(element, key) {
  if (element.dataset.words === key) return;
  element.dataset.words = key;
  element.textContent = say(key);
}

/** Fills in every element below `root` that names its words in `data-words`, `-title` or `-label`. */
export function label(root) {
  for (const element of root.querySelectorAll("[data-words]")) element.textContent = say(element.dataset.words);
  for (const element of root.querySelectorAll("[data-words-title]")) {
    element.title = say(element.dataset.wordsTitle);
    if (!element.dataset.words) element.setAttribute("aria-label", element.title);
  }
  for (const element of root.querySelectorAll("[data-words-label]")) {
    element.setAttribute("aria-label", say(element.dataset.wordsLabel));
  }
}
