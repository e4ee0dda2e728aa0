// Where things stand: the panels of a figure in CSS pixels, from data to pixels and back, and axes that follow a run.

import { ticks } from "./ticks.js";

const NARROW = 620; // a figure in less room than this puts its parts below each other
const NAMES = 22; // room for the names of ranges, which the page writes above an axis that follows a run across
const GAP = 6; // between parts that stand below each other
const INK = "#333", GRID = "#e3e6e8", EDGE = "#9aa3a9";

// The layout for a width: the size in CSS pixels, the pieces of the backdrop and where they go, the box of each panel.
export function layout(spec, width) {
  const [wide, high] = spec.size;
  const narrow = width < NARROW && spec.regions.length > 1;
  const regions = narrow ? spec.regions : [{ box: [0, 0, wide, high], panels: Object.keys(spec.panels) }];
  let top = 0;
  const [pieces, boxes] = [[], {}];
  for (const { box, panels } of regions) {
    const scale = Math.min(1, width / box[2]);
    if (narrow && panels.some((name) => spec.panels[name].fitted === "x")) top += NAMES * scale;
    pieces.push({ from: box, to: [0, top, box[2] * scale, box[3] * scale] });
    for (const name of panels) {
      const [left, up, w, h] = spec.panels[name].box;
      boxes[name] = [(left - box[0]) * scale, top + (up - box[1]) * scale, w * scale, h * scale];
    }
    top += box[3] * scale + (narrow ? GAP : 0);
  }
  return { narrow, width, height: top, pieces, boxes };
}

// How a scale stretches its values; "asinh" is linear within `width` of 0 and logarithmic both ways beyond.
const SCALES = {
  linear: { to: (value) => value, from: (value) => value },
  log: { to: (value) => Math.log10(Math.max(value, 1e-300)), from: (value) => 10 ** value },
  asinh: { to: (value, width) => Math.asinh(value / width), from: (value, width) => width * Math.sinh(value) },
};

// One panel: its box and its limits; `x` and `y` take data to pixels, `back` takes a pixel to data.
export class Panel {
  constructor(spec, box, limits = {}) {
    Object.assign(this, { box, scales: [spec.x, spec.y], linear: spec.linear, moves: spec.fitted, scale: box[2] / spec.box[2] });
    this.limits = [limits.x ?? spec.xlim, limits.y ?? spec.ylim];
    this.ends = this.limits.map((ends, i) => ends.map((end) => this.stretched(end, i)));
    this.most = [Math.max(2, Math.round(box[2] / 75)), Math.max(2, Math.round(box[3] / 45))];
  }

  stretched(value, axis) { return SCALES[this.scales[axis]].to(value, this.linear); }

  part(value, axis) {
    const [low, high] = this.ends[axis];
    return (this.stretched(value, axis) - low) / (high - low);
  }

  x(value) { return clamp(this.box[0] + this.box[2] * this.part(value, 0)); }

  y(value) { return clamp(this.box[1] + this.box[3] * (1 - this.part(value, 1))); }

  back([x, y]) {
    const parts = [(x - this.box[0]) / this.box[2], 1 - (y - this.box[1]) / this.box[3]];
    return parts.map((part, axis) => {
      const [low, high] = this.ends[axis];
      return SCALES[this.scales[axis]].from(low + part * (high - low), this.linear);
    });
  }

  // Whether a pixel is on the panel, or at most so many pixels beside it.
  holds([x, y], beside = 0) {
    const [left, top, width, height] = this.box;
    return x >= left - beside && x <= left + width + beside && y >= top - beside && y <= top + height + beside;
  }

  // Axes whose range depends on the run are drawn here; all others matplotlib has drawn.
  drawAxes(context, bands, type) {
    const [left, top, width, height] = this.box;
    context.save();
    this.drawBands(context, bands, type);
    context.font = `${type}px ${FONT}`;
    context.fillStyle = INK;
    context.strokeStyle = GRID;
    context.lineWidth = 1;
    if (this.moves.includes("x")) this.drawTicksBelow(context, bands, type);
    if (this.moves.includes("y")) {
      for (const [value, text] of ticks(this.limits[1], this.scales[1], this.most[1])) {
        const y = Math.round(this.y(value)) + 0.5;
        line(context, left, y, left + width, y);
        write(context, text, left - 7, y, "right", "middle");
      }
    }
    context.strokeStyle = EDGE;
    line(context, left, top + height + 0.5, left + width, top + height + 0.5);
    context.restore();
  }

  drawTicksBelow(context, bands, type) {
    const [, top, , height] = this.box;
    const edge = context.canvas.width / context.getTransform().a; // in CSS pixels
    const marks = bands ? bandEnds(bands, this.limits[0]) : this.ticksBelow(context);
    for (const [value, text] of marks) {
      const x = Math.round(this.x(value)) + 0.5;
      if (!bands) line(context, x, top, x, top + height);
      const middle = Math.min(x, edge - 1 - context.measureText(text).width / 2);
      write(context, text, middle, top + height + 0.45 * type, "center", "top");
    }
  }

  // As many numbers as have room side by side.
  ticksBelow(context) {
    const half = (text) => context.measureText(text).width / 2;
    const apart = ([value, text], k, all) => k === 0 || this.x(value) - half(text) > this.x(all[k - 1][0]) + half(all[k - 1][1]) + 8;
    for (let most = this.most[0]; ; most--) {
      const marks = ticks(this.limits[0], this.scales[0], most, this.linear);
      if (most <= 2 || marks.every(apart)) return marks;
    }
  }

  drawBands(context, bands, type) {
    const [, top, width, height] = this.box;
    context.font = `${type}px ${FONT}`;
    for (const [low, high, colour, name] of bands ?? []) {
      const [from, to] = [this.x(low), this.x(high)];
      context.fillStyle = colour;
      context.fillRect(from, top, to - from, height);
      context.fillStyle = INK;
      const roomy = to - from > context.measureText(name).width + 4 || to - from > 0.12 * width;
      if (roomy) write(context, name, (from + to) / 2, top - 2, "center", "bottom");
    }
  }
}

export const FONT = '"DejaVu Sans", Verdana, "Segoe UI", sans-serif';

// The limit of stability first, then what leaves room for its label.
function bandEnds(bands, [low, high]) {
  const shown = [];
  for (const end of [0, ...bands.slice(0, -1).map((band) => band[1]).reverse()]) {
    if (shown.every(([other]) => Math.abs(end - other) > 0.1 * (high - low))) shown.push([end, String(Math.round(100 * end) / 100)]);
  }
  return shown;
}

// A text whose "left", "center" or "right", and "top", "middle" or "bottom", is at a place.
export function write(context, text, x, y, textAlign, textBaseline) {
  Object.assign(context, { textAlign, textBaseline });
  context.fillText(text, x, y);
}

function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

// What cannot be drawn goes far outside.
const clamp = (pixel) => (pixel > -1e5 && pixel < 1e5 ? pixel : pixel < 0 ? -1e5 : 1e5);
