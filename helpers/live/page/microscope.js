// The update microscope: a path with one step in focus, and every term of the rule as a bar.

import { place } from "./numbers.js";
import { surfaceOf } from "./surface.js";
import { DIVERGED, Walker, compile } from "./walk.js";

export class Microscope {
  constructor(spec) {
    Object.assign(this, spec.data);
    this.surface = surfaceOf(spec.data.surface);
    this.walker = new Walker(spec.data.walk, this.surface);
    this.terms = compile(spec.data.terms);
  }

  scene(settings) {
    const start = [settings.start_x, settings.start_y];
    const run = this.walker.run(start, this.settings, this.steps);
    const from = JSON.stringify(start);
    if (from !== this.from) { // else the reader goes through the steps of one run
      const seen = this.look(start, run.steps);
      Object.assign(this, { from, seen, room: this.ends(seen) });
    }
    const { seen, room } = this;
    const t = Math.min(settings.step, seen.length);
    const step = seen[t - 1];
    const slope = Math.hypot(...step.g);
    const path = Array.from(run.points.subarray(0, 2 * run.steps + 2));
    return {
      lines: [path, start, arrow(step.x, step.g.map((g) => (-this.reach * g) / slope)), arrow(step.x, step.move), step.x,
        ...this.names.flatMap((name, row) => [0, 1].map((axis) => bar(step[name], axis, row)))],
      words: this.tell(t, step) + (run.outcome === DIVERGED && t === run.steps ? " Here the run diverges." : ""),
      limits: { terms: { x: room } },
    };
  }

  // The terms of every step of a run: name → its values.
  look(start, steps) {
    const { walker, settings } = this;
    const [p, s] = [Float64Array.from(start), new Float64Array(walker.states)];
    walker.init(s, settings);
    return Array.from({ length: steps }, (_, k) => {
      const terms = this.terms(p, s, settings, k + 1);
      walker.step(p, s, settings, k + 1, 0);
      return Object.fromEntries(Object.entries(terms).map(([name, values]) => [name, values.map(Number)]));
    });
  }

  // The axis of the bars holds the whole run, so that it stands still while the reader goes through its steps.
  ends(seen) {
    const sizes = seen.flatMap((step) => this.names.flatMap((name) => step[name] ?? [])).map(Math.abs).filter(Number.isFinite);
    const most = 2 * Math.max(...sizes, 10 * this.least);
    return [-most, most];
  }

  tell(t, step) {
    const told = this.names.filter((name) => step[name] && !name.includes("before")).map((name) => `${name} = ${place(step[name])}`);
    return `Step ${t}: ${told.join("; ")}.`;
  }
}

const arrow = ([x, y], [dx, dy]) => (Number.isFinite(dx) && Number.isFinite(dy) ? [x, y, x + dx, y + dy] : []);

// From zero to the value; none where the step has no such term.
function bar(values, axis, row) {
  const height = row + (axis ? 0.17 : -0.17);
  return values ? [0, height, values[axis], height] : [];
}
