// Repeated trainings of two groups: heaps of dots, the interval of each mean, and the difference for every number of runs.

import { fixed, minus, powerOfTen, scientific } from "./numbers.js";
import { compare, differenceInterval, mean, meanInterval, standardError, variance } from "./statistics.js";

const BASES = [0, 1.3]; // where the heaps of the two groups stand
const NONE = [[], []];

export class Runs {
  constructor(spec, _, { host }) {
    const { recorded, orders, sunk, problem } = spec.data;
    Object.assign(this, { host, recorded, sunk, problem, known: recorded[0].length });
    this.orders = new Uint16Array(Uint8Array.from(atob(orders), (c) => c.charCodeAt(0)).buffer);
  }

  scene(settings) {
    const runs = this.runs(settings);
    const n = Math.min(settings.runs, runs[0].length);
    const used = runs.map((group) => group.slice(0, n));
    const limits = room(runs);
    const bars = used.map((group, g) => bar([...meanInterval(group), mean(group)], BASES[g] - 0.14));
    return {
      lines: [...this.heaps(used, settings, limits.heaps.x), ...bars, ...funnel(runs, n, limits.difference.x)], limits,
      reach: { runs: runs[0].length }, words: inWords(n, used.map(mean), used.map(standardError), compare(...used)),
    };
  }

  // All runs of both groups in the order in which they come; what was trained just now comes last.
  runs({ order, lowest }) {
    const more = this.host.get("record").more ?? NONE;
    return this.recorded.map((group, g) => {
      const own = group.map((value, i) => (g === 1 && i === this.sunk ? lowest : value));
      return [...Array.from(this.order(order, g), (at) => own[at]), ...more[g]];
    });
  }

  // In which order the recorded runs of a group come: NumPy has shuffled them.
  order(order, group) {
    if (!order) return this.recorded[group].keys();
    const begin = (2 * (order - 1) + group) * this.known;
    return this.orders.subarray(begin, begin + this.known);
  }

  // The dots of both groups, the lowest run with momentum and the new ones.
  heaps(used, settings, ends) {
    const dots = used.map((group, g) => heap(group, settings.bins, ends, BASES[g]));
    const at = [...this.order(settings.order, 1)].indexOf(this.sunk);
    const others = dots[1].slice(0, this.known).filter((_, k) => k !== at);
    const fresh = dots.flatMap((group) => group.slice(this.known));
    const floor = [ends[0], 0]; // the dots of a line are drawn from its second vertex on
    const line = (points) => [floor, ...points].flat();
    return [line(dots[0].slice(0, this.known)), line(others), dots[1].slice(at, at + 1).flat(), line(fresh)];
  }

  // The first preset takes away what was trained just now.
  preset({ name, values }) {
    if (name === "Reset" && this.problem) this.host.send?.({ kind: "press", name: "forget", values });
  }
}

// Room for every run, for the interval of three runs a group, and for all numbers of runs.
function room(runs) {
  const all = runs.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const pad = 0.06 * (high - low);
  const wide = 3 * Math.sqrt(mean(runs.map(variance)));
  const middle = mean(runs[1]) - mean(runs[0]);
  return {
    heaps: { x: [low - pad, high + pad] },
    difference: { x: [1.5, runs[0].length + 0.5], y: [Math.min(0, middle) - wide, Math.max(0, middle) + wide] },
  };
}

// Dots heaped up in bins between the ends, in order of arrival.
function heap(values, bins, ends, base) {
  const width = (ends[1] - ends[0]) / bins;
  const boxes = values.map((value) => Math.min(Math.max(Math.floor((value - ends[0]) / width), 0), bins - 1));
  const heights = new Array(bins).fill(0);
  const below = boxes.map((box) => heights[box]++);
  const step = Math.min(0.11, 1 / (1 + Math.max(...below)));
  return boxes.map((box, k) => [ends[0] + (box + 0.5) * width, base + 0.08 + below[k] * step]);
}

// An interval, its low end, its high end and its mean, as a line with caps that ends at the mean.
function bar([low, high, middle], y) {
  const cap = 0.05;
  return [low, y - cap, low, y + cap, low, y, high, y, high, y + cap, high, y - cap, high, y, middle, y];
}

// The line of no difference, the difference of the means with its interval for every number of runs, a bar at the present one.
function funnel(runs, n, [left, right]) {
  const counts = runs[0].slice(1).map((_, k) => k + 2);
  const found = counts.map((count) => differenceInterval(...runs.map((group) => group.slice(0, count))));
  const curve = (end) => counts.flatMap((count, k) => [count, found[k][end]]);
  const [difference, low, high] = found[n - 2];
  return [[left, 0, right, 0], curve(0), curve(1), curve(2), [n, low, n, high, n, difference]];
}

// A comparison of two groups of n runs as one line; what belongs together stays on it.
function inWords(n, means, errors, { t, p, u_p: rank, d }) {
  const digits = Math.max(...errors) < 0.01 ? 4 : 3;
  const rounded = means.map((value) => Number(value.toFixed(12))); // no last bit decides whether 0.85715 rounds up
  const [plain, momentum] = rounded.map((value, g) => `${fixed(value, digits)} ± ${fixed(errors[g], digits)}`);
  const words = `${n} runs each: ${plain} without, ${momentum} with momentum. t = ${size(t)}, p = ${chance(p)}; `
    + `Mann–Whitney p = ${chance(rank)}; d = ${size(d)}.`;
  return minus(words).replaceAll(" = ", "\u00a0=\u00a0");
}

const size = (value) => (Number.isFinite(value) ? fixed(value, 1) : "beyond all numbers");

// A p-value as a person would write it: 0.8, 0.016, 9·10⁻⁵.
function chance(p) {
  if (Number.isNaN(p)) return "undefined";
  if (p === 0 || p >= 0.001) return String(Number(p.toPrecision(2)));
  const [digit, exponent] = scientific(p, 0);
  return `${digit}·${powerOfTen(10 ** exponent)}`;
}
