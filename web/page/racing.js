// The race of the playground: rules chosen in the page, on any surface, each with controls of its own.

import { BasinMap } from "./basins.js";
import { drawStage, gridOver } from "./ground.js";
import { number, whole } from "./numbers.js";
import { Panel } from "./panels.js";
import { Race } from "./race.js";
import { DIVERGED, Walker, compile, pointAt } from "./walk.js";
import { whereabouts } from "./words.js";

export const MOST_STEPS = 10000;
const [MOST_TRIED, PATIENCE] = [2000, 4e5]; // steps of a run that tries a rate, and steps times terms of a long formula
const [LEAST_MAPPED, MOST_MAPPED] = [500, 1000]; // steps of the map of basins: where a start settles, and within a picture
const RATES = Array.from({ length: 57 }, (_, k) => Number((1e-6 * 10 ** (k / 8)).toPrecision(3)));
export const mappedSteps = (steps) => Math.min(Math.max(steps, LEAST_MAPPED), MOST_MAPPED);
export const NARROW = 620; // in less room than this the heights stand under the map
const BLACK = "#000000";

// A rule's program for one surface.
export const programFor = (rule, surface) => {
  const { start, step, states } = rule.walk[surface.dimension];
  return { start, states, step: compile(step)(surface.gradient) };
};

export class PlayRace extends Race {
  constructor(spec, redraw, figure) {
    super(spec);
    const { known, basins } = spec.data;
    Object.assign(this, { known, figure });
    const [first] = spec.data.lanes;
    if (!basins) return;
    const options = { ...basins, view: known.view, names: first.names };
    this.map = new BasinMap(known, new Walker(first.walk, known), first.rule, options, redraw);
  }

  settingsOf({ names, tail }, settings) { return Object.fromEntries(names.map((name) => [name, settings[name + tail]])); }

  scene(settings) {
    const scene = super.scene(settings);
    if (!this.map) return scene;
    this.map.steps = mappedSteps(this.figure.host.get("steps")); // also while a part of them is played
    return { ...scene, cells: this.map.cells(this.settingsOf(this.lanes[0], settings)) };
  }

  // Who is lowest, then a line a rule: how high it is and where.
  tell(ends, runs, steps) {
    const heights = ends.map((end, k) => (runs[k].outcome === DIVERGED || Number.isNaN(end) ? Infinity : Math.max(end, this.floor)));
    const best = Math.min(...heights);
    const lowest = this.lanes.filter((_, k) => heights[k] === best).map(({ name }) => name);
    const after = `after ${whole(steps)} step${steps === 1 ? "" : "s"}`;
    const lead = best === Infinity ? "Nobody is left on the map." : runs.length === 1 ? `A${after.slice(1)}:` : `Lowest ${after}: ${listed(lowest)}.`;
    return [lead, ...this.lanes.map(({ sign, name }, k) => `${sign} ${name}: ${this.place(ends[k], runs[k])}.`)].join("\n");
  }

  place(end, run) {
    const [{ points, steps, outcome }, width] = [run, this.known.dimension];
    if (outcome === DIVERGED && Number.isNaN(points[width * steps])) return `came at step ${whole(steps)} where there is no slope`;
    if (outcome !== DIVERGED && Number.isNaN(end)) return "stands where the formula has no value";
    const where = whereabouts(this.known, run);
    if (outcome === DIVERGED) return where;
    if (!this.surface.minima.length) return `${where}, height ${number(end)}`;
    return end < this.floor ? where : `${where}, ${number(end)} above ${this.known.minima.length > 1 ? "the lowest" : "it"}`;
  }

  rested() { this.map?.refine(); }

  remove() { this.map?.stop(); }
}

// The rate with which a rule ends lowest and never leaves the map; of those that only rounding tells apart, the one that is
// low soonest; the smallest of all where none stays.
export function tunedRate(rule, settings, surface, start, steps) {
  const walker = new Walker(programFor(rule, surface), surface);
  const tried = Math.min(steps, MOST_TRIED, Math.ceil(PATIENCE / (surface.size ?? 1)));
  let [best, lowest, soonest] = [RATES[0], Infinity, Infinity];
  for (const rate of RATES) {
    const run = walker.run(start, { ...settings, learning_rate: rate }, tried);
    const height = surface.value(...pointAt(run, run.steps, surface.dimension));
    const rounding = 1e-14 * Math.max(1, Math.abs(height));
    if (!(height <= lowest + rounding) || !staysOn(surface.view, run)) continue;
    const way = meanHeight(surface, run);
    if (height < lowest - rounding || way < soonest) [best, lowest, soonest] = [rate, height, way];
  }
  return best;
}

// Over a hundred points of a run, or all of a short one.
function meanHeight(surface, run) {
  const count = Math.min(run.steps, 100);
  let sum = 0;
  for (let k = 1; k <= count; k++) sum += surface.value(...pointAt(run, Math.round((k * run.steps) / count), surface.dimension));
  return sum / count;
}

// Whether a run stays on the map; from a start beside it, whether it ends there.
function staysOn(view, { points, steps, outcome }) {
  const width = view.length;
  const on = (k) => view.every(([low, high], i) => points[width * k + i] >= low && points[width * k + i] <= high);
  if (outcome === DIVERGED || !on(steps)) return false;
  for (let k = steps; on(0) && k > 0; k--) if (!on(k)) return false;
  return true;
}

