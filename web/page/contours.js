// The ground that a race stands on: contour lines on a quiet relief, or the graph of a function of one variable, drawn as
// helpers/drawing/plots.py and helpers/live/backdrop.py draw them.

import { FONT } from "./panels.js";
import { ticks } from "./ticks.js";

const SIDE = 141; // points a side at which heights are asked
const RELIEF = ["#d3e1ea", "#e6edef", "#f5f3ec", "#f6e9d6", "#f1dcc0"].map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
const INK = "#333", EDGE = "#9aa3a9";

const spread = ([low, high], count) => Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

// Heights over a view: `z` row by row from the bottom, the one in the middle of their order, and the least and the largest
// that are worth showing: beside a pole all others would look flat.
export function heightsOver(surface, view, side = SIDE) {
  const [xs, ys] = [spread(view[0], side), surface.dimension === 2 ? spread(view[1], side) : [0]];
  const z = new Float64Array(xs.length * ys.length);
  ys.forEach((y, j) => xs.forEach((x, i) => { z[j * side + i] = surface.dimension === 2 ? surface.value(x, y) : surface.value(x); }));
  const finite = z.filter(Number.isFinite).sort();
  const at = (share) => finite[Math.round(share * (finite.length - 1))];
  const poles = at(1) - at(0) > 50 * (at(0.97) - at(0.03)) && at(0.97) > at(0.03);
  return { xs, ys, z, middle: at(0.5), low: at(poles ? 0.03 : 0), high: at(poles ? 0.97 : 1) };
}

// Heights that show the shape: half of the map lies above the middle one, so that wide ground gets as many lines as a steep
// wall. In a bowl they rise like squares, in a plain as even steps, in a gorge almost as powers of ten.
export function levelsOf({ middle, low, high }) {
  if (!(low < high)) return [];
  const power = Math.min(Math.max(Math.log(Math.max((middle - low) / (high - low), 1e-9)) / Math.log(0.5), 1), 12);
  const count = power > 2.2 ? 24 : 15;
  return Array.from({ length: count }, (_, k) => low + (high - low) * ((k + 0.4) / count) ** power);
}

// ---- the map ------------------------------------------------------------------------------------------------------------

