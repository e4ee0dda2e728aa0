// Links: how a figure stands, as text that an address can hold, such as learning_rate=0.1&steps=40&hide=summary. What is
// not named stands as in the text. helpers/live/links.py writes and reads the same. A link holds names and numbers; nothing
// in it is ever run.

import { button, node } from "./nodes.js";
import { number } from "./numbers.js";
import { PARTS, isHidden } from "./parts.js";

const NUMBER = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;
const TOLD = 2000; // ms for which the button says that it has copied
const MOST = 6; // parts that could not be read, one by one

const linked = (spec) => spec.controls.filter((control) => control.linked);

// ---- writing ------------------------------------------------------------------------------------------------------

export function linkOf(figure) {
  const [text, values] = [figure.spec.presets[0].values, figure.values()];
  const moved = linked(figure.spec).filter(({ name }) => !Object.is(values[name], text[name]));
  const parts = moved.map(({ name }) => `${encodeURIComponent(name)}=${written(values[name])}`);
  const step = figure.player?.standsAt() ?? null;
  if (step !== null) parts.push(`at_step=${step}`);
  const hidden = PARTS.filter((part) => isHidden(figure, part));
  if (hidden.length) parts.push(`hide=${hidden.join(",")}`);
  return parts.join("&");
}

// As few digits as give it back to the last bit; a plus sign would be a blank in an address.
const written = (value) => (Object.is(value, -0) ? "-0" : String(value).replace("+", ""));

// Where the page gives its figures an address (#fig-02-1), the whole of it; elsewhere what figure.link takes in a cell. A
// page that shows more than its figure gives a function which tells all of it.
function addressOf(figure) {
  const place = figure.host.get("address");
  if (typeof place === "function") return place();
  const link = linkOf(figure);
  return place ? new URL(link ? `${place}?${link}` : place, location.href).href : link;
}

// ---- reading ------------------------------------------------------------------------------------------------------

// A link or a whole address, taken apart: {settings, hide, at_step}, and in words what could not be read.
export function readLink(text, spec) {
  const read = { settings: {}, hide: [], at_step: null, unread: [] };
  const seen = new Set();
  for (const part of settingsIn(text).split(/&(?:amp;)?/).filter(Boolean)) {
    const [name, value] = unescaped(part);
    const trouble = seen.has(name) ? "it stands there twice" : take(read, name, value, spec);
    seen.add(name);
    if (trouble) read.unread.push(`“${shortened(Array.from(part))}” (${trouble})`);
  }
  return read;
}

// What stands behind the last "?"; an address that ends with a place in its page has no settings.
function settingsIn(text) {
  const [place, ...before] = trimmed(text).split("#").reverse();
  return before.length === 0 || place.includes("?") ? place.slice(place.lastIndexOf("?") + 1) : "";
}

// Name and value of one part, without percent signs; an escape that is none stays, and is no name or number.
function unescaped(part) {
  let whole = part;
  try { whole = decodeURIComponent(part); } catch { /* it stays */ }
  const [name, ...value] = whole.split("=");
  return [trimmed(name), trimmed(value.join("="))];
}

const trimmed = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

const shortened = (letters) => (letters.length <= 40 ? letters.join("") : `${letters.slice(0, 39).join("")}…`);

// Puts what one part says into `read`; returns what is wrong with it, or nothing.
function take(read, name, value, spec) {
  if (name === "hide") {
    const parts = value.split(/[,+ ]+/).filter(Boolean);
    read.hide = PARTS.filter((part) => parts.includes(part));
    return parts.length && parts.every((part) => PARTS.includes(part)) ? "" : `it may hide ${PARTS.join(", ")}`;
  }
  const whole = { scale: "whole", low: 0, high: spec.controls.find((control) => control.name === spec.play)?.high };
  const control = name === "at_step" && spec.play ? whole : linked(spec).find((one) => one.name === name);
  if (!control) return "this figure has no such control";
  const found = numberIn(value, control);
  if (found === null) return `it takes ${control.scale === "whole" ? "a whole number" : "a number"} from ${number(control.low)} to ${number(control.high)}`;
  if (control === whole) read.at_step = found;
  else read.settings[name] = found;
  return "";
}

// The number, within ends that may come out of a computation; null where the text is none.
function numberIn(text, { scale, low, high }) {
  const plain = text.replaceAll("−", "-");
  const [found, room] = [NUMBER.test(plain) ? Number(plain) : NaN, 1e-9 * (high - low)];
  if (!(found >= low - room && found <= high + room) || (scale === "whole" && !Number.isInteger(found))) return null;
  return Math.min(Math.max(found, low), high);
}

// ---- in the page --------------------------------------------------------------------------------------------------

// Shows exactly what a link says; what could not be read is told under the figure.
export function applyLink(figure, text) {
  const { spec, host } = figure;
  const { settings, hide, at_step, unread } = readLink(text, spec);
  const inText = linked(spec).map(({ name }) => [name, spec.presets[0].values[name]]);
  figure.limits = null;
  host.set("hide", hide);
  figure.change({ ...Object.fromEntries(inText), ...settings });
  figure.player?.standAt(at_step);
  figure.link.tell(unread);
}

// The button, and the note about what could not be read.
export class CopyLink {
  constructor(figure) {
    this.figure = figure;
    this.button = button("copy", "Copy link", "Copy link to this figure as it stands", figure.bar, () => this.copy());
    this.told = node("span", "copied", figure.bar, "", { role: "status" });
    this.note = node("p", "unread", figure.root, "", { role: "status" });
  }

  async copy() {
    const text = addressOf(this.figure);
    if (!text) return this.say("As in the text", "The figure stands as in the text: there is nothing to copy.");
    try {
      await navigator.clipboard.writeText(text);
    } catch { // none in this place, or denied
      return this.offer(text);
    }
    this.say("Copied", "Link copied.");
  }

  say(words, told) {
    this.button.textContent = words;
    this.told.textContent = told;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say("Copy link", ""), TOLD);
  }

  // For the reader to copy by hand, until something else is looked at.
  offer(text) {
    this.box?.remove();
    const kept = { type: "text", readonly: "", "aria-label": "Link to this figure" };
    this.box = node("input", "address", this.figure.bar, "", kept);
    this.box.value = text;
    this.box.addEventListener("blur", () => document.hasFocus() && this.box.remove());
    this.box.focus();
    this.box.select();
    this.told.textContent = "The link is selected: copy it.";
  }

  tell(unread) {
    const more = unread.length > MOST ? `; and ${unread.length - MOST} more` : "";
    this.note.textContent = unread.length ? `Parts of the link could not be read: ${unread.slice(0, MOST).join("; ")}${more}. The figure stands there without them.` : "";
  }

  remove() { clearTimeout(this.timer); }
}
