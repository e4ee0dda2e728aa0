// The ground of a surface: contour lines on a quiet relief, or the graph of a function of one variable, drawn as
// helpers/drawing/plots.py draws them.

import { polygon } from "./marks.js";

const [SIDE, ALONG] = [141, 601]; // points at which heights are asked: a side of a map, and along a graph
const RELIEF = ["#d3e1ea", "#e6edef", "#f5f3ec", "#f6e9d6", "#f1dcc0"].map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));

const spread = ([low, high], count) => Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

// Heights over a view: `z` row by row from the bottom.
export function heightsOver({ dimension, value }, view, side = dimension === 2 ? SIDE : ALONG) {
  const [xs, ys] = [spread(view[0], side), dimension === 2 ? spread(view[1], side) : [0]];
  const z = new Float64Array(xs.length * ys.length);
  let k = 0;
  for (const y of ys) for (const x of xs) z[k++] = value(x, y);
  return { side, xs, ys, z };
}

// Where the minima are on the map, or on the graph.
export const starsOf = ({ minima, value }) => minima.map(([x, y]) => [x, y ?? value(x)]);

// The ground of a surface that can be moved: its heights, the levels of its lines, and where its stars are.
export function groundOf(surface, view) {
  const grid = heightsOver(surface, view);
  return { ...grid, minima: starsOf(surface), levels: surface.dimension === 2 ? levelsOf(grid.z, surface) : null };
}

// Heights that show the shape: even steps of the height, or of its root, or a logarithmic scale.
export function levelsOf(z, { log, guesses }) {
  let [low, high] = [Infinity, -Infinity];
  for (const h of z) {
    if (h < low) low = h;
    if (h > high) high = h;
  }
  if (log) return spread([Math.log(Math.max(low, 1e-2)), Math.log(high)], 26).map(Math.exp);
  return spread([0.02, 1], 14).map((share) => low + (high - low) * share ** (guesses.length === 1 ? 2 : 1));
}

// On a panel, with letters of size `type`; a map of something else may lie there in place of the relief.
export function drawGround(context, ground, panel, relief, type) {
  const { levels, minima } = ground;
  if (!levels) drawGraph(context, ground, panel);
  if (levels?.length && relief) paintRelief(context, ground, panel.box);
  if (levels) drawContours(context, ground, panel.box);
  for (const [x, y] of minima) {
    if (panel.holds([panel.x(x), panel.y(y)])) drawStar(context, panel.x(x), panel.y(y), (minima.length > 20 ? 0.4 : 0.6) * type);
  }
}

// ---- the map ------------------------------------------------------------------------------------------------------------

// Shades between the levels, cool where it is deep and warm where it is high; white where there is no height.
function paintRelief(context, { side, z, levels }, [left, top, width, height]) {
  const [wide, high, most] = [Math.round(width), Math.round(height), levels.length];
  const image = new ImageData(wide, high);
  const shades = new Uint32Array(Array.from({ length: most + 1 }, (_, k) => shade(k / most)));
  const pixels = new Uint32Array(image.data.buffer);
  const places = Float64Array.from({ length: wide }, (_, column) => ((column + 0.5) / wide) * (side - 1));
  const heights = new Float64Array(side); // along the row of pixels, at the points of the grid
  for (let row = 0, pixel = 0; row < high; row++) {
    const v = ((high - row - 0.5) / high) * (side - 1);
    const below = Math.min(Math.floor(v), side - 2);
    for (let i = 0, at = below * side; i < side; i++, at++) heights[i] = z[at] + (v - below) * (z[at + side] - z[at]);
    for (let column = 0, k = 0; column < wide; column++, pixel++) {
      const u = places[column];
      const i = u | 0;
      const h = heights[i] + (u - i) * (heights[i + 1] - heights[i]);
      while (k < most && h >= levels[k]) k += 1; // neighbours are on the same shade, or the next
      while (k > 0 && h < levels[k - 1]) k -= 1;
      if (h === h) pixels[pixel] = shades[k];
    }
  }
  const page = new OffscreenCanvas(wide, high);
  page.getContext("2d").putImageData(image, 0, 0);
  context.drawImage(page, left, top, width, height);
}

