// A small network of two features that learns in the page, and what it says of every place; the same as helpers/live/bends.py.

import { behaviour } from "./classifier.js";
import { Network, Pass } from "./network.js";
import { number } from "./numbers.js";
import { fitted } from "./ticks.js";

export class BentBorder {
  constructor(spec) {
    Object.assign(this, spec.data);
    this.most = spec.data.starts[0].length;
    this.everyone = this.labels.length;
    this.groups = [0, 1].map((c) => {
      const group = this.labels.flatMap((label, i) => (label === c ? [this.points[2 * i], this.points[2 * i + 1]] : []));
      return [group[0], group[1], ...group];
    });
    const [[left, right], [low, high]] = this.view;
    const part = (i) => (i + 0.5) / this.side;
    this.places = Float64Array.from({ length: 2 * this.side * this.side }, (_, k) => {
      const at = k >> 1;
      return k % 2 ? high - (high - low) * part(Math.floor(at / this.side)) : left + (right - left) * part(at % this.side);
    });
    this.units = spec.marks.filter((mark) => mark.panel === "main").length - 3; // beside the straight border and two groups
  }

  scene(settings) {
    const { steps, units } = settings;
    const [bent, straight] = [this.learned("bent", settings, units), this.learned("straight", settings, 0)];
    const top = straight.at(steps);
    const lines = Array.from({ length: this.units }, (_, j) => (j < units ? this.line(bent.at(steps).subarray(3 * j)) : []));
    const losses = [straight, bent].map((run) => run.losses.slice(0, steps + 1));
    const rights = [straight, bent].map((run) => run.rights.slice(0, steps + 1));
    return {
      lines: [...lines, this.line([0, 1, 2].map((k) => top[3 + k] - top[k])), ...this.groups,
        ...[...losses, ...rights].map((heights) => heights.flatMap((height, t) => [t, height]))],
      words: this.tell(losses[1], rights.map((counts) => counts[steps]), steps), steps,
      limits: { curve: { y: fitted(losses.flat(), "log") } },
      cells: this.cells(bent, steps),
    };
  }

  // A descent with so many units in between, or none; the latest of each name is kept, and goes on where it stood.
  learned(name, { learning_rate: rate, scale, relu, seed, steps }, units) {
    const key = JSON.stringify(units ? [units, rate, scale, relu, seed] : [rate]);
    if (this[name]?.key !== key) this[name] = { key, ...this.begun(units, rate, units ? this.start(units, seed, scale) : null, this.kinds[relu]) };
    this[name].go(steps);
    return this[name];
  }

  begun(units, rate, start, kind) {
    const network = new Network({ sizes: units ? [2, units, 2] : [2, 2], loss: "softmax", penalty: 0, units: kind });
    const [w, g, pass] = [new Float64Array(network.size), new Float64Array(network.size), new Pass(network, this.everyone)];
    for (let b = 0; b < this.everyone; b++) pass.take(b, this.points, this.labels, b);
    if (start) w.set(start);
    const [kept, losses, rights] = [[], [], []];
    const go = (steps) => {
      for (let t = losses.length; t <= steps; t++) {
        if (t) {
          pass.backward(w, g);
          for (let k = 0; k < w.length; k++) w[k] -= rate * g[k];
        }
        kept.push(w.slice());
        pass.forward(w);
        losses.push(pass.meanLoss());
        rights.push(pass.said().reduce((sum, said, b) => sum + (said === pass.labels[b]), 0));
      }
    };
    return { network, losses, rights, go, at: (step) => kept[step] };
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
  cells({ network, at, key }, steps) {
    if (this.shown?.key === key && this.shown.steps === steps) return this.shown.cells;
    const count = this.side * this.side;
    const pass = new Pass(network, count);
    for (let b = 0; b < count; b++) pass.take(b, this.places, [], b);
    pass.forward(at(steps));
    const labels = Uint8Array.from({ length: count }, (_, b) => Math.min(10, Math.floor(11 * pass.out[2 * b + 1])));
    const cells = { panel: "main", wide: this.side, high: this.side, labels, colours: this.colours };
    this.shown = { key, steps, cells };
    return cells;
  }

  tell(losses, [alone, right], steps) {
    const after = steps === 0 ? "Before the first step" : `After ${steps} step${steps > 1 ? "s" : ""}`;
    const how = steps ? ` The loss ${behaviour(losses)}.` : "";
    return `${after}: ${right} of ${this.everyone} points right, loss ${number(losses.at(-1))}. Without units in between: ${alone} right.${how}`;
  }
}
