// Plain descent of a network on all points at every step, and what is said of it; the same as
// helpers/learning/boundaries.py.

import { Network, Pass } from "./network.js";

// One descent, as far as it was asked for: the parameters, the loss and the number of points found at each step.
export class Learned {
  // `shape`: what a Network is made of. The points stand one after the other; a start of zeros where none is given.
  constructor(shape, points, labels, rate, start) {
    this.network = new Network(shape);
    this.pass = new Pass(this.network, labels.length);
    for (let b = 0; b < labels.length; b++) this.pass.take(b, points, labels, b);
    Object.assign(this, { rate, w: new Float64Array(this.network.size), g: new Float64Array(this.network.size) });
    if (start) this.w.set(start);
    Object.assign(this, { kept: [], losses: [], rights: [] });
  }

  // What is learned of all that, `what`, in so many steps; `known` goes on from where it stood if it is that.
  static of(known, steps, ...what) {
    const key = JSON.stringify(what);
    const learned = known?.key === key ? known : Object.assign(new Learned(...what), { key });
    learned.go(steps);
    return learned;
  }

  go(steps) {
    const { network, pass, rate, w, g } = this;
    for (let t = this.losses.length; t <= steps; t++) {
      if (t) {
        pass.backward(w, g);
        for (let k = 0; k < w.length; k++) w[k] -= rate * g[k];
      }
      this.kept.push(w.slice());
      pass.forward(w);
      this.losses.push(pass.meanLoss() + network.penaltyOf(w));
      this.rights.push(pass.said().reduce((sum, said, b) => sum + (said === pass.labels[b]), 0));
    }
  }
}

export const after = (steps) => (steps === 0 ? "Before the first step" : `After ${steps} step${steps > 1 ? "s" : ""}`);

// A sentence about the loss so far; none before the first step.
export const howItGoes = (losses) => (losses.length > 1 ? ` The loss ${behaviour(losses)}.` : "");

// Whether a loss curve falls, jumps, has grown or rests, judged by its last steps.
function behaviour(losses) {
  const last = losses.at(-1);
  if (!Number.isFinite(last) || last > losses[0]) return "has grown";
  const end = losses.slice(-12);
  const changes = end.slice(1).map((loss, k) => loss - end[k]);
  if (changes.filter((change) => change > 1e-3 * last).length > 1) return "jumps up and down";
  return changes.length && -changes.at(-1) < 1e-3 * last ? "is nearly at rest" : "is still falling";
}
