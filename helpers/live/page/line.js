// A line that is fitted to data: the descent of its two numbers, and beside it the data with the line of the last step.

import { Descent } from "./descent.js";
import { number } from "./numbers.js";

const WORDS_UP_TO = 1e6; // a line farther out than this is not spelt out

export class LineFit extends Descent {
  // After what Descent shows: for each ball its first line, and the line of its last step with its comb.
  scene(settings) {
    const scene = super.scene(settings);
    const balls = this.spec.handles.length;
    const paths = this.spec.handles.map((_, b) => scene.lines[b * Math.floor(scene.lines.length / balls)]);
    const lines = paths.flatMap((path) => {
      const [first, last] = [path.slice(0, 2), path.slice(-2)];
      return [this.line(first), this.comb(last), this.line(last)];
    });
    const words = scene.words + (balls === 1 ? this.tell(paths[0].slice(-2)) : "");
    return { ...scene, lines: [...scene.lines, ...lines], words };
  }

  line([w0, w1]) { return this.spec.data.ends.flatMap((x) => [x, w0 + w1 * x]); }

  // From the line to each datum and back.
  comb([w0, w1]) {
    const { x, y } = this.spec.data;
    return x.flatMap((value, i) => [value, w0 + w1 * value, value, y[i], value, w0 + w1 * value]);
  }

  tell([w0, w1]) {
    if (!(Math.abs(w0) < WORDS_UP_TO && Math.abs(w1) < WORDS_UP_TO)) return "";
    const slope = `${w1 < 0 ? "−" : "+"} ${number(Math.abs(w1))}${this.spec.data.variable}`;
    return ` Line ${number(w0)} ${slope}, loss ${number(this.surface.value(w0, w1))}.`;
  }
}
