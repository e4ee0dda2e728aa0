// The minima of a formula inside a view: from every low place of a grid by Newton's steps, and where a formula has a kink,
// by smaller and smaller steps along the axes.

import { heightsOver } from "./contours.js";
import { eachOnce, newton } from "./newton.js";
import { eigen } from "./stability.js";

const SIDE = 61; // points a side among which low places are looked for
const MOST = 150; // places that are looked into

// The points, lowest first. `view`: one pair of ends a variable.
export function minimaOf(surface, view) {
  const widths = view.map(([low, high]) => high - low);
  const inside = (point) => point.every((value, i) => value >= view[i][0] && value <= view[i][1]);
  const points = lowPlaces(surface, view).map((start) => refined(surface, start, widths));
  const good = (point) => point && inside(point) && isMinimum(surface, point, widths);
  return eachOnce(surface, points.filter(good), widths);
}

// Points of a grid that are lower than all their neighbours, or as low; the lowest first.
function lowPlaces(surface, view) {
  const { xs, ys, z } = heightsOver(surface, view, surface.dimension === 1 ? 4 * SIDE : SIDE);
  const found = [];
  const at = (i, j) => (i < 0 || j < 0 || i >= xs.length || j >= ys.length ? Infinity : z[j * xs.length + i]);
  ys.forEach((y, j) => xs.forEach((x, i) => {
    const here = at(i, j);
    let least = true;
    for (let a = -1; a <= 1 && least; a++) for (let b = -1; b <= 1; b++) least &&= !(at(i + a, j + b) < here);
    if (least && Number.isFinite(here)) found.push([here, surface.dimension === 1 ? [x] : [x, y]]);
  }));
  return found.sort((p, q) => p[0] - q[0]).slice(0, MOST).map(([, point]) => point);
}

// Where the way down from a low place ends; null where it leaves the neighbourhood.
function refined(surface, start, widths) {
  const { point, left } = newton(surface, start, widths, 60);
  if (point || left) return point;
  const low = along(surface, start, widths);
  return newton(surface, low, widths, 8).point ?? low;
}

// The lowest of a point and its neighbours along the axes, again and again, at half the distance where it is the point.
function along(surface, start, widths) {
  let [point, height] = [start, surface.value(...start)];
  for (let part = 1 / SIDE, k = 0; part > 1e-13 && k < 500; k++) {
    let better = null;
    point.forEach((value, i) => [-1, 1].forEach((way) => {
      const next = point.map((other, k) => (k === i ? value + way * part * widths[i] : other));
      const there = surface.value(...next);
      if (there < height) [better, height] = [next, there];
    }));
    if (better) point = better;
    else part /= 2;
  }
  return point;
}

// Bent upwards in every direction; where it is not bent, as x^4 and abs(x) at 0, all points around it lie higher.
function isMinimum(surface, point, widths) {
  const h = surface.hessian(...point);
  const bends = h.every(Number.isFinite) ? eigen(h).map(({ value }) => value) : [0];
  const flat = Math.max(...surface.gradient(...point).map((slope, i) => Math.abs(slope) * widths[i]));
  const size = Math.max(...bends.map((value, i) => Math.abs(value) * widths[i] ** 2), 1e-300);
  if (bends[0] > 1e-7 * bends.at(-1) && flat < 1e-5 * size) return true;
  const [near, far] = [1e-4, 1e-3].map((part) => rises(surface, point, widths, part));
  // Along a valley nothing rises; at a pole everything falls from far away.
  return [near, far].every((all) => Math.min(...all) > 1e-6 * Math.max(...all)) && Math.max(...near) < 0.9 * Math.max(...far);
}

// How much higher the points of a small ring lie.
function rises(surface, point, widths, part) {
  const [height, count] = [surface.value(...point), point.length === 1 ? 2 : 24];
  return Array.from({ length: count }, (_, k) => {
    const angle = (2 * Math.PI * k) / count;
    const ways = [Math.cos(angle), Math.sin(angle)];
    return surface.value(...point.map((value, i) => value + ways[i] * part * widths[i])) - height;
  });
}
