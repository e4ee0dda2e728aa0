// The edge of stability along a run: the largest eigenvalue of rates × Hessian, as helpers/live/edge.py has it.

import { number } from "./numbers.js";
import { eigen, stableLimit } from "./stability.js";
import { mean } from "./statistics.js";
import { keptSteps, pointAt } from "./walk.js";

const ROUNDING = 1e-9; // of a coordinate: smaller moves tell no rate

export function edgeOf(surface, rule, settings, run) {
  const limit = stableLimit(rule, settings);
  const sharp = (k) => sharpness(surface, settings.momentum ?? 0, run, k);
  const line = keptSteps(run.steps).filter((k) => k < run.steps).map((k) => [k, sharp(k)]).filter(([, value]) => Number.isFinite(value));
  const steps = Math.max(run.steps, 1);
  const last = Array.from({ length: Math.min(10, run.steps) }, (_, i) => sharp(run.steps - 1 - i)).filter(Number.isFinite);
  return {
    lines: [[0, limit, steps, limit], line.flat()], limits: { x: [0, steps], y: [0, 2 * limit] },
    told: last.length ? ` Rates × Hessian: ${number(mean(last))}, the edge is ${number(limit)}.` : "",
  };
}

// The largest eigenvalue of rates × Hessian at step k of a run; NaN where rounding hides the rates.
function sharpness({ dimension, gradient, hessian }, momentum, run, k) {
  const [here, next] = [k, k + 1].map((step) => pointAt(run, step, dimension));
  const before = k ? pointAt(run, k - 1, dimension) : here;
  const slope = gradient(...here);
  const roots = here.map((x, i) => {
    const push = momentum * (x - before[i]) - (next[i] - x);
    return Math.abs(push) > ROUNDING * Math.max(1, Math.abs(x)) ? Math.sqrt(push / slope[i]) : NaN;
  });
  const bent = hessian(...here);
  if (!roots.every(Number.isFinite) || !bent.every(Number.isFinite)) return NaN;
  const [a, b] = roots;
  return eigen(dimension === 1 ? [a * a * bent[0]] : [a * a * bent[0], a * b * bent[1], b * b * bent[2]]).at(-1).value;
}
