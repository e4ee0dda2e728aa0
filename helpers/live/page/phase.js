// The phase map of momentum: a dot where the reader stands, and one run on a bowl, measured and predicted.

import { fixed, precise } from "./numbers.js";
import { measuredFactor, predictedFactor, zones } from "./stability.js";
import { surfaceOf } from "./surface.js";
import { Walker } from "./walk.js";

export class PhaseMap {
  constructor(spec) {
    const { surface, walk, rule, steps } = spec.data;
    Object.assign(this, { rule, steps, walker: new Walker(walk, surfaceOf(surface)) });
  }

  scene({ step, momentum }) {
    const settings = { learning_rate: step, momentum };
    const run = this.walker.run([1], settings, this.steps);
    const points = Array.from(run.points.subarray(0, run.steps + 1));
    const predicted = Math.abs(predictedFactor(this.rule, settings, 1));
    const line = Array.from({ length: this.steps + 1 }, (_, k) => [k, predicted ** k]).flat();
    const measured = points.flatMap((x, k) => [k, Math.max(Math.abs(x), 1e-300)]);
    return { lines: [[step, momentum], line, measured], words: this.tell(step, momentum, predicted, points) };
  }

  tell(step, momentum, predicted, points) {
    const [, zone] = zones(this.rule, { momentum }).find(([end]) => step <= end);
    return `ηλ = ${fixed(step, 2)}, μ = ${fixed(momentum, 2)}: ${predicted < 1e-9 ? "lands at once" : zone}. Factor a step: `
      + `predicted ${precise(predicted)}, measured ${precise(Math.abs(measuredFactor(points)))}.`;
  }
}