// ---- what a figure needs ------------------------------------------------------------------------------------------------

// The spec of a Figure, its settings and its ground, for a width in CSS pixels. `lanes`: {rule, settings, name, look}.
export function figureOf({ surface, lanes, start, steps, basins, title }, width) {
  const grid = gridOver(surface);
  const plan = planOf(surface, grid, width);
  const values = { steps, ...Object.fromEntries(start.map((value, i) => [["start_x", "start_y"][i], value])) };
  lanes.forEach(({ settings }, k) => Object.entries(settings).forEach(([name, value]) => { values[`${name}_${k + 1}`] = value; }));
  const spec = {
    kind: "playground", size: plan.size, type: plan.type, play: "steps", predict: "", asks: "", buttons: [], presets: [], regions: [],
    about: `${listed(lanes.map(({ name }) => name))} on ${surface.name}.`,
    handles: [{ panel: "main", x: "start_x", ...(surface.dimension === 2 && { y: "start_y" }) }],
    panels: plan.panels, marks: marksOf(lanes, plan.narrow), controls: controlsOf(surface, lanes, start),
    data: {
      known: surface, surface: plan.log ? surface : { ...surface, minima: [] }, basins,
      lanes: lanes.map(({ rule, settings, name, sign }, k) => (
        { rule: rule.rule, name, sign, tail: `_${k + 1}`, names: Object.keys(settings), walk: programFor(rule, surface) })),
    },
  };
  return { spec, values, picture: groundOf(surface, grid, plan, title, !basins) };
}

export const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0]);

// Side by side as in the chapters; on a phone the heights stand under the map, in letters of full size.
function planOf(surface, grid, width) {
  const narrow = width < NARROW;
  const log = surface.minima.length > 0 && surface.value(...surface.minima[0]) <= grid.low + 1e-3 * (grid.high - grid.low);
  const [across, up] = surface.view.map((ends) => ends[1] - ends[0]);
  const square = surface.dimension === 2 && Math.abs(across - up) < 0.01 * up;
  const [low, high] = Number.isFinite(grid.low) ? [grid.low, grid.high] : [-1, 1]; // no height anywhere
  const ends = surface.dimension === 2 ? surface.view[1] : [low - 0.1 * (high - low || 1), high + 0.05 * (high - low || 1)];
  const boxes = narrow ? stacked(width, square) : beside(square);
  const panel = (box, more) => ({ box, x: "linear", y: "linear", linear: 1, fitted: "", ...more });
  return {
    narrow, log, size: boxes.size, type: narrow ? 13 : 16.7,
    panels: {
      main: panel(boxes.main, { xlim: surface.view[0], ylim: ends }),
      loss: panel(boxes.loss, { xlim: [0, 1], ylim: log ? [1e-2, 1e2] : [-1, 1], y: log ? "log" : "linear", fitted: "xy" }),
    },
  };
}

function beside(square) {
  const tall = square ? 400 : 370;
  const across = square ? tall : 480;
  return { size: [960, tall + 90], main: [84, 36, across, tall], loss: [172 + across, 36, 756 - across, tall] };
}

function stacked(width, square) {
  const across = width - 66;
  const tall = square ? across : Math.round(0.75 * across);
  return { size: [width, tall + 296], main: [56, 30, across, tall], loss: [56, tall + 108, across, 140] };
}

function marksOf(lanes, narrow) {
  const size = narrow ? 5.5 : 6.5;
  const start = { panel: "main", colour: BLACK, width: 2, dash: [], marker: "o", size: 7, trail: false, start: true };
  return [start, ...lanes.flatMap(({ look }) => {
    const common = { ...look, width: 2, trail: true, head: true };
    return [{ ...common, panel: "main", rim: true, dots: true, size }, { ...common, panel: "loss", size: size - 0.5 }];
  })];
}

function controlsOf(surface, lanes, start) {
  const counted = { name: "steps", label: "steps", low: 1, high: MOST_STEPS, scale: "whole", log: true };
  const places = start.map((value, i) => {
    const [low, high] = [Math.min(surface.view[i][0], value), Math.max(surface.view[i][1], value)]; // also outside the map
    return { name: ["start_x", "start_y"][i], label: `start ${"xy"[i]}₀`, low, high, scale: "linear" };
  });
  const own = lanes.flatMap(({ rule, name }, k) => (
    rule.controls.map((control) => ({ ...control, name: `${control.name}_${k + 1}`, group: name }))));
  return [...[counted, ...places].map((control) => ({ ...control, group: "Steps and start" })), ...own];
}

function groundOf(surface, grid, plan, title, relief) {
  const canvas = document.createElement("canvas");
  const fine = Math.max(1, window.devicePixelRatio || 1); // what the figure draws on, so that nothing has to be scaled
  [canvas.width, canvas.height] = plan.size.map((side) => Math.round(side * fine));
  const context = canvas.getContext("2d");
  context.scale(fine, fine);
  const panels = Object.fromEntries(Object.entries(plan.panels).map(([name, panel]) => [name, new Panel(panel, panel.box)]));
  drawStage(context, { surface, grid, panels, title, relief, type: plan.type });
  return canvas;
}
