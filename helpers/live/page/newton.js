// The minima of a surface by Newton's method; the same as helpers/surface_settings.py.

import { eigen } from "./stability.js";

const MOST = 60; // steps

// What is found from guesses.
export function minimaNear(surface, guesses) {
  const widths = surface.view.map(([low, high]) => high - low);
  const near = guesses.map((guess) => newton(surface, guess, widths, MOST).point).filter(Boolean);
  return eachOnce(surface, near.map((point) => polished(surface, point, widths)).filter(Boolean), widths);
}

// Points, each once, lowest first; equal ones stay in their order.
export function eachOnce(surface, points, widths) {
  const found = [];
  for (const point of points) if (found.every((other) => apart(other, point, widths) > 1e-5)) found.push(point);
  const height = (point) => Number(surface.value(...point).toExponential(9));
  return found.sort((p, q) => height(p) - height(q));
}

// The same to the last digits, which the height cannot tell; null where it does not bend upwards on all sides.
function polished(surface, point, widths) {
  for (let round = 0; round < 2; round++) {
    const h = surface.hessian(...point);
    if (!(eigen(h)[0].value > 1e-7 * Math.max(...h.map(Math.abs)))) return null;
    const move = solved(surface.gradient(...point), h, 0);
    if (move.every((by, i) => Math.abs(by) / widths[i] < 1e-6)) point = point.map((value, i) => value - move[i]);
  }
  return point;
}

const apart = (p, q, widths) => Math.max(...p.map((value, i) => Math.abs(value - q[i]) / widths[i]));

// Newton's steps downhill, damped where they would lead up: the point where the slope vanishes, or why there is none.
export function newton(surface, start, widths, most) {
  let [point, height, damping] = [start, surface.value(...start), 0];
  for (let k = 0; k < most; k++) {
    if (apart(point, start, widths) > 0.5) return { point: null, left: true };
    const [g, h] = [surface.gradient(...point), surface.hessian(...point)];
    if (![...g, ...h].every(Number.isFinite)) return { point: null };
    const size = Math.max(...h.map(Math.abs));
    const move = solved(g, h, damping * size);
    const next = point.map((value, i) => value - move[i]);
    const there = surface.value(...next);
    const small = Math.max(...move.map((by, i) => Math.abs(by) / widths[i]));
    if (small < 1e-15 || (small < 1e-9 && !(there < height))) return { point: small < 1e-15 ? point : next };
    if (there < height && eigen(shifted(h, damping * size))[0].value > 0) {
      [point, height, damping] = [next, there, damping < 1e-6 ? 0 : damping / 10];
    } else damping = Math.max(1e-3, damping * 4);
    if (damping > 1e12) break;
  }
  return { point: null };
}

const shifted = (h, by) => (h.length === 1 ? [h[0] + by] : [h[0] + by, h[1], h[2] + by]);

function solved(g, h, by) {
  if (g.length === 1) return [g[0] / (h[0] + by)];
  const [xx, xy, yy] = shifted(h, by);
  const determinant = xx * yy - xy * xy;
  return [(yy * g[0] - xy * g[1]) / determinant, (xx * g[1] - xy * g[0]) / determinant];
}
