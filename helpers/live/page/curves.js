// Curves: what is drawn as a line, its coordinates one after the other.

import { fitted } from "./ticks.js";
import { keptSteps } from "./walk.js";

// A run as two curves: its path as drawn on the surface, and its heights above the lowest minimum.
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

// Room for curves of heights over so many steps; `above` a minimum they are seen on a logarithmic scale.
export function roomFor(curves, steps, above) {
  const heights = curves.flatMap((curve) => curve.filter((_, i) => i % 2));
  return { x: [0, Math.max(steps, 1)], y: fitted(heights, above ? "log" : "linear") };
}

// Values as a curve over 0, 1, 2 …
export const curveOf = (values) => values.flatMap((value, k) => [k, value]);

// Points as a line of which every one gets a dot: the first of a line has none.
export const dots = (points) => [...points.slice(0, 1), ...points].flat();
