// Several rules from one start, each at its own rate times a common scale; the cost is counted in gradients.

import { curves, roomFor } from "./curves.js";
import { number, whole } from "./numbers.js";
import { surfaceOf } from "./surface.js";
import { DIVERGED, Walker } from "./walk.js";

const FLOOR = 1e-14; // of heights above a known minimum, as a share of its own: what lies below is rounding

export class Race {
  constructor(spec) {
    this.surface = surfaceOf(spec.data.surface);
    this.lanes = spec.data.lanes.map((lane) => ({ ...lane, walker: new Walker(lane.walk, this.surface) }));
    const { minima, value } = this.surface;
    this.floor = minima.length ? FLOOR * Math.max(1, Math.abs(value(...minima[0]))) : -Infinity;
  }

  scene(settings) {
    const start = [settings.start_x, settings.start_y].slice(0, this.surface.dimension);
    const runs = this.lanes.map((lane) => lane.walker.run(start, this.settingsOf(lane, settings), settings.steps));
    const drawn = runs.map((run) => curves(this.surface, run));
    const lost = runs.map((run) => run.outcome === DIVERGED);
    const shown = drawn.filter((_, k) => !lost[k] || lost.every(Boolean)).map(([, heights]) => heights);
    const steps = Math.max(...runs.map((run) => run.steps));
    return {
      lines: [drawn[0][0].slice(0, 2), ...drawn.flat()], steps,
      limits: { loss: roomFor(shown, steps, this.surface.minima.length) },
      words: this.tell(drawn.map(([, loss]) => loss.at(-1)), runs, settings.steps),
    };
  }

  // The numbers that a lane runs with.
  settingsOf(lane, { scale }) { return scaled(lane.settings, scale); }

  // Who is lowest, and who has left the picture; those that only rounding tells apart stay in their order.
  tell(ends, runs, steps) {
    const heights = ends.map((end) => (end < this.floor ? 0 : Number.isNaN(end) ? Infinity : Number(end.toExponential(8))));
    const all = runs.map((_, k) => k);
    const going = all.filter((k) => runs[k].outcome !== DIVERGED);
    const order = [...going].sort((a, b) => heights[a] - heights[b] || 0).slice(0, 3);
    const best = order.map((k) => `${this.lanes[k].name} ${ends[k] < this.floor ? "at the floor" : number(ends[k])}`);
    const gone = all.filter((k) => !going.includes(k)).map((k) => `${this.lanes[k].name} at step ${whole(runs[k].steps)}`);
    const lost = gone.length ? ` Diverged: ${gone.join(", ")}.` : "";
    return `Lowest after ${whole(steps)} gradients: ${best.join(", ") || "nobody"}.${lost}`;
  }
}

// A racer's own numbers with its rate multiplied; where that is a schedule, its program multiplies by the scale.
const scaled = (own, scale) => ("learning_rate" in own ? { ...own, learning_rate: scale * own.learning_rate } : { ...own, rates_times: scale });
