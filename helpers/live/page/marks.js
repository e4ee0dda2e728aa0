// How one curve is drawn, with its markers. Everything that moves has a thin white rim, so that it stands out on any map.

import { addInside } from "./clip.js";

const DOTS_UP_TO = 150; // a line with more points than this is drawn without dots

// The line through data coordinates, one after the other, with its dots.
export function drawLine(context, panel, xy, style, scale) {
  const count = xy.length / 2;
  if (!count) return;
  const line = new Float64Array(xy.length);
  for (let i = 0; i < count; i++) { line[2 * i] = panel.x(xy[2 * i]); line[2 * i + 1] = panel.y(xy[2 * i + 1]); }
  const thick = Math.max(0.8, style.width * scale);
  context.save();
  context.strokeStyle = context.fillStyle = style.colour;
  context.beginPath();
  context.rect(...panel.box);
  context.clip();
  context.lineJoin = "round";
  if (style.trail && count > 1) drawTrail(context, line, style, thick, panel.box);
  if (style.arrow && count > 1) arrowHead(context, line, thick);
  if (style.dots && (count <= DOTS_UP_TO || !style.trail)) drawDots(context, line, style, sizeOf(style, scale) / 2);
  context.restore();
}

// Its start and its head; one that is on the very edge of its panel is drawn whole.
export function drawEnds(context, panel, xy, { start, head, marker: shape, colour, ...style }, scale) {
  if (!xy.length) return;
  const [first, last] = [xy.slice(0, 2), xy.slice(-2)].map(([x, y]) => [panel.x(x), panel.y(y)]);
  const size = sizeOf(style, scale);
  if (start && panel.holds(first, 1)) marker(context, shape, ...first, size, { fill: "white", rim: 2, colour });
  if (head && panel.holds(last, 1)) marker(context, shape, ...last, size, { fill: colour, rim: 1.5 });
}

const sizeOf = ({ size }, scale) => Math.max(4, size * scale);

function drawDots(context, line, { marker: shape, colour }, r) {
  for (let k = 2; k < line.length; k += 2) marker(context, shape, line[k], line[k + 1], r, { fill: colour, rim: 0.6 });
}

function drawTrail(context, line, style, thick, box) {
  context.beginPath();
  if (!style.fill) addInside(context, line, box);
  else {
    for (let i = 0; i < line.length; i += 2) context.lineTo(line[i], line[i + 1]);
    context.fillStyle = style.fill;
    context.fill();
    context.fillStyle = style.colour;
  }
  if (style.rim) {
    context.strokeStyle = "rgba(255, 255, 255, 0.85)";
    context.lineWidth = thick + 2.2;
    context.stroke();
    context.strokeStyle = style.colour;
  }
  context.lineWidth = thick;
  context.setLineDash(style.dash);
  context.stroke();
  context.setLineDash([]);
}

const SHAPES = {
  o: (c, x, y, r) => c.arc(x, y, r, 0, 7),
  s: (c, x, y, r) => c.rect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r),
  "^": (c, x, y, r) => polygon(c, x, y, [1.25 * r], 3, -Math.PI / 2),
  v: (c, x, y, r) => polygon(c, x, y, [1.25 * r], 3, Math.PI / 2),
  D: (c, x, y, r) => polygon(c, x, y, [1.2 * r], 4, 0),
  p: (c, x, y, r) => polygon(c, x, y, [1.15 * r], 5, -Math.PI / 2),
};

function marker(context, shape, x, y, r, { fill, rim, colour = "white" }) {
  context.beginPath();
  (SHAPES[shape] ?? SHAPES.o)(context, x, y, r);
  Object.assign(context, { fillStyle: fill, strokeStyle: colour, lineWidth: rim });
  context.fill();
  context.stroke();
}

// Its corners have the radii in turn: two make a star.
export function polygon(context, x, y, radii, corners, turn) {
  for (let i = 0; i < corners; i++) {
    const [angle, r] = [turn + (2 * Math.PI * i) / corners, radii[i % radii.length]];
    context[i ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  context.closePath();
}

function arrowHead(context, line, thick) {
  const [x0, y0, x, y] = line.subarray(line.length - 4);
  const angle = Math.atan2(y - y0, x - x0);
  const size = Math.min(3 + 3 * thick, Math.hypot(x - x0, y - y0));
  context.beginPath();
  context.moveTo(x, y);
  for (const side of [2.7, -2.7]) context.lineTo(x + size * Math.cos(angle + side), y + size * Math.sin(angle + side));
  context.closePath();
  context.fill();
}
