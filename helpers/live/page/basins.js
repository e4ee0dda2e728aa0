// In which minimum every start of a map settles: coarse at once, finer in the free time between pictures.

import { DIVERGED } from "./walk.js";

const LEVELS = [20, 40, 80, 160]; // cells a side
const SLICE = 8; // ms of work between two pictures
const [NEAR, STILL, LAST] = [1e-2, 1e-4, 10]; // how near, how still and for how many moves, in widths of the surface's view
export const COLOURS = 6; // minima beyond that share the last one

export class BasinMap {
  constructor(surface, walker, rule, { steps, view, colours, names }, redraw) {
    Object.assign(this, { surface, walker, rule, steps, view, colours, names, redraw });
    this.wide = Math.max(...surface.view.map(([low, high]) => high - low));
  }

  // The finest map there is for these settings; a coarse one for new settings is made at once.
  cells(settings) {
    const h = Object.fromEntries(this.names.map((name) => [name, settings[name]]));
    const key = JSON.stringify([h, this.steps]);
    if (key !== this.key) {
      Object.assign(this, { key, h, level: -1, tolerance: this.flat(), near: Math.min(NEAR * this.wide, quarterGap(this.surface)) ** 2 });
      this.work = this.levels();
      const start = performance.now();
      do this.work.next(); while (this.level < 1 && performance.now() - start < SLICE);
      while (this.level < 0) this.work.next();
      this.refine();
    }
    return this.picture;
  }

  // Works on in slices until the finest map is there.
  refine() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const [start, level] = [performance.now(), this.level];
      let ended = false;
      while (!ended && performance.now() - start < SLICE) ended = this.work?.next().done ?? true;
      if (this.level !== level) this.redraw();
      if (!ended) this.refine();
    }, 20);
  }

  stop() { clearTimeout(this.timer); }

  // One row of cells after the other, one level after the other.
  *levels() {
    for (const [level, side] of LEVELS.entries()) {
      const [xs, ys] = this.view.map((ends) => centres(ends, side));
      const labels = new Uint8Array(side * side);
      for (let row = 0; row < side; row++) {
        for (let i = 0; i < side; i++) labels[(side - 1 - row) * side + i] = this.shade(this.label([xs[i], ys[row]]));
        yield;
      }
      this.level = level;
      this.picture = { panel: "main", wide: side, high: side, labels, colours: this.colours };
    }
  }

  // The number of the minimum in which a start settles, −1 for none, −2 for a run that diverges.
  label(start) {
    this.walker.walk(start, this.h, this.steps, this.tolerance);
    const { points, steps, outcome } = this.walker;
    if (outcome === DIVERGED) return -2;
    if (!this.rests(points, steps)) return -1;
    const [x, y] = points.subarray(2 * steps, 2 * steps + 2);
    let [found, best] = [-1, this.near];
    this.surface.minima.forEach(([a, b], k) => {
      const squared = (x - a) ** 2 + (y - b) ** 2;
      if (squared < best) [found, best] = [k, squared];
    });
    return found;
  }

  // Whether none of the last moves could be seen; a run that has stopped moves no more.
  rests(points, steps) {
    for (let k = steps; k > Math.max(0, this.steps - LAST); k--) {
      const move = Math.hypot(points[2 * k] - points[2 * k - 2], points[2 * k + 1] - points[2 * k - 1]);
      if (!(move <= STILL * this.wide)) return false;
    }
    return true;
  }

  shade(label) { return label < 0 ? COLOURS + 2 + label : Math.min(label, COLOURS - 1); }

  // The slope under which plain descent may stop; rules that remember go all their way.
  flat() {
    if (this.rule !== "GradientDescent") return 0;
    const [xs, ys] = this.view.map((ends) => centres(ends, 14));
    const slopes = xs.flatMap((x) => ys.flatMap((y) => this.surface.gradient(x, y).map(Math.abs))).sort((a, b) => a - b);
    const usual = slopes[slopes.length >> 1];
    return Number.isFinite(usual) ? 1e-6 * usual : 0;
  }
}

// The middles of so many cells between two ends.
export const centres = ([low, high], count) =>
  Array.from({ length: count }, (_, i) => low + ((i + 0.5) / count) * (high - low));

// A quarter of the smallest distance between two minima.
function quarterGap({ minima }) {
  let least = Infinity;
  minima.forEach(([x, y], i) => minima.slice(i + 1).forEach(([a, b]) => { least = Math.min(least, Math.hypot(x - a, y - b) || Infinity); }));
  return least / 4;
}

