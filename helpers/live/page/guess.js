// Predict, then reveal: the run stays hidden until the reader has said what it will do, or where it will end.

import { button, node } from "./nodes.js";
import { isHidden } from "./parts.js";

const KINDS = ["close in steadily", "zigzag", "diverge"];
const RING = 0.08; // radius of the ring that the ball has to end in, as a share of the map's width
const REACH = 18; // a click so near to the start takes hold of it and is no guess
const ARROW_STEP = 8;

export class Guess {
  constructor(figure) {
    this.figure = figure;
    this.mode = figure.spec.predict; // "kind" or "place"
    this.hides = true;
    this.score = [0, 0];
    this.ring = null; // where its centre is, in pixels
    this.verdict = this.right = null; // told when the run has been seen
    this.build(figure.ask);
  }

  build(ask) {
    const place = this.mode === "place";
    ask.textContent = `Your guess first. ${place ? "Click where it ends, or:" : "It will "}`;
    (place ? ["it leaves the map"] : KINDS).forEach((text, kind) =>
      button("guess", text, text, ask, () => (place ? this.place(null) : this.kind(kind))));
    this.told = node("span", "verdict", ask, "", { role: "status" });
  }

  panel() { return this.figure.panels[this.figure.spec.handles[0].panel]; }

  // The whole run: what it does, and its last point.
  truth() { return this.hides && this.figure.kind.scene(this.figure.values()); }

  kind(kind) {
    const truth = this.truth();
    if (truth) this.reveal(kind === truth.kind, kind === truth.kind ? "Right" : "Not this time");
  }

  place(at) {
    const truth = this.truth();
    if (!truth) return;
    const panel = this.panel();
    const end = Array.from(truth.lines[0].slice(-2));
    const left = !panel.holds([panel.x(end[0]), panel.y(end[1])]);
    this.ring = at;
    if (!at) return this.reveal(left, left ? "Right" : "Not this time, it stays on the map");
    if (left) return this.reveal(false, "Missed, it leaves the map");
    const guess = panel.back(at);
    const hit = Math.hypot(at[0] - panel.x(end[0]), at[1] - panel.y(end[1])) <= this.radius();
    const off = Math.hypot(guess[0] - end[0], guess[1] - end[1]);
    this.reveal(hit, `${hit ? "Hit" : "Missed"}, ${off.toPrecision(2)} from its end`);
  }

  reveal(right, words) {
    this.hides = false;
    this.score[1] += 1;
    this.score[0] += right;
    this.right = right;
    this.verdict = `${words}. Score: ${this.score[0]} of ${this.score[1]}.`;
    this.figure.player.fromStart();
  }

  // The verdict comes when the ball has arrived, or when the reader has stopped it; an exam keeps it to itself.
  tell() {
    if (this.verdict && !this.hides && !isHidden(this.figure, "summary")) this.told.textContent = this.verdict;
  }

  again() {
    this.hides = true;
    this.ring = this.verdict = this.right = null;
    this.told.textContent = "";
  }

  question({ steps }) {
    return this.mode === "kind" ? "What will it do? Pick an answer above."
      : `Where will it be after ${steps.toLocaleString("en")} steps? It has to end inside the ring.`;
  }

  // ---- the ring -----------------------------------------------------------------------------------------------

  radius() { return RING * this.panel().box[2]; }

  asksForPlace() { return this.mode === "place" && this.hides; }

  hover(at) {
    if (!this.asksForPlace()) return;
    this.ring = at && this.panel().holds(at) ? at : null;
    this.figure.draw();
  }

  // A click on the map is a guess, but for one on the start, which is dragged elsewhere.
  takes(at, distance) {
    if (!this.asksForPlace() || distance < REACH) return false;
    this.place(at);
    return true;
  }

  takesKey(event, by) {
    const enter = event.key === "Enter" || event.key === " ";
    if (!this.asksForPlace() || !(by || enter)) return false;
    event.preventDefault();
    const [left, top, width, height] = this.panel().box;
    const [x, y] = this.ring ?? [left + width / 2, top + height / 2];
    if (by) this.hover([clip(x + ARROW_STEP * by[0], left, width), clip(y - ARROW_STEP * by[1], top, height)]);
    else this.place([x, y]);
    return true;
  }

  draw(context) {
    if (!this.ring) return;
    const colour = this.told.textContent === "" ? "#111" : this.right ? "#009E73" : "#D55E00";
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

const clip = (value, low, width) => Math.min(Math.max(value, low), low + width);
