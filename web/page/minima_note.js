// The minima on the map in words, with their colours where the map of basins is shown.

import { node } from "./nodes.js";
import { number, place } from "./numbers.js";

const MOST = 6; // minima told one by one

export class MinimaNote {
  constructor(parent, { basin_colours: colours, basins }) {
    Object.assign(this, { root: node("p", "minima", parent), colours, basins });
  }

  // `known`: the surface is one of the course; `coloured`: the map of basins is shown.
  tell({ minima, view, value }, known, coloured) {
    const on = ({ point }) => point.every((at, i) => at >= view[i][0] && at <= view[i][1]);
    const inside = minima.map((point, k) => ({ point, k })).filter(on);
    const [count, told] = [inside.length, inside.slice(0, MOST)];
    const lead = `${count === 1 ? "One minimum" : `${count} minima`}${known ? "" : " found"} on this map: `;
    this.root.replaceChildren(count ? lead : `No minimum${known ? "" : " found"} on this map.`);
    told.forEach(({ point, k }, i) => {
      const end = i + 1 < told.length ? "; " : count > MOST ? ` and ${count - MOST} more.` : ".";
      this.add(coloured && Math.min(k, this.basins - 1), `${place(point)}, f = ${number(tidy(value(...point)))}${end}`);
    });
    if (coloured) this.add(this.basins + 1, "not settled; white: diverged.");
  }

  add(colour, text) {
    const item = node("span", "minimum", this.root);
    if (colour !== false) {
      const [r, g, b, a] = this.colours[colour];
      node("span", "swatch", item).style.backgroundColor = `rgba(${r}, ${g}, ${b}, ${a / 255})`;
    }
    item.append(text);
  }
}

// What rounding has left of a zero.
const tidy = (value) => (Math.abs(value) < 1e-12 ? 0 : value);