// Shades between the levels, cool where it is deep and warm where it is high; white where there is no height.
function paintRelief(context, { z }, levels, [left, top, width, height]) {
  const [wide, high] = [Math.round(width), Math.round(height)];
  const image = new ImageData(wide, high);
  const shades = new Uint32Array(Array.from({ length: levels.length + 1 }, (_, k) => shade(k / levels.length)));
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < high; row++) {
    const v = ((high - row - 0.5) / high) * (SIDE - 1);
    const j = Math.min(Math.floor(v), SIDE - 2);
    let k = 0;
    for (let column = 0; column < wide; column++) {
      const u = ((column + 0.5) / wide) * (SIDE - 1);
      const i = Math.min(Math.floor(u), SIDE - 2);
      const [at, a, b] = [j * SIDE + i, u - i, v - j];
      const h = (1 - b) * ((1 - a) * z[at] + a * z[at + 1]) + b * ((1 - a) * z[at + SIDE] + a * z[at + SIDE + 1]);
      while (k < levels.length && h >= levels[k]) k += 1; // neighbours are on the same shade, or the next
      while (k > 0 && h < levels[k - 1]) k -= 1;
      if (h === h) pixels[row * wide + column] = shades[k];
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

// Marching squares: in each cell of the grid, every level that passes through it is one straight piece, or two.
export function* contourPieces({ z }, levels, side = SIDE) {
  for (let j = 0; j < side - 1; j++) {
    for (let i = 0; i < side - 1; i++) {
      const at = j * side + i;
      const least = Math.min(z[at], z[at + 1], z[at + side], z[at + side + 1]);
      const most = Math.max(z[at], z[at + 1], z[at + side], z[at + side + 1]);
      if (!(most > least && most < Infinity && least > -Infinity)) continue;
      for (const level of levels) {
        if (level > most) break;
        if (level > least) yield* pieces([z[at], z[at + 1], z[at + side + 1], z[at + side]], level, i, j); // around the cell
      }
    }
  }
}

const AROUND = [[0, 0], [1, 0], [1, 1], [0, 1]];

// Where a level crosses the four edges of a cell; four crossings are joined as the height in the middle tells.
function* pieces(corners, level, i, j) {
  const found = [];
  for (let k = 0; k < 4; k++) {
    const [from, to] = [corners[k], corners[(k + 1) % 4]];
    if (from < level === to < level) continue;
    const share = (level - from) / (to - from);
    const [[x, y], [u, v]] = [AROUND[k], AROUND[(k + 1) % 4]];
    found.push([i + x + share * (u - x), j + y + share * (v - y)]);
  }
  if (found.length === 2) yield found;
  if (found.length < 4) return;
  const middle = (corners[0] + corners[1] + corners[2] + corners[3]) / 4;
  const turned = middle < level === corners[0] < level ? 1 : 0;
  yield [found[turned], found[(turned + 1) % 4]];
  yield [found[(turned + 2) % 4], found[(turned + 3) % 4]];
}

function drawContours(context, grid, levels, [left, top, width, height]) {
  context.save();
  context.beginPath();
  const [x, y] = [(u) => left + (u / (SIDE - 1)) * width, (v) => top + height - (v / (SIDE - 1)) * height];
  for (const [[a, b], [c, d]] of contourPieces(grid, levels)) {
    context.moveTo(x(a), y(b));
    context.lineTo(x(c), y(d));
  }
  Object.assign(context, { strokeStyle: "rgba(91, 103, 112, 0.65)", lineWidth: 1.1, lineCap: "butt" });
  context.stroke();
  context.restore();
}

function star(context, x, y, radius) {
  context.beginPath();
  for (let k = 0; k < 10; k++) {
    const [angle, r] = [-Math.PI / 2 + (k * Math.PI) / 5, k % 2 ? 0.382 * radius : radius];
    context[k ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  context.closePath();
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

// ---- everything that stands still ---------------------------------------------------------------------------------------

// Draws the map or the graph with its axes, and the words of the heights' panel. `panels`: name → Panel.
export function drawGround(context, { surface, grid, panels, title, relief, type, minima }) {
  const { main, loss } = panels;
  if (surface.dimension === 2) {
    const levels = levelsOf(grid);
    if (relief && levels.length) paintRelief(context, grid, levels, main.box);
    drawContours(context, grid, levels, main.box);
  } else drawGraph(context, grid, main);
  for (const [x, y] of minima) {
    if (main.holds([main.x(x), main.y(y)])) star(context, main.x(x), main.y(y), (minima.length > 20 ? 0.4 : 0.6) * type);
  }
  drawFrame(context, main, type);
  context.font = `${1.15 * type}px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  context.fillStyle = "black";
  context.fillText(fittingText(context, title, main.box[2] + (main.box[0] > 2 * type ? 2 * type : 0)), main.box[0], main.box[1] - 0.5 * type);
  const above = ["Height f", "Height above the minimum", "Height above the lowest"];
  context.fillText(above[loss.scales[1] === "log" ? Math.min(minima.length, 2) : 0], loss.box[0], loss.box[1] - 0.5 * type);
  context.font = `${type}px ${FONT}`;
  below(context, loss, "step t", type);
  below(context, main, "x", type);
  beside(context, main, surface.dimension === 2 ? "y" : "f(x)", type);
}

function drawFrame(context, { box: [left, top, width, height], ...panel }, type) {
  const main = { ...panel, box: [left, top, width, height] };
  context.font = `${type}px ${FONT}`;
  Object.assign(context, { fillStyle: INK, strokeStyle: EDGE, lineWidth: 1.1 });
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left, top + height);
  context.lineTo(left + width, top + height);
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const [value, text] of ticks(main.limits[0], "linear", main.most[0])) {
    const x = left + width * ((value - main.limits[0][0]) / (main.limits[0][1] - main.limits[0][0]));
    context.moveTo(x, top + height);
    context.lineTo(x, top + height + 4.5);
    context.fillText(text, x, top + height + 0.5 * type);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const [value, text] of ticks(main.limits[1], "linear", main.most[1])) {
    const y = top + height * (1 - (value - main.limits[1][0]) / (main.limits[1][1] - main.limits[1][0]));
    context.moveTo(left - 4.5, y);
    context.lineTo(left, y);
    context.fillText(text, left - 8, y);
  }
  context.stroke();
}

function below(context, { box: [left, top, width, height] }, text, type) {
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillText(text, left + width / 2, top + height + 1.75 * type);
}

function beside(context, { box: [left, top, , height] }, text, type) {
  context.save();
  context.translate(left - 3.2 * type, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, 0, 0);
  context.restore();
}

// A title that is too long for its place ends in dots; the whole formula stands above the picture.
function fittingText(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return `${text.slice(0, end)}…`;
}
