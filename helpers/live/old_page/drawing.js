// How the page draws one curve with its markers, and how it reads the arrays that Python sends.

const DOTS_UP_TO = 150; // more points than this are drawn as a line alone

function drawLine(context, xy, count, style) {
  if (!count) return;
  context.save();
  context.beginPath();
  context.rect(...style.box);
  context.clip();
  context.strokeStyle = context.fillStyle = style.colour;
  context.lineWidth = style.width;
  context.lineJoin = "round";
  if (style.trail && count > 1) {
    context.setLineDash(style.dash);
    context.beginPath();
    context.moveTo(xy[0], xy[1]);
    for (let i = 1; i < count; i++) context.lineTo(xy[2 * i], xy[2 * i + 1]);
    if (style.fill) { context.fillStyle = style.fill; context.fill(); context.fillStyle = style.colour; }
    context.stroke();
    context.setLineDash([]);
  }
  if (style.arrow && count > 1) arrowHead(context, xy, count, style);
  if (style.dots && count <= DOTS_UP_TO) for (let i = 1; i < count; i++) marker(context, style.marker, xy[2 * i], xy[2 * i + 1], style.size / 2);
  if (style.start) {
    marker(context, style.marker, xy[0], xy[1], style.size, "white");
  }
  if (style.head) marker(context, style.marker, xy[2 * count - 2], xy[2 * count - 1], style.size, null, true);
  context.restore();
}

const SHAPES = {
  o: (c, x, y, r) => c.arc(x, y, r, 0, 7),
  s: (c, x, y, r) => c.rect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r),
  "^": (c, x, y, r) => polygon(c, x, y, 1.25 * r, 3, -Math.PI / 2),
  v: (c, x, y, r) => polygon(c, x, y, 1.25 * r, 3, Math.PI / 2),
  D: (c, x, y, r) => polygon(c, x, y, 1.2 * r, 4, 0),
  p: (c, x, y, r) => polygon(c, x, y, 1.15 * r, 5, -Math.PI / 2),
};

function marker(context, shape, x, y, r, fill, rim) {
  context.save();
  context.beginPath();
  (SHAPES[shape] || SHAPES.o)(context, x, y, r);
  if (fill) context.fillStyle = fill;
  context.fill();
  if (rim) { context.strokeStyle = "white"; context.lineWidth = 1.5; }
  else context.lineWidth = 2;
  if (fill || rim) context.stroke();
  context.restore();
}

function polygon(context, x, y, r, corners, turn) {
  for (let i = 0; i < corners; i++) {
    const angle = turn + (2 * Math.PI * i) / corners;
    context[i ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  context.closePath();
}

function arrowHead(context, xy, count, style) {
  const [x0, y0, x, y] = xy.subarray(2 * count - 4, 2 * count);
  const angle = Math.atan2(y - y0, x - x0);
  const size = Math.min(3 + 3 * style.width, Math.hypot(x - x0, y - y0));
  context.beginPath();
  context.moveTo(x, y);
  for (const side of [2.7, -2.7]) context.lineTo(x + size * Math.cos(angle + side), y + size * Math.sin(angle + side));
  context.closePath();
  context.fill();
}

// Binary traits arrive as DataViews, at any offset: copy where the alignment asks for it.
const views = new WeakMap();
function numbers(data, Kind) {
  if (!views.has(data)) {
    const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    views.set(data, new Kind(bytes));
  }
  return views.get(data);
}

function nearest(positions, value) {
  let low = 0;
  let high = positions.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (positions[middle] <= value) low = middle; else high = middle;
  }
  return value - positions[low] <= positions[high] - value ? low : high;
}

function inside([x, y], [left, top, width, height]) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

function clampInto([x, y], [left, top, width, height]) {
  return [Math.min(Math.max(x, left), left + width), Math.min(Math.max(y, top), top + height)];
}

function set(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
