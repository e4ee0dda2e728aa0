// A linear classifier of two features that learns in the page; the same as helpers/learning/boundaries.py.

import { number } from "./numbers.js";
import { fitted } from "./ticks.js";

const CLASSES = [0, 1, 2];
const TINY = 2.2250738585072014e-308; // no logarithm of zero

export class Classifier {
  constructor(spec) {
    Object.assign(this, spec.data);
    this.groups = CLASSES.map((c) => this.points.filter((_, i) => this.labels[i] === c));
    this.lossOf = LOSSES[spec.data.loss];
  }

  scene(settings) {
    const { steps, stray_x: x, stray_y: y } = settings;
    const { weights, losses, wrong } = this.learn([...this.points, [x, y]], [...this.labels, 0], settings);
    const across = [0, Math.max(steps, 1)];
    const groups = this.groups.map((group) => [group[0], ...group].flat());
    return {
      lines: [...territories(weights, this.view), ...groups, [x, y], [x, y],
        losses.flatMap((loss, t) => [t, loss]), wrong.flatMap((count, t) => [t, count])],
      words: this.tell(losses, wrong.at(-1), steps), steps,
      limits: { curve: { x: across, y: fitted(losses, "log") }, mistakes: { x: across } },
    };
  }

  // Plain descent on all points at every step: L = mean loss + λ Σ w², biases free. Returns the last weights.
  learn(points, labels, { learning_rate: eta, penalty, steps }) {
    const weights = this.start.map((row) => [...row]);
    const [losses, wrong] = [[], []];
    for (let t = 0; t <= steps; t++) {
      const { loss, mistakes, slopes } = this.look(points, labels, weights);
      losses.push(loss + penalty * weights.reduce((sum, [a, b]) => sum + a * a + b * b, 0));
      wrong.push(mistakes);
      if (t === steps) break;
      weights.forEach((row, c) => {
        for (let k = 0; k < 3; k++) row[k] -= eta * (slopes[c][k] + (k < 2 ? 2 * penalty * row[k] : 0));
      });
    }
    return { weights, losses, wrong };
  }

  // The mean loss of all points, its slopes, and how many points another class scores highest for.
  look(points, labels, weights) {
    const slopes = CLASSES.map(() => [0, 0, 0]);
    let [loss, mistakes] = [0, 0];
    points.forEach(([x, y], i) => {
      const scores = weights.map(([a, b, c]) => a * x + b * y + c);
      const { loss: here, delta } = this.lossOf(scores, labels[i]);
      loss += here / points.length;
      mistakes += scores.indexOf(Math.max(...scores)) !== labels[i];
      delta.forEach((part, c) => {
        [x, y, 1].forEach((feature, k) => { slopes[c][k] += (part / points.length) * feature; });
      });
    });
    return { loss, mistakes, slopes };
  }

  tell(losses, wrong, steps) {
    const after = steps === 0 ? "Before the first step" : `After ${steps} step${steps > 1 ? "s" : ""}`;
    const how = steps ? ` The loss ${behaviour(losses)}.` : "";
    const count = `${wrong} of ${this.points.length + 1} points on the wrong side.`;
    return `${after}: ${this.loss} loss ${number(losses.at(-1))}, ${count}${how}`;
  }
}

// The loss of one point and its slope with respect to the scores.
const LOSSES = {
  softmax(scores, label) {
    const most = Math.max(...scores);
    const parts = scores.map((score) => Math.exp(score - most));
    const sum = parts.reduce((a, b) => a + b);
    const shares = parts.map((part) => part / sum);
    return { loss: -Math.log(Math.max(shares[label], TINY)), delta: shares.map((share, c) => share - (c === label)) };
  },
  hinge(scores, label) {
    const margins = scores.map((score, c) => (c === label ? 0 : Math.max(score - scores[label] + 1, 0)));
    const near = margins.map((margin) => Number(margin > 0));
    const all = near.reduce((a, b) => a + b);
    return { loss: margins.reduce((a, b) => a + b), delta: near.map((one, c) => (c === label ? -all : one)) };
  },
};

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

// Whether a loss curve falls, jumps, has grown or rests, judged by its last steps.
export function behaviour(losses) {
  const last = losses.at(-1);
  if (!Number.isFinite(last) || last > losses[0]) return "has grown";
  const end = losses.slice(-12);
  const changes = end.slice(1).map((loss, k) => loss - end[k]);
  if (changes.filter((change) => change > 1e-3 * last).length > 1) return "jumps up and down";
  return changes.length && -changes.at(-1) < 1e-3 * last ? "is nearly at rest" : "is still falling";
}
