// The phase map of momentum: a dot where the reader stands, and one run on a bowl, measured and predicted; in a valley all
// directions, from the flattest to the steepest.

import { curveOf } from "./curves.js";
import { fixed, number, precise } from "./numbers.js";
import { measuredFactor, predictedFactor, zones } from "./stability.js";
import { surfaceOf } from "./surface.js";
import { Walker } from "./walk.js";

export class PhaseMap {
  constructor(spec) {
    const { surface, walk, rule, steps } = spec.data;
    Object.assign(this, { rule, steps, walker: new Walker(walk, surfaceOf(surface)) });
  }

  scene({ step, momentum, kappa }) {
    const each = (kappa ? [step, step / kappa] : [step]).map((one) => this.direction(one, momentum));
    const slower = each.length > 1 && each[1].factor > each[0].factor ? each[1] : each[0];
    const curves = [this.powers(slower.factor), ...each.map(({ points }) => points.map((x) => Math.max(Math.abs(x), 1e-300)))];
    if (kappa) curves.push(this.powers(limitOf(kappa)));
    return {
      lines: [[...each].reverse().flatMap((one) => [one.step, momentum]),
        ...curves.map(curveOf)],
      words: this.tell(each, momentum, slower, kappa),
    };
  }

  // A run from 1 at ηλ = step, and what theory says of it.
  direction(step, momentum) {
    const settings = { learning_rate: step, momentum };
    const run = this.walker.run([1], settings, this.steps);
    const factor = Math.abs(predictedFactor(this.rule, settings, 1));
    const [, zone] = zones(this.rule, { momentum }).find(([end]) => step <= end);
    return { step, factor, points: Array.from(run.points.subarray(0, run.steps + 1)), does: factor < 1e-9 ? "lands at once" : zone };
  }

  powers(factor) { return Array.from({ length: this.steps + 1 }, (_, k) => Math.max(factor ** k, 1e-300)); }

  tell([steep, flat], momentum, { factor, points }, kappa) {
    const found = `Factor a step: predicted ${precise(factor)}, measured ${precise(Math.abs(measuredFactor(points)))}.`;
    if (!kappa) return `ηλ = ${fixed(steep.step, 2)}, μ = ${fixed(momentum, 2)}: ${steep.does}. ${found}`;
    return `ηλ from ${number(flat.step)} to ${number(steep.step)}, μ = ${fixed(momentum, 2)}: the flattest direction ${flat.does}, `
      + `the steepest ${steep.does}. ${found} No rule of gradients promises less than ${precise(limitOf(kappa))}.`;
  }
}

// The factor that no rule of gradients can promise to beat, where a valley has all curvatures in between.
const limitOf = (kappa) => (Math.sqrt(kappa) - 1) / (Math.sqrt(kappa) + 1);
