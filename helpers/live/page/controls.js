// The controls of a figure: for each a range and a number box, which have names, keys and touch by nature.

import { minus, number, read, whole } from "./numbers.js";
import { node, numberBox } from "./nodes.js";

const PLACES = 240; // stops of a range that has no steps of its own

// `changed(name, value, done)` hears of every move; `done` says that the reader has let go.
export class Controls {
  constructor(specs, parent, changed) {
    this.root = node("div", "controls", parent);
    this.groups = {};
    this.rows = specs.filter((spec) => !spec.hidden).map((spec) => new Row(spec, this.groupOf(spec.group), changed));
  }

  // Controls that belong together stand under one heading.
  groupOf(name) {
    if (!name) return this.root;
    if (!this.groups[name]) {
      this.groups[name] = node("fieldset", "group", this.root);
      node("legend", "legend", this.groups[name], name);
    }
    return this.groups[name];
  }

  // `reach`: the upper end of a control that grows with what is known.
  show(values, reach = {}) {
    for (const row of this.rows) row.show(values[row.spec.name], reach[row.spec.name]);
  }
}

class Row {
  constructor(spec, parent, changed) {
    this.spec = spec;
    this.root = node("label", `control downhill-${spec.name}`, parent);
    node("span", "label", this.root, spec.label);
    this.range = node("input", "range", this.root, "",
      { type: "range", min: 0, max: this.stops(), step: 1, "aria-label": spec.label });
    this.box = numberBox(this.root, `${spec.label}, number`);
    const move = (done) => () => { this.moving = !done; this.take(this.valueAt(Number(this.range.value)), changed, done); };
    this.range.addEventListener("input", move(false));
    this.range.addEventListener("change", move(true));
    // One that was dragged back to where it began has not changed, for a browser; but it has been let go.
    const settle = () => requestAnimationFrame(() => this.moving && move(true)());
    for (const end of ["pointerup", "pointercancel"]) this.range.addEventListener(end, settle);
    this.box.addEventListener("change", () => this.typed(changed));
  }

  stops() {
    const { low, high, step } = this.spec;
    return !step || this.logarithmic ? PLACES : Math.max(1, Math.ceil((high - low) / step - 1e-9));
  }

  // A count over many sizes, such as steps up to 10,000, may be logarithmic too.
  get logarithmic() { return this.spec.scale === "log" || this.spec.log; }

  // Rounded to three digits, so that what is shown is what counts; the ends are the ends.
  valueAt(stop) {
    const { scale, low, high, step } = this.spec;
    if (stop <= 0) return low;
    if (stop >= this.stops()) return high;
    const part = stop / this.stops();
    if (this.logarithmic) {
      const value = Number((low * (high / low) ** part).toPrecision(3));
      return scale === "whole" ? Math.round(value) : value;
    }
    if (step) return Number((low + step * stop).toPrecision(12));
    const digits = Math.max(0, 2 - Math.floor(Math.log10(high - low)));
    return Number((low + part * (high - low)).toFixed(digits));
  }

  stopAt(value) {
    const { low, high } = this.spec;
    const part = this.logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return Math.round(part * this.stops());
  }

  take(value, changed, done) {
    this.value = value;
    this.write();
    changed(this.spec.name, value, done);
  }

  show(value, high = this.spec.high) {
    if (this.value === value && this.spec.high === high) return;
    if (this.spec.high !== high) {
      this.spec = { ...this.spec, high };
      this.range.max = this.stops();
    }
    this.value = value;
    this.range.value = this.stopAt(value);
    this.write();
  }

  write() {
    const text = this.spec.scale === "whole" ? minus(whole(this.value)) : number(this.value);
    this.range.setAttribute("aria-valuetext", text);
    this.box.value = text;
    this.box.setCustomValidity("");
  }

  // A typed number may stand between the stops of the range, but not beyond its ends.
  typed(changed) {
    const { scale, low, high } = this.spec;
    const typed = read(this.box.value);
    if (typed >= low && typed <= high && (scale !== "whole" || Number.isInteger(typed))) {
      this.range.value = this.stopAt(typed);
      this.take(typed, changed, true);
    } else {
      this.write();
      this.box.setCustomValidity(`${scale === "whole" ? "A whole number" : "A number"} from ${number(low)} to ${number(high)}, please.`);
      this.box.reportValidity();
    }
  }
}