// The colour at a share of the relief, as a pixel (ABGR).
function shade(share) {
  const at = share * (RELIEF.length - 1);
  const k = Math.min(Math.floor(at), RELIEF.length - 2);
  const [r, g, b] = RELIEF[k].map((value, i) => Math.round(value + (at - k) * (RELIEF[k + 1][i] - value)));
  return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
}

// Marching squares: in each cell of the grid, every level that passes through it is one straight piece, or two. Gives the
// ends of all pieces, four numbers each, in steps of the grid.
export function contourPieces({ side, z }, levels) {
  const ends = [];
  for (let j = 0, first = 0; j < side - 1; j++) {
    for (let i = 0; i < side - 1; i++) {
      const at = j * side + i;
      const a = z[at], b = z[at + 1], c = z[at + side + 1], d = z[at + side]; // around the cell
      const least = Math.min(a, b, c, d), most = Math.max(a, b, c, d);
      if (!(most > least && most < Infinity && least > -Infinity)) continue;
      while (first > 0 && levels[first - 1] > least) first -= 1; // the lowest level of a cell is near its neighbour's
      while (first < levels.length && levels[first] <= least) first += 1;
      for (let k = first; k < levels.length && levels[k] <= most; k++) addPieces(ends, a, b, c, d, levels[k], i, j);
    }
  }
  return ends;
}

// Where a level crosses the four edges of a cell; four crossings are joined as the height in the middle tells.
function addPieces(ends, a, b, c, d, level, i, j) {
  const first = ends.length;
  if (a < level !== b < level) ends.push(i + (level - a) / (b - a), j);
  if (b < level !== c < level) ends.push(i + 1, j + (level - b) / (c - b));
  if (c < level !== d < level) ends.push(i + 1 - (level - c) / (d - c), j + 1);
  if (d < level !== a < level) ends.push(i, j + 1 - (level - d) / (a - d));
  if (ends.length - first === 8 && (a + b + c + d) / 4 < level === a < level) ends.push(...ends.splice(first, 2));
}

function drawContours(context, grid, [left, top, width, height]) {
  context.save();
  context.beginPath();
  const [across, up] = [width / (grid.side - 1), height / (grid.side - 1)];
  const ends = contourPieces(grid, grid.levels);
  for (let k = 0; k < ends.length; k += 4) {
    context.moveTo(left + across * ends[k], top + height - up * ends[k + 1]);
    context.lineTo(left + across * ends[k + 2], top + height - up * ends[k + 3]);
  }
  Object.assign(context, { strokeStyle: "rgba(91, 103, 112, 0.65)", lineWidth: 1.1, lineCap: "butt" });
  context.stroke();
  context.restore();
}

function drawStar(context, x, y, radius) {
  context.beginPath();
  polygon(context, x, y, [radius, 0.382 * radius], 10, -Math.PI / 2);
  Object.assign(context, { fillStyle: "#222", strokeStyle: "white", lineWidth: 1.4, lineJoin: "round" });
  context.fill();
  context.stroke();
}

// ---- the graph of a function of one variable ----------------------------------------------------------------------------

function drawGraph(context, { xs, z }, panel) {
  context.save();
  context.beginPath();
  context.rect(...panel.box);
  context.clip();
  context.beginPath();
  let joined = false;
  xs.forEach((x, i) => {
    const shown = Number.isFinite(z[i]);
    if (shown) context[joined ? "lineTo" : "moveTo"](panel.x(x), panel.y(z[i]));
    joined = shown;
  });
  Object.assign(context, { strokeStyle: "black", lineWidth: 2.7, lineJoin: "round" });
  context.stroke();
  context.restore();
}
