// A training of a network in the page: the same minibatches and the same rule as in helpers/learning/training.py.

import { Network, Pass } from "./network.js";
import { Random } from "./random.js";
import { compile } from "./walk.js";

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

async function inflated(text) {
  const stream = new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Everything that trainings of one network share, from what the kernel has packed (helpers/live/material.py).
export const unpacked = async ({ sizes, loss, penalty, units, shades, pixels, labels, parts, program, now, fresh }) => {
  const network = new Network({ sizes, loss, penalty, units });
  const ink = Float64Array.from(await inflated(pixels), (k) => shades[k]);
  const classOf = bytes(labels);
  let begin = parts.train;
  const loaded = (count) => {
    const pass = new Pass(network, count);
    for (let b = 0; b < count; b++) pass.take(b, ink, classOf, begin + b);
    begin += count;
    return pass;
  };
  const rule = Object.fromEntries(Object.entries(program).map(([name, text]) => [name, compile(text)]));
  return { network, ink, classOf, rule, train: parts.train, tested: loaded(parts.tested), followed: loaded(parts.followed), now, fresh };
};

const floats = (text) => Float64Array.from(new Float32Array(bytes(text).buffer));

export class Training {
  // From where the kernel stood, `standing`; or, with `settings`, from the first parameters under these.
  constructor(problem, { params, state, steps, batch, chunk, taken, random }, settings = null) {
    Object.assign(this, { problem, steps, chunk, settings, random: new Random(random) });
    this.x = floats(params);
    this.state = settings ? problem.rule.initial(settings).map((first) => new Float64Array(this.x.length).fill(first)) : state.map(floats);
    this.reserve(settings?.batch ?? batch);
    if (taken) { this.draw(); this.taken = taken; }
  }

  reserve(batch) {
    this.batch = batch;
    this.pass = new Pass(this.problem.network, batch);
    this.drawn = null;
    this.taken = this.chunk;
    this.g ??= new Float64Array(this.x.length);
    this.there ??= new Float64Array(this.x.length); // where a rule that looks ahead wants its gradient
  }

  // Other settings from the next minibatch on; those that were drawn for another batch are forgotten.
  set(settings) {
    this.settings = settings;
    if (settings.batch !== this.batch) this.reserve(settings.batch);
  }

  // One that goes on from here by itself.
  fork() {
    const other = Object.assign(Object.create(Training.prototype), this);
    other.x = this.x.slice();
    other.state = this.state.map((part) => part.slice());
    other.random = new Random(this.random);
    return other;
  }

  draw() {
    this.drawn = new Uint32Array(this.chunk * this.batch);
    for (let k = 0; k < this.drawn.length; k++) this.drawn[k] = this.random.below(this.problem.train);
    this.taken = 0;
  }

  // One minibatch, its gradient, and one step of the rule. Returns the loss before it where that is wanted.
  step(wanted) {
    const { x, g, state, settings, pass, problem: { rule, ink, classOf } } = this;
    if (this.taken === this.chunk) this.draw();
    for (let b = 0; b < this.batch; b++) pass.take(b, ink, classOf, this.drawn[this.taken * this.batch + b]);
    this.taken += 1;
    this.steps += 1;
    rule.ahead?.(x, state, settings, this.steps, this.there);
    const at = rule.ahead ? this.there : x;
    pass.forward(at);
    const loss = wanted ? pass.meanLoss() : 0;
    pass.backward(at, g);
    rule.step(x, g, state, settings, this.steps);
    return loss;
  }

  // For each picture of a pass: whether it is found.
  right(pass) {
    pass.forward(this.x);
    return pass.said().map((said, b) => said === pass.labels[b]);
  }
}
