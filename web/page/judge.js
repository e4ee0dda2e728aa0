// What `check` would say to an answer, said in the page: word for word what helpers/exercises/checks.py says. What is
// said stands in the page sealed, in base64: that keeps eyes off, no more.

import { read } from "./arithmetic.js";

const COMMA = "a comma makes several numbers of it. Write a thousand as 1000 or 1_000, one and a half as 1.5";
const NOTHING = "Your turn: give an answer first.";

// { right, words } for what a reader chose or typed; `right` is null where nothing was answered yet.
export function verdict(exercise, answer) {
  if (!answer?.trim()) return { right: null, words: NOTHING };
  const told = opened(exercise.sealed);
  if (exercise.kind === "choice") return chosen(told, answer);
  return exercise.kind === "number" ? number(told, exercise.shape, answer) : formula(told, exercise.arguments, answer);
}

// The line that stands under an exercise.
export const line = ({ right, words }) => (right === null ? words : `${right ? "Right." : "Not yet."} ${words}`);

function opened(sealed) {
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0))));
}

const yes = (words) => ({ right: true, words });
const no = (words) => ({ right: false, words });

function chosen(told, answer) {
  const [right, words] = told[answer.trim().toLowerCase()];
  return { right, words };
}

function number({ right, why, near, tolerance }, shape, answer) {
  const { parts, complaint } = read(answer);
  const wants = shape.length ? `This wants ${right.length} numbers` : "This wants one number";
  if (complaint) return no(`${wants}; you gave ${short(answer)}. ${complaint}`);
  if (parts.length !== right.length) return no(`${wants}; you gave ${short(answer)}${remedy(parts, shape)}.`);
  const given = parts.map((part) => part({}));
  const close = (value, wanted) => Math.abs(value - wanted) <= tolerance * (1 + Math.abs(wanted));
  const allClose = (wanted) => given.every((value, k) => close(value, wanted[k]));
  if (allClose(right)) return yes(why);
  const miss = near.find(([wrong]) => allClose(wrong));
  if (miss) return no(miss[1]);
  if (!given.every(Number.isFinite)) return no("That is not a finite number.");
  if (!shape.length) return no(given[0] < right[0] ? "Too small." : "Too large.");
  const off = given.flatMap((value, k) => (close(value, right[k]) ? [] : [`number ${k + 1}`]));
  return no(`Off: ${off.join(" and ")}.`);
}

const short = (answer) => (answer.trim().length > 60 ? `${answer.trim().slice(0, 57)}…` : answer.trim());

const remedy = (parts, shape) =>
  parts.length === 1 ? "" : shape.length ? `, ${parts.length} numbers` : `: ${COMMA}`;

function formula({ samples, calls, wanted, told, why, chords, near, tolerances }, names, answer) {
  const { parts, complaint } = read(answer, names);
  if (complaint) return no(`This wants a formula in ${names.join(", ")}; you gave ${short(answer)}. ${complaint}`);
  const given = samples.map((sample) => valuesAt(parts, names, sample));
  const { rtol, atol, chord } = tolerances;
  const first = given.findIndex((values, k) => !same(values, wanted[k], rtol, atol));
  if (first < 0) return yes(why);
  const allSame = (wrong, r, a) => given.every((values, k) => same(values, wrong[k], r, a));
  if (chords && allSame(wanted, 0, chord)) return no(chords);
  const miss = near.find(([wrong]) => allSame(wrong, rtol, atol));
  if (miss) return no(miss[1]);
  return no(`For ${calls[first]} it gives ${python(given[first])}, but it should give ${told[first]}.`);
}

// One value, or a list of several, as a function would return them.
function valuesAt(parts, names, sample) {
  const at = Object.fromEntries(names.map((name, k) => [name, sample[k]]));
  const values = parts.map((part) => part(at));
  return values.length === 1 ? values[0] : values;
}

function same(given, wanted, rtol, atol) {
  const [a, b] = [[given].flat(), [wanted].flat()];
  if (Array.isArray(given) !== Array.isArray(wanted) || a.length !== b.length) return false;
  return a.every((value, k) => value === b[k] || Math.abs(value - b[k]) <= atol + rtol * Math.abs(b[k]));
}

// A number, or a list of them, as Python writes it.
function python(value) {
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (!Number.isFinite(value)) return String(value).replace("Infinity", "inf").replace("NaN", "nan");
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size && (size < 1e-4 || size >= 1e16)) return value.toExponential().replace(/(e[+-])(\d)$/, "$10$2");
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
