// The error of a numerical slope against its step, rounded as NumPy rounds: programs in 32 bits round every result.

import { number, scientific } from "./numbers.js";
import { compile } from "./walk.js";

const ERRORS = [3e-17, 1e3];

export class StepError {
  constructor(spec) {
    Object.assign(this, spec.data);
    this.curves = spec.data.curves.map((curve) => ({
      ...curve, slope: compile(curve.slope), guides: compile(curve.guides), best: compile(curve.best),
      rises: curve.rises.map(compile), quotients: curve.quotients.map(compile),
    }));
  }

  scene({ curve: chosen, x, h }) {
    const curve = this.curves[chosen];
    const ways = this.methods.map((_, k) => (step) => this.typicalError(curve, k, x, step));
    const bends = (step) => curve.guides(x, step)[0];
    const rounds = (step) => curve.guides(x, step)[1];
    const far = (error) => this.steps.flatMap((step) => [step, Math.max(error(step), 1e-30)]);
    const here = ways.map((way) => way(h));
    return {
      lines: [far(bends), far(rounds), [h, ERRORS[0], h, ERRORS[1]], ...ways.map(far),
        ...here.map((error) => [h, error]), ...this.upClose(curve, x, h)],
      words: tell(curve, x, h, here),
    };
  }

  // The usual |quotient − slope| for steps about h: root mean square over nine of them, but not less than luck.
  typicalError(curve, method, x, h) {
    const { single, eps } = this.methods[method];
    const round = single ? Math.fround : (value) => value;
    const [slope] = curve.slope(round(x));
    const gaps = this.nearby.map((factor) => curve.quotients[method](round(x), round(h * factor))[0] - slope);
    const squares = gaps.reduce((sum, gap) => sum + gap * gap, 0);
    return Math.max(Math.sqrt(squares / gaps.length), (eps * Math.abs(slope)) / 2, 1e-18);
  }

  // True tangent, and f in both precisions, over x ± 2h, in units in which the tangent rises by one to x + h.
  upClose(curve, x, h) {
    const [slope] = curve.slope(x);
    const rise = h * Math.max(Math.abs(slope), 1e-3);
    const views = [Math.fround, (value) => value].map((round, k) => (u) => {
      const [from, to] = [round(x), round(round(x) + round(h * u))];
      return Math.min(Math.max(curve.rises[k](from, to)[0] / rise, -99), 99);
    });
    return [(u) => ((slope * h) / rise) * u, ...views].map((view) => this.window.flatMap((u) => [u, view(u)]));
  }
}

function tell(curve, x, h, errors) {
  const [forward, central, single, exact] = errors.map((error) => about(error));
  const [best] = curve.best(x);
  let advice = "Nothing bends here, so central differences only gain from a larger h";
  if (curve.kinked) advice = `The kink at 0 lies ${Math.abs(x) < h ? "between" : "outside of"} x − h and x + h`;
  else if (Number.isFinite(best)) advice = `Best h for central here: about ${about(best)}`;
  return `${curve.name} at x = ${number(x)}, h = ${about(h, 2)}: forward off by about ${forward}, `
    + `central by ${central}; in float32 by ${single}; complex step by ${exact}. ${advice}.`;
}

// One digit of an error: which one comes next is the luck of rounding.
function about(value, digits = 1) {
  if (value >= 0.01) return number(value, digits);
  const [mantissa, exponent] = scientific(value, digits - 1);
  return `${mantissa.replace(/\.0$/, "")}e−${-exponent}`;
}
