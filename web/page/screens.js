// A chapter cut into screens, one thought each. The text says where: at every heading, figure and exercise, between a
// question and its answer, where a cell of the notebook is tagged, and where there would be too much on one screen.

import { LEAST, fits, roomBeside } from "./fit.js";
import { isLong, joinPortion, portions } from "./portions.js";

const FIGURES = "figure.live, figure.picture, [data-slider]";
const MANY_WORDS = 85; // more than this of several cells is a wall of text to a class
const TOO_MANY = 100; // a cell of more than this is cut between its paragraphs
const ROOMY = 1; // of the usual size of type: cells that fit only with smaller type stand on screens of their own
const PORTIONS = [2, 3, 4, 5];
const SHARED = 0.8; // a picture that would be smaller than this share of its size gets a screen of its own

const has = (elements, what) => elements.some((one) => one.matches(what) || one.querySelector(what));
const told = (elements) => elements.filter((one) => !one.matches(".code"));

// How much there is to read: words; a formula, and a line of what is printed, count as some.
function words(elements) {
  const count = (one) => {
    if (one.matches(".output")) return 2 * one.textContent.split("\n").length;
    return one.textContent.split(/\s+/).length + 10 * one.querySelectorAll(".formula").length;
  };
  return told(elements).reduce((sum, one) => sum + count(one), 0);
}

// The elements of `main` in cells of the notebook; a heading begins one of its own. {elements, tags, heading}
function cellsOf(main) {
  const cells = [];
  let cell = null;
  const begin = (tags) => { if (!cell || cell.elements.length) cells.push(cell = { elements: [], tags }); else cell.tags = tags; };
  for (const element of [...main.children]) {
    if (element.matches("nav, .probe")) continue;
    if (element.matches("template[data-cell]")) begin(element.dataset.cell.split(" "));
    else {
      if (!cell || (element.matches("h1, h2, h3") && !cell.elements.every((one) => one.matches("h1, h2")))) begin([]);
      cell.elements.push(element);
    }
  }
  return cells.filter(({ elements }) => elements.length).map((one) => ({ ...one, ...lookAt(one) }));
}

// What a cell holds decides where it may stand.
function lookAt({ elements, tags }) {
  const figure = has(elements, FIGURES);
  const silent = elements.every((one) => one.matches(".code")); // folded code only: nothing to see
  const exercise = has(elements, ".exercise");
  const above = tags.includes("with-above") || silent || exercise;
  const heading = elements.find((one) => one.matches("h1, h2"))?.textContent;
  const opens = elements[0].matches("h1, h2, h3");
  const picture = figure && !has(elements, "figure.live, [data-slider]");
  const output = !figure && elements.every((one) => one.matches(".code, .output"));
  const begins = !above && (opens || (figure && !picture) || tags.includes("screen"));
  return { heading, above, picture, output, ends: figure || exercise, begins };
}

// The screens of a chapter: [{elements, section}]. `probe` is an empty screen to measure in.
export function screensOf(main, probe) {
  const screens = [];
  let [screen, section, closed] = [null, "", true];
  const add = (elements, fresh) => {
    if (fresh || !screen) screens.push(screen = { elements: [], section });
    screen.elements.push(...elements);
  };
  for (const cell of merged(cellsOf(main))) {
    if (cell.heading) section = cell.heading;
    if (cell.above && screen) add(cell.elements, false);
    else if (cell.begins || closed || asks(screen.elements, cell) || !joins(screen.elements, cell, probe)) {
      pieces(cell.elements, probe).forEach((piece) => add(piece, true));
    } else add(cell.elements, false);
    closed = cell.ends || (closed && cell.above);
  }
  return screens;
}

// The question of an exercise begins a screen: its answer joins it.
function merged(cells) {
  cells.forEach((cell, k) => {
    if (cells[k + 1]?.elements.some((one) => one.matches(".exercise")) && !cell.above) cell.begins = cell.begins || !cell.heading;
  });
  return cells;
}

// Where the text asks, the answer is not seen before the class has given its own.
function asks(elements, { output, picture }) {
  const last = told(elements).at(-1);
  return (output || picture) && last?.matches("p, ul, ol") && /\?|\b(Guess|Predict|Bet)\b/.test(last.textContent);
}

// What a program prints stands with the text before it; so does a picture that is wide and low.
function joins(elements, cell, probe) {
  const all = [...elements, ...cell.elements];
  if (cell.output) return words(all) <= TOO_MANY && fits(all, probe, ROOMY);
  if (cell.picture) return words(all) <= MANY_WORDS && fits(all, probe, 1);
  return roomy(all, probe);
}

function roomy(elements, probe) {
  return words(elements) <= MANY_WORDS && fits(elements, probe, ROOMY);
}

// A cell that is too much for one screen, cut between its elements; a heading stays with what follows it.
function pieces(elements, probe) {
  const figure = has(elements, FIGURES);
  if (figure ? !crowded(elements, probe) : words(elements) <= TOO_MANY && fits(elements, probe, ROOMY)) return [elements];
  const found = [];
  for (const element of elements.flatMap((one) => inPortions(one, probe))) {
    const last = found.at(-1);
    const stays = last && (last.at(-1).matches("h1, h2, h3") || element.matches(".code") || last.every((one) => one.matches(".code")));
    const shared = !figure && last && roomy([...last, element], probe);
    if (stays || shared) last.push(element);
    else found.push([element]);
  }
  return found;
}

// Whether a picture gets much smaller by what is printed beside it; a live figure wants the screen for itself.
function crowded(elements, probe) {
  const others = told(elements).filter((one) => !one.matches("figure"));
  if (!others.length || has(elements, "[data-slider]")) return false;
  if (has(elements, "figure.live")) return true;
  const image = elements.find((one) => one.matches("figure.picture")).querySelector("img");
  const { width, height, taken } = roomBeside(others, probe);
  const share = (room) => Math.min(width / image.naturalWidth, room / image.naturalHeight);
  return share(height - taken) < SHARED * share(height);
}

// A long table, or what a program prints at length, as few portions as fit a screen each.
function inPortions(element, probe) {
  const small = (all) => all.every((one) => words([one]) <= TOO_MANY && fits([one], probe, LEAST));
  if (!isLong(element) || small([element])) return [element];
  for (const count of PORTIONS) {
    const found = portions(element, count);
    if (small(found)) return found;
    joinPortion(element);
  }
  return [element];
}
