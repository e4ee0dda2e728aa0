// Walks a traced rule down a traced surface: the page's own driver, the same as helpers/descent/drivers.py.

export const RAN_ALL = "ran all steps";
export const CONVERGED = "converged";
export const DIVERGED = "diverged";

// Text that Python has traced becomes functions, and nothing else is ever made into code; what is a function already stays
// as it is.
export const compile = (text) => (typeof text === "function" ? text : new Function(`"use strict"; return ${text};`)());

// One rule on one surface. The last run is kept, for a shorter one from the same start is its beginning.
export class Walker {
  constructor(program, surface) {
    this.init = compile(program.start);
    this.step = compile(program.step);
    this.states = program.states;
    this.width = surface.dimension;
    this.view = surface.view;
    this.points = new Float64Array(0);
  }

  // Returns {points, steps, outcome}. The points of the run stand one after the other in an array that the next run
  // uses again.
  run(start, settings, steps, tolerance = 0) {
    const asked = JSON.stringify([start, settings, tolerance]);
    if (asked !== this.asked || (steps > this.steps && this.outcome === RAN_ALL)) {
      this.asked = asked;
      this.walk(start, settings, steps, tolerance);
    }
    const { points, outcome } = this;
    const reached = steps > this.steps || (steps === this.steps && outcome === DIVERGED);
    return { points, steps: Math.min(steps, this.steps), outcome: reached ? outcome : RAN_ALL };
  }

  walk(start, settings, steps, tolerance) {
    const { step, width } = this;
    if (this.points.length < width * (steps + 1)) this.points = new Float64Array(width * (steps + 1));
    const points = this.points;
    const p = Float64Array.from(start);
    const s = new Float64Array(this.states);
    const [[x0, y0], far] = this.horizon(p);
    this.init(s, settings);
    points.set(p);
    this.steps = 0;
    this.outcome = RAN_ALL;
    let t = 0;
    while (t < steps) {
      if (step(p, s, settings, t + 1, tolerance)) { this.outcome = CONVERGED; break; }
      t += 1;
      points[width * t] = p[0];
      if (width === 2) points[2 * t + 1] = p[1];
      if (!(Math.abs(p[0] - x0) <= far) || (width === 2 && !(Math.abs(p[1] - y0) <= far))) { this.outcome = DIVERGED; break; }
    }
    this.steps = t;
  }

  // A run has diverged when it is a thousand windows away, or a thousand times as far as it started.
  horizon(start) {
    const centre = this.view.map(([low, high]) => (low + high) / 2);
    const away = Math.max(...centre.map((c, i) => Math.abs(start[i] - c)));
    return [centre, 1000 * Math.max(...this.view.map(([low, high]) => high - low), away)];
  }
}

// Which steps of a long run are drawn: every one at first, then every second, every fourth; 200 evenly over all; the end.
export function keptSteps(steps, enough = 400) {
  if (steps <= enough) return Array.from({ length: steps + 1 }, (_, k) => k);
  const kept = new Set([steps - 2, steps - 1]);
  for (let k = 0, stride = 1; k < steps; k += stride) {
    if (k === 64 * stride) stride *= 2;
    kept.add(k);
  }
  for (let i = 0; i <= 200; i++) kept.add(Math.floor((i * steps) / 200));
  return [...kept].sort((a, b) => a - b);
}

export const pointAt = ({ points }, k, width) => Array.from(points.subarray(width * k, width * (k + 1)));
