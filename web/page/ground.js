// The ground that a race stands on in the playground: contour lines on a quiet relief, or the graph of a function of one
// variable, with frame, numbers and words, as helpers/live/backdrop.py draws them.

import { drawGround, heightsOver, starsOf } from "./contours.js";
import { FONT, write } from "./panels.js";
import { ticks } from "./ticks.js";

const INK = "#333", EDGE = "#9aa3a9";

// Heights over its view, the one in the middle of their order, and the least and the largest that are worth showing:
// beside a pole all others would look flat.
export function gridOver(surface) {
  const grid = heightsOver(surface, surface.view);
  const finite = grid.z.filter(Number.isFinite).sort();
  const at = (share) => finite[Math.round(share * (finite.length - 1))];
  const poles = at(1) - at(0) > 50 * (at(0.97) - at(0.03)) && at(0.97) > at(0.03);
  return { ...grid, middle: at(0.5), low: at(poles ? 0.03 : 0), high: at(poles ? 0.97 : 1) };
}

// Heights that show the shape: half of the map lies above the middle one, so that wide ground gets as many lines as a steep
// wall. In a bowl they rise like squares, in a plain as even steps, in a gorge almost as powers of ten.
export function levelsOf({ middle, low, high }) {
  if (!(low < high)) return [];
  const power = Math.min(Math.max(Math.log(Math.max((middle - low) / (high - low), 1e-9)) / Math.log(0.5), 1), 12);
  const count = power > 2.2 ? 24 : 15;
  return Array.from({ length: count }, (_, k) => low + (high - low) * ((k + 0.4) / count) ** power);
}

// Draws the map or the graph with its axes, and the words of the heights' panel. `panels`: name → Panel.
export function drawStage(context, { surface, grid, panels, title, relief, type }) {
  const [{ main, loss }, minima] = [panels, starsOf(surface)];
  const levels = surface.dimension === 2 ? levelsOf(grid) : null;
  drawGround(context, { ...grid, levels, minima }, main, relief, type);
  drawFrame(context, main, type);
  context.font = `${1.15 * type}px ${FONT}`;
  context.fillStyle = "black";
  const name = fittingText(context, title, main.box[2] + (main.box[0] > 2 * type ? 2 * type : 0));
  write(context, name, main.box[0], main.box[1] - 0.5 * type, "left", "bottom");
  const above = ["Height f", "Height above the minimum", "Height above the lowest"];
  const heights = above[loss.scales[1] === "log" ? Math.min(minima.length, 2) : 0];
  write(context, heights, loss.box[0], loss.box[1] - 0.5 * type, "left", "bottom");
  context.font = `${type}px ${FONT}`;
  below(context, loss, "step t", type);
  below(context, main, "x", type);
  beside(context, main, surface.dimension === 2 ? "y" : "f(x)", type);
}

function drawFrame(context, panel, type) {
  const [left, top, width, height] = panel.box;
  context.font = `${type}px ${FONT}`;
  Object.assign(context, { fillStyle: INK, strokeStyle: EDGE, lineWidth: 1.1 });
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left, top + height);
  context.lineTo(left + width, top + height);
  for (const [value, text] of ticks(panel.limits[0], "linear", panel.most[0])) {
    const x = panel.x(value);
    context.moveTo(x, top + height);
    context.lineTo(x, top + height + 4.5);
    write(context, text, x, top + height + 0.5 * type, "center", "top");
  }
  for (const [value, text] of ticks(panel.limits[1], "linear", panel.most[1])) {
    const y = panel.y(value);
    context.moveTo(left - 4.5, y);
    context.lineTo(left, y);
    write(context, text, left - 8, y, "right", "middle");
  }
  context.stroke();
}

function below(context, { box: [left, top, width, height] }, text, type) {
  write(context, text, left + width / 2, top + height + 1.75 * type, "center", "top");
}

function beside(context, { box: [left, top, , height] }, text, type) {
  context.save();
  context.translate(left - 3.2 * type, top + height / 2);
  context.rotate(-Math.PI / 2);
  write(context, text, 0, 0, "center", "middle");
  context.restore();
}

// A title that is too long for its place ends in dots; the whole formula stands above the picture.
function fittingText(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return `${text.slice(0, end)}…`;
}
