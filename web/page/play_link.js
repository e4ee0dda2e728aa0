// All that the playground shows as an address, and back. A link holds names, numbers and a formula; nothing in it is run.

import { FormulaError, parse } from "./formula.js";
import { number } from "./numbers.js";
import { PARTS } from "./parts.js";

const FARTHEST = 1e9; // of starts and ends of views

// The part of an address behind its "#". Numbers are written so that they come back to the last bit.
export function written({ surface, formula, view, start, steps, at_step, map, hide, lanes }) {
  const words = new URLSearchParams(surface ? { surface } : { f: formula });
  view.forEach((ends, i) => words.set("xy"[i], ends.join(",")));
  words.set("start", start.join(","));
  words.set("steps", steps);
  if (at_step !== null) words.set("at_step", at_step);
  if (map) words.set("map", "on");
  if (hide.length) words.set("hide", hide.join(","));
  for (const { rule, settings } of lanes) {
    words.append("rule", [rule, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(","));
  }
  return words.toString().replaceAll("%2C", ",").replaceAll("%3D", "=");
}

// What a link says and what in it cannot be read: {said, troubles}. `said` has only what is good.
export function read(text, { surfaces, rules, mostSteps, mostRules }) {
  const [said, troubles] = [{}, []];
  const words = new URLSearchParams(text);
  const lanes = [];
  const readers = {
    surface: (value) => { said.surface = oneOf(value, surfaces.map(({ key }) => key), "a surface"); },
    f: (value) => { parse(value); said.formula = value; },
    x: (value) => { said.x = ends(value); },
    y: (value) => { said.y = ends(value); },
    start: (value) => { said.start = numbers(value, 1, 2); },
    steps: (value) => { said.steps = within(value, 1, mostSteps, true); },
    at_step: (value) => { said.at_step = within(value, 0, mostSteps, true); },
    hide: (value) => { said.hide = value.split(",").map((part) => oneOf(part, PARTS, "what may be hidden")); },
    map: (value) => { said.map = oneOf(value, ["on", "off"], "a map") === "on"; },
    rule: (value) => { lanes.push(lane(value, rules, troubles)); },
  };
  for (const [name, value] of words) {
    try {
      if (!readers[name]) throw new Error("that is nothing that a link can set here");
      if (name === "rule" && lanes.length === mostRules) throw new Error(`${mostRules} rules are enough`);
      readers[name](value);
    } catch (error) {
      troubles.push(`“${shortened(`${name}=${value}`)}”: ${error instanceof FormulaError ? lowered(error.message) : `${error.message}.`}`);
    }
  }
  if (said.surface && said.formula) {
    delete said.formula;
    troubles.push("It names a surface and a formula; the surface is shown.");
  }
  return { said: lanes.length ? { ...said, lanes } : said, troubles };
}

const shortened = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
const lowered = (text) => text[0].toLowerCase() + text.slice(1);

function oneOf(value, known, what) {
  if (!known.includes(value)) throw new Error(`${what} is one of ${known.join(", ")}`);
  return value;
}

function numberOf(text) {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(Math.abs(value) <= FARTHEST)) throw new Error(`“${shortened(text)}” is no number that can be used`);
  return value;
}

function numbers(text, least, most) {
  const parts = text.split(",");
  if (parts.length < least || parts.length > most) throw new Error(`one number a variable, please, such as ${most === 2 ? "1,2" : "1"}`);
  return parts.map(numberOf);
}

export function goodEnds([low, high]) {
  const far = Math.max(Math.abs(low), Math.abs(high));
  return far <= FARTHEST && high - low > 1e-9 * far;
}

function ends(text) {
  const pair = numbers(text, 2, 2);
  if (!goodEnds(pair)) throw new Error("two numbers, the smaller one first, please, such as -3,3");
  return pair;
}

function within(text, low, high, whole = false) {
  const value = numberOf(text);
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  throw new Error(`${whole ? "a whole number" : "a number"} from ${number(low)} to ${number(high)}, please`);
}

// "Adam,learning_rate=0.1,beta1=0.9": what is left out or cannot be read stays as usual, and a rate is tuned.
function lane(text, rules, troubles) {
  const [name, ...parts] = text.split(",");
  const rule = rules.find((one) => one.rule === oneOf(name, rules.map((known) => known.rule), "a rule"));
  const settings = {};
  for (const part of parts) {
    const [key, value = ""] = part.split("=");
    const control = rule.controls.find((one) => one.name === key);
    try {
      if (!control) throw new Error(`${rule.name} has ${rule.controls.map((one) => one.name).join(", ")}`);
      settings[key] = within(value, control.low, control.high);
    } catch (error) { troubles.push(`“${shortened(part)}” of ${rule.name}: ${error.message}.`); }
  }
  return { rule: name, settings };
}
