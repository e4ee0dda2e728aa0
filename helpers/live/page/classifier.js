// A linear classifier of two features that learns in the page: a network without units in between.

import { Learned, after, howItGoes } from "./learned.js";
import { curveOf, dots } from "./curves.js";
import { number } from "./numbers.js";
import { fitted } from "./ticks.js";

const CLASSES = [0, 1, 2];

export class Classifier {
  constructor(spec) {
    Object.assign(this, spec.data);
    this.groups = CLASSES.map((c) => dots(this.points.filter((_, i) => this.labels[i] === c)));
  }

  scene(settings) {
    const { steps, stray_x: x, stray_y: y } = settings;
    const run = this.learned = this.learn(settings);
    const [losses, rights] = [run.losses, run.rights].map((all) => all.slice(0, steps + 1));
    const everyone = this.points.length + 1;
    const wrong = rights.map((right) => everyone - right);
    const weights = CLASSES.map((c) => Array.from(run.kept[steps].subarray(3 * c, 3 * c + 3)));
    const across = [0, Math.max(steps, 1)];
    return {
      lines: [...territories(weights, this.view), ...this.groups, [x, y], [x, y], curveOf(losses), curveOf(wrong)],
      words: `${after(steps)}: ${this.loss} loss ${number(losses.at(-1))}, ${wrong.at(-1)} of ${everyone} points `
        + `on the wrong side.${howItGoes(losses)}`,
      steps, limits: { curve: { x: across, y: fitted(losses, "log") }, mistakes: { x: across } },
    };
  }

  // All points and the stray, which is of class 0.
  learn({ stray_x: x, stray_y: y, learning_rate: rate, penalty, steps }) {
    const [points, labels] = [[...this.points, [x, y]].flat(), [...this.labels, 0]];
    const shape = { sizes: [2, CLASSES.length], loss: this.loss, penalty };
    return Learned.of(this.learned, steps, shape, points, labels, rate, this.start.flat());
  }
}

// The part of the view in which each class scores highest, as a polygon that closes: each rival cuts a half-plane off.
function territories(weights, [[left, right], [low, high]]) {
  return weights.map((mine) => {
    let polygon = [[left, low], [right, low], [right, high], [left, high]];
    for (const rival of weights) if (rival !== mine) polygon = cut(polygon, mine.map((value, k) => value - rival[k]));
    return [...polygon, ...polygon.slice(0, 1)].flat();
  });
}

// What of a convex polygon lies where a·x + b·y + c ≥ 0.
function cut(polygon, [a, b, c]) {
  const heights = polygon.map(([x, y]) => a * x + b * y + c);
  return polygon.flatMap(([x, y], k) => {
    const next = (k + 1) % polygon.length;
    const kept = heights[k] >= 0 ? [[x, y]] : [];
    if (heights[k] >= 0 !== heights[next] >= 0) {
      const share = heights[k] / (heights[k] - heights[next]);
      kept.push([x + share * (polygon[next][0] - x), y + share * (polygon[next][1] - y)]);
    }
    return kept;
  });
}
