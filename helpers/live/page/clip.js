// The part of a polyline that can be seen: a dashed line that leads far outside would be cut into dashes all the way.

const MARGIN = 20; // CSS pixels beyond the box, so that no cap or rim of a cut end is seen

// Adds a polyline, pixels one after the other, to the path of a context, as far as it is in the box or near it.
export function addInside(context, line, [left, top, width, height]) {
  const box = [left - MARGIN, top - MARGIN, left + width + MARGIN, top + height + MARGIN];
  const inside = (x, y) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
  let joined = false; // the path stands where the next segment begins
  for (let i = 0; i + 3 < line.length; i += 2) {
    if (joined && inside(line[i + 2], line[i + 3])) { // as most segments are
      context.lineTo(line[i + 2], line[i + 3]);
      continue;
    }
    const [from, to] = shares(box, line[i], line[i + 1], line[i + 2], line[i + 3]);
    if (from > to) { joined = false; continue; }
    const at = (share) => [line[i] + share * (line[i + 2] - line[i]), line[i + 1] + share * (line[i + 3] - line[i + 1])];
    if (!joined || from > 0) context.moveTo(...at(from));
    context.lineTo(...at(to));
    joined = to === 1;
  }
}

// Where a segment enters a box and where it leaves it, as shares of its length; the first is larger where it passes by.
function shares([left, top, right, bottom], x0, y0, x1, y1) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [from, to] = [0, 1];
  for (const [step, room] of [[-dx, x0 - left], [dx, right - x0], [-dy, y0 - top], [dy, bottom - y0]]) {
    if (step < 0) from = Math.max(from, room / step);
    else if (step > 0) to = Math.min(to, room / step);
    else if (room < 0) return [1, 0];
  }
  return [from, to];
}
