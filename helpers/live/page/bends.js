// A small network of two features that learns in the page, and what it says of every place; the same as helpers/live/bends.py.

import { centres } from "./basins.js";
import { curveOf, dots } from "./curves.js";
import { Learned, after, howItGoes } from "./learned.js";
import { Pass } from "./network.js";
import { number } from "./numbers.js";
import { fitted } from "./ticks.js";

export class BentBorder {
  constructor(spec) {
    Object.assign(this, spec.data);
    const place = (i) => [this.points[2 * i], this.points[2 * i + 1]];
    this.groups = [0, 1].map((c) => dots(this.labels.flatMap((label, i) => (label === c ? [place(i)] : []))));
    const [across, [low, high]] = this.view;
    const [xs, ys] = [across, [high, low]].map((ends) => centres(ends, this.side));
    this.places = ys.flatMap((y) => xs.flatMap((x) => [x, y]));
    this.units = spec.marks.filter((mark) => mark.panel === "main").length - 3; // beside the straight border and two groups
  }

  scene(settings) {
    const { steps, units } = settings;
    this.straight = this.learn(this.straight, settings, 0);
    this.bent = this.learn(this.bent, settings, units);
    const runs = [this.straight, this.bent];
    const [top, w] = runs.map((run) => run.kept[steps]);
    const lines = Array.from({ length: this.units }, (_, j) => (j < units ? this.line(w.subarray(3 * j)) : []));
    const [losses, rights] = ["losses", "rights"].map((name) => runs.map((run) => run[name].slice(0, steps + 1)));
    return {
      lines: [...lines, this.line([0, 1, 2].map((k) => top[3 + k] - top[k])), ...this.groups,
        ...[...losses, ...rights].map(curveOf)],
      words: this.tell(losses[1], rights.map((counts) => counts[steps]), steps), steps,
      limits: { curve: { y: fitted(losses.flat(), "log") } },
      cells: this.cells(this.bent, steps),
    };
  }

  // A descent with so many units in between, or none.
  learn(known, { learning_rate: rate, scale, relu, seed, steps }, units) {
    const shape = { sizes: units ? [2, units, 2] : [2, 2], loss: "softmax", penalty: 0, units: this.kinds[relu] };
    const start = units ? this.start(units, seed, scale) : null;
    return Learned.of(known, steps, shape, this.points, this.labels, rate, start);
  }

  // The first parameters: those of the first units of the largest network, times the scale.
  start(units, seed, scale) {
    const [all, most] = [this.starts[seed], this.units];
    const below = all.slice(0, 3 * units);
    const above = [0, 1].flatMap((c) => { const row = all.slice(3 * most + c * (most + 1)); return [...row.slice(0, units), row[most]]; });
    return [...below, ...above].map((value) => scale * value);
  }

  // Where a·x + b·y + c = 0, across the view and beyond.
  line([a, b, c]) {
    const squared = a * a + b * b;
    if (!(squared > 0 && squared < Infinity)) return [];
    const [x, y, along] = [(-c / squared) * a, (-c / squared) * b, this.far / Math.sqrt(squared)];
    return [x + along * b, y - along * a, x - along * b, y + along * a];
  }

  // The share that class 1 has at each place, in elevenths.
  cells(bent, steps) {
    if (this.shown?.bent === bent && this.shown.steps === steps) return this.shown.cells;
    if (this.shown?.bent !== bent) {
      this.everywhere = new Pass(bent.network, this.side * this.side);
      for (let b = 0; b < this.everywhere.count; b++) this.everywhere.take(b, this.places, [], b);
    }
    const { out, count } = this.everywhere;
    this.everywhere.forward(bent.kept[steps]);
    const labels = Uint8Array.from({ length: count }, (_, b) => Math.min(10, Math.floor(11 * out[2 * b + 1])));
    const cells = { panel: "main", wide: this.side, high: this.side, labels, colours: this.colours };
    this.shown = { bent, steps, cells };
    return cells;
  }

  tell(losses, [alone, right], steps) {
    return `${after(steps)}: ${right} of ${this.labels.length} points right, loss ${number(losses.at(-1))}. `
      + `Without units in between: ${alone} right.${howItGoes(losses)}`;
  }
}
