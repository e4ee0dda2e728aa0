// Minibatch descent to the best line through noisy points; the same as helpers/learning/noise.py.

import { curveOf, dots } from "./curves.js";
import { number } from "./numbers.js";
import { Random } from "./random.js";
import { mean } from "./statistics.js";
import { fitted } from "./ticks.js";
import { compile } from "./walk.js";

const [LEAST, HIGHEST] = [1e-30, 1e4]; // of what is drawn; a run that moves away does not press all else flat

export class Noise {
  constructor(spec) {
    Object.assign(this, spec.data);
    this.most = spec.controls.find((control) => control.name === "steps").high;
    this.loss = compile(spec.data.loss);
    this.slopes = mean(this.x.map((x, i) => (1 + x * x) * this.errors[i] ** 2)); // their mean square at σ = 1
    this.orders = new Map();
  }

  scene(settings) {
    const { steps, sigma } = settings;
    const points = this.walk(settings);
    const excess = points.map((point) => this.loss(...point)[0]);
    const floors = excess.map((_, t) => this.floor(settings, t));
    const { words, half, measured } = tell(settings, excess, floors);
    const [w0, w1] = points.at(-1);
    const [low, high] = this.best;
    const data = this.x.map((x, i) => [x, low + high * x + sigma * this.errors[i]]);
    const line = this.ends.flatMap((x) => [x, w0 + w1 * x]);
    const drawn = (heights) => curveOf(heights.map((height) => Math.max(height, LEAST)));
    const level = Math.max(measured, LEAST);
    const heights = [...excess, ...floors].filter((height) => height < HIGHEST);
    return {
      lines: [points.flat(), dots(data), line, drawn(excess), drawn(floors), [half, level, steps, level]],
      words, steps, limits: { loss: { x: [0, steps], y: fitted(heights, "log") } },
    };
  }

  // Descends on the loss of the first points of each step's order, as distances from the best line.
  walk(settings) {
    const { learning_rate: eta, batch, sigma, decay, steps, draw } = settings;
    let [a, b] = [settings.start_x - this.best[0], settings.start_y - this.best[1]];
    const points = [[a, b]];
    this.ordersOf(draw).slice(0, steps).forEach((order, t) => {
      const { x, square, e, xe } = this.means(order, batch);
      const rate = eta / (1 + decay * t);
      [a, b] = [a - rate * (a + x * b - sigma * e), b - rate * (x * a + square * b - sigma * xe)];
      points.push([a, b]);
    });
    return points.map(([left, right]) => [left + this.best[0], right + this.best[1]]);
  }

  // Means over a minibatch: of x, x², error and x·error.
  means(order, batch) {
    let [x, square, e, xe] = [0, 0, 0, 0];
    for (let k = 0; k < batch; k++) {
      const [here, error] = [this.x[order[k]], this.errors[order[k]]];
      x += here;
      square += here * here;
      e += error;
      xe += here * error;
    }
    return { x: x / batch, square: square / batch, e: e / batch, xe: xe / batch };
  }

  // The order of all points at each step; kept, for a draw costs some milliseconds.
  ordersOf(draw) {
    if (!this.orders.has(draw)) {
      const random = new Random(this.draws[draw - 1]);
      this.orders.set(draw, Array.from({ length: this.most }, () => random.permutation(this.x.length)));
    }
    return this.orders.get(draw);
  }

  // Where minibatch descent stops sinking.
  floor({ learning_rate: eta, batch, sigma, decay }, t) {
    const count = this.x.length;
    return (((eta / (1 + decay * t) / (4 * batch)) * sigma ** 2 * this.slopes) * (count - batch)) / (count - 1);
  }
}

// The words for one run, and over its last half, which begins at which step, its mean.
function tell({ learning_rate: eta, batch, sigma, decay }, excess, floors) {
  const half = Math.floor(excess.length / 2);
  const [measured, predicted] = [mean(excess.slice(half)), mean(floors.slice(half))];
  const lead = `η = ${number(eta)}, batch ${batch}, σ = ${number(sigma)}${decay ? `, k = ${number(decay)}` : ""}`;
  const last = excess.at(-1);
  const end = last > 1e-12 ? `${number(last)} above the minimum` : "at the minimum to twelve decimals";
  let words = `${lead}. Over the last half of its steps it is ${number(measured, 2)} above the minimum; `
    + `predicted floor ${number(predicted, 2)}.`;
  if (!(measured < 100)) words = `${lead}: it moves away. So large a rate needs a larger batch.`;
  else if (predicted < 1e-12) words = `${lead}: no noise in the slopes. It ends ${end}.`;
  return { words, half, measured };
}
