// A run as two curves: its path as drawn on the surface, and its heights above the lowest minimum.

import { keptSteps } from "./walk.js";

export function curves({ dimension, value, minima }, run) {
  const floor = minima.length ? value(...minima[0]) : null;
  const [path, loss] = [[], []];
  for (const k of keptSteps(run.steps)) {
    const [x, y] = [run.points[dimension * k], run.points[dimension * k + 1]];
    const height = dimension === 1 ? value(x) : value(x, y);
    path.push(x, dimension === 1 ? height : y);
    loss.push(k, floor === null ? height : Math.max(height - floor, 1e-300));
  }
  return [path, loss];
}

// Every second number: the heights of a curve.
export const heightsOf = (curve) => curve.filter((_, i) => i % 2);
