// Predict, then reveal: the run stays hidden until the reader has said what it will do, or where it will end.
// How far a guess is off is measured here, in the units of the axes that Python has sent, so that no kernel is needed.

const KINDS = ["close in steadily", "zigzag", "diverge"];
const RING = 0.08; // radius of the ring that the ball has to end in, as a share of the map's width
const REACH = 18; // a click so near to the start takes hold of it and is no guess
const KEY_STEP = 8;

class Guess {
  constructor(stage, make) {
    this.stage = stage;
    this.mode = stage.model.get("predict"); // "", "kind" or "place"
    this.hides = this.mode !== "";
    this.score = [0, 0];
    this.ring = null; // where its centre is
    this.verdict = this.right = null; // told when the run has been seen
    if (this.mode) this.build(make);
  }

  build(make) {
    const place = this.mode === "place";
    const ask = make("div", "ask", this.stage.root, `Your guess first. ${place ? "Click where it ends, or:" : "It will "}`);
    (place ? ["it leaves the map"] : KINDS).forEach((text, kind) => {
      const node = make("button", "guess", ask, text);
      node.type = "button";
      node.addEventListener("click", () => (place ? this.place(null) : this.kind(kind)));
    });
    this.told = make("span", "verdict", ask);
    this.told.setAttribute("role", "status");
  }

  // What the run really does: its kind, its first and its last point; null while its table is on the way.
  truth() {
    const found = this.stage.row();
    if (!found) return null;
    const { table, position } = found;
    const [row, count, kind] = [table.row, table.count, table.kinds].map((data) => numbers(data, Int32Array)[position]);
    const first = 2 * row * table.shapes[0][1];
    const xy = numbers(table.lines[0], Float32Array);
    return { kind, start: xy.subarray(first, first + 2), end: xy.subarray(first + 2 * count - 2, first + 2 * count) };
  }

  kind(kind) {
    const truth = this.hides && this.truth();
    if (truth) this.reveal(kind === truth.kind, kind === truth.kind ? "Right" : "Not this time");
  }

  place(at) {
    const truth = this.hides && this.truth();
    if (!truth) return;
    const left = !inside(truth.end, this.box());
    this.ring = at;
    if (!at) return this.reveal(left, left ? "Right" : "Not this time, it stays on the map");
    if (left) return this.reveal(false, "Missed, it leaves the map");
    const [x, y] = [0, 1].map((i) => at[i] - truth.end[i]);
    const [across, down] = this.stage.model.get("unit");
    const hit = Math.hypot(x, y) <= this.radius();
    this.reveal(hit, `${hit ? "Hit" : "Missed"}, ${Math.hypot(x * across, y * down).toPrecision(2)} from its end`);
  }

  reveal(right, words) {
    this.hides = false;
    this.score[1] += 1;
    this.score[0] += right;
    this.right = right;
    this.verdict = `${words}. Score: ${this.score[0]} of ${this.score[1]}.`;
    this.stage.shown = 1;
    this.stage.toggle();
    this.stage.draw();
  }

  // The verdict comes when the ball has arrived, or when the reader has stopped it.
  tell() {
    if (this.mode && this.verdict && !this.hides) this.told.textContent = this.verdict;
  }

  again() {
    if (!this.mode) return;
    this.hides = true;
    this.ring = this.verdict = this.right = null;
    this.told.textContent = "";
  }

  question(steps) {
    return this.mode === "kind" ? "What will it do? Pick an answer above."
      : `Where will it be after ${steps} steps? It has to end inside the ring.`;
  }

  // ---- the ring -----------------------------------------------------------------------------------------------

  box() { return this.stage.model.get("start_box"); }

  radius() { return RING * this.box()[2]; }

  asksForPlace() { return this.mode === "place" && this.hides; }

  hover(at) {
    if (!this.asksForPlace()) return;
    this.ring = at && inside(at, this.box()) ? at : null;
    this.stage.draw();
  }

  // A click on the map is a guess, but for one on the start, which is dragged elsewhere.
  takes(at) {
    const start = this.asksForPlace() && this.truth()?.start;
    if (!this.asksForPlace() || (start && Math.hypot(at[0] - start[0], at[1] - start[1]) < REACH)) return false;
    this.place(at);
    return true;
  }

  takesKey(event, by) {
    const enter = event.key === "Enter" || event.key === " ";
    if (!this.asksForPlace() || !(by || enter)) return false;
    event.preventDefault();
    const [left, top, width, height] = this.box();
    const [x, y] = this.ring ?? [left + width / 2, top + height / 2];
    if (by) this.hover(clampInto([x + KEY_STEP * by[0], y - KEY_STEP * by[1]], this.box()));
    else this.place([x, y]);
    return true;
  }

  draw(context) {
    if (!this.ring) return;
    const told = this.told.textContent !== "";
    const colour = !told ? "#111" : this.right ? "#009E73" : "#D55E00";
    context.save();
    context.beginPath();
    context.arc(...this.ring, this.radius(), 0, 7);
    for (const [style, width] of [["white", 6], [colour, 3]]) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.setLineDash(this.hides && style !== "white" ? [7, 5] : []);
      context.stroke();
    }
    context.restore();
  }
}
