// What a slope is: a chord that becomes a tangent, and the slope along a direction.

import { fixed, minus, number } from "./numbers.js";
import { surfaceOf } from "./surface.js";

const LEVEL = 1e-12; // a slope below this is rounding
const EVERY = Array.from({ length: 181 }, (_, k) => 2 * k); // degrees

export class Slope {
  constructor(spec) { this.surface = surfaceOf(spec.data.surface); }

  scene({ x, h }) {
    const { value, gradient, view: [[low, high]] } = this.surface;
    const [here, there, [slope]] = [value(x), value(x + h), gradient(x)];
    const [chord, reach] = [(there - here) / h, high - low];
    const straight = [chord, slope].map((rise) => [x - reach, here - rise * reach, x + reach, here + rise * reach]);
    return {
      lines: [...straight, [x + h, there], [x, here], [x, slope]],
      words: `At x = ${number(x)} the slope is ${number(slope)}. The chord of width ${number(h)} has slope ${number(chord, 5)}.`,
    };
  }
}

export class Direction {
  constructor(spec) {
    this.surface = surfaceOf(spec.data.surface);
    this.length = 0.22 * Math.min(...this.surface.view.map(([low, high]) => high - low));
  }

  scene({ angle, x, y }) {
    const [gx, gy] = this.surface.gradient(x, y);
    const along = (degrees) => gx * Math.cos(radians(degrees)) + gy * Math.sin(radians(degrees));
    const [steepest, turned, slope] = [Math.hypot(gx, gy), (Math.atan2(-gy, -gx) * 180) / Math.PI, along(angle)];
    const down = turned < 0 ? turned + 360 : turned + 0;
    const level = steepest < LEVEL; // there no direction is the steepest
    const most = Number.isFinite(steepest) ? 1.2 * Math.max(steepest, 0.5) : 1;
    return {
      lines: [level ? [] : this.arrow(x, y, down), this.arrow(x, y, angle), [x, y],
        EVERY.flatMap((degrees) => [degrees, along(degrees)]), level ? [] : [down, -steepest], [angle, slope]],
      words: level ? "The slope is 0 in every direction: a stationary point." : tell(angle, slope, steepest, down),
      limits: { slope: { y: [-most, most] } },
    };
  }

  arrow(x, y, degrees) {
    const towards = radians(degrees);
    return [x, y, x + this.length * Math.cos(towards), y + this.length * Math.sin(towards)];
  }
}

const radians = (degrees) => (degrees * Math.PI) / 180;

function tell(angle, slope, steepest, down) {
  const shown = Math.abs(slope) < LEVEL * steepest ? 0 : slope;
  return `Towards ${minus(fixed(angle, 0))}° the slope is ${number(shown)} of at most ${number(steepest)}. `
    + `Steepest descent points to ${minus(fixed(down, 0))}°.`;
}
