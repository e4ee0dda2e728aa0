// The tools of the playground: which part is seen, the map of basins, rates.

import { button, node, numberBox } from "./nodes.js";
import { number, read } from "./numbers.js";
import { goodEnds } from "./play_link.js";

export class Tools {
  constructor(page, parent) {
    this.page = page;
    this.view = node("div", "row downhill-tools", parent, "", { role: "group", "aria-label": "What the map shows" });
    button("zoom", "+", "Zoom in", this.view, () => this.zoom(0.5));
    button("zoom", "−", "Zoom out", this.view, () => this.zoom(2));
    this.shifts = [["←", "left", 0, -1], ["→", "right", 0, 1], ["↓", "down", 1, -1], ["↑", "up", 1, 1]].map(([sign, way, axis, by]) =>
      button("shift", sign, `Move the map ${way}`, this.view, () => this.shift(axis, by)));
    button("home", "Whole map", "Show the whole map again", this.view, () => this.home());
    this.boxes = ["x", "y"].map((axis, i) => this.buildEnds(axis, i));
    this.more = node("div", "row downhill-tools", parent);
    this.buildMap();
    button("tune", "Tune the rates", "Give each rule the learning rate with which it ends lowest here", this.more, () => page.tuneAll());
    button("over", "Start over", "Back to the first picture", this.more, () => page.startOver());
  }

  buildMap() {
    const label = node("label", "check", this.more);
    this.map = node("input", "map", label, "", { type: "checkbox" });
    this.map.addEventListener("change", () => this.page.change({ map: this.map.checked }));
    this.mapWords = node("span", "map-words", label);
  }

  // "x from … to …"
  buildEnds(axis, i) {
    const around = node("span", "ends", this.view);
    return ["from", "to"].map((word, k) => {
      const label = node("label", "end", around);
      label.append(k ? "to " : `${axis} from `);
      const box = numberBox(label, `Map: ${axis} ${word}`);
      box.addEventListener("change", () => this.typed(i, k, box));
      return box;
    });
  }

  typed(i, k, box) {
    const value = read(box.value);
    const ends = this.page.state.view[i].map((old, side) => (side === k ? value : old));
    box.setCustomValidity("");
    if (goodEnds(ends)) return this.see(this.page.state.view.map((old, axis) => (axis === i ? ends : old)));
    this.write();
    box.setCustomValidity(`A number ${k ? "above" : "below"} ${number(this.page.state.view[i][1 - k])}, please.`);
    box.reportValidity();
  }

  see(view) { if (view.every(goodEnds)) this.page.change({ view }); }

  zoom(factor) { this.see(this.page.state.view.map(([low, high]) => tidied((low + high) / 2, (factor * (high - low)) / 2))); }

  shift(axis, by) {
    this.see(this.page.state.view.map(([low, high], i) => {
      const width = high - low;
      return i === axis ? tidied(low + width / 2 + (by * width) / 4, width / 2) : [low, high];
    }));
  }

  home() {
    const { data, state } = this.page;
    const own = data.surfaces.find(({ key }) => key === state.surface) ?? data.examples.find(({ formula }) => formula === state.formula);
    this.see(own?.view ?? state.view.map(() => [-5, 5]));
  }

  show(state, lanes, whyNoMap) {
    this.state = state;
    this.boxes.forEach((pair, i) => pair.forEach((box) => { box.closest(".downhill-ends").hidden = i >= state.view.length; }));
    this.shifts.slice(2).forEach((one) => { one.hidden = state.view.length < 2; });
    this.write();
    this.map.checked = state.map && !whyNoMap;
    this.map.disabled = Boolean(whyNoMap);
    this.mapWords.textContent = `Map of basins of ${lanes[0].name}${whyNoMap ? `: ${whyNoMap}` : ""}`;
  }

  write() {
    this.state.view.forEach((ends, i) => ends.forEach((end, k) => {
      this.boxes[i][k].value = number(end, 6);
      this.boxes[i][k].setCustomValidity("");
    }));
  }
}

// Ends around a centre, without the last digits of rounding.
function tidied(centre, half) {
  const digits = Math.min(20, Math.max(0, 6 - Math.floor(Math.log10(2 * half))));
  return [centre - half, centre + half].map((end) => Number(end.toFixed(digits)));
}
