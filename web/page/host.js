// What hosts the figures of a page where no Jupyter is: models that hold their settings, joined by links, and sliders.

import { element } from "./nodes.js";

export class Model {
  constructor(state) {
    this.state = state;
    this.heard = []; // {what, act, who}
  }

  get(name) { return this.state[name]; }

  set(name, value) {
    if (Object.is(this.state[name], value)) return;
    this.state[name] = value;
    for (const { what, act } of [...this.heard]) if (what === `change:${name}`) act();
  }

  on(what, act, who) { this.heard.push({ what, act, who }); }

  off(what, act, who) {
    this.heard = this.heard.filter((one) => (what && one.what !== what) || (act && one.act !== act) || (who && one.who !== who));
  }

  save_changes() {} // nobody else is there who would want to know
}

// Widgets as the builder wrote them (id → {is, state, ...}) as models; what a link joins moves together.
export function modelsOf(widgets) {
  const models = {};
  for (const [id, { is, state }] of Object.entries(widgets)) {
    if (is === "figure") models[id] = new Model({ ...state, picture: bytes(state.picture) });
    if (is === "slider") models[id] = new Model(state);
  }
  for (const { is, both, source, target } of Object.values(widgets)) {
    if (is !== "link") continue;
    join(models, source, target);
    if (both) join(models, target, source);
  }
  return models;
}

function join(models, [from, name], [to, other]) {
  const [source, target] = [models[from], models[to]];
  source?.on(`change:${name}`, () => target?.set(other, source.get(name)), target);
}

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// A slider of ipywidgets, as the range that a browser has anyway; one with a base stands for a power of it.
export function slider(model, el) {
  const { description, min, max, step, base } = model.state;
  const label = element("label", {}, el, description);
  const range = element("input", { type: "range", min, max, step }, label);
  const shown = element("output", {}, label);
  const [inside, outside] = base ? [(v) => Math.log(v) / Math.log(base), (v) => base ** v] : [(v) => v, (v) => v];
  const show = () => {
    range.value = inside(model.get("value"));
    shown.textContent = Number(model.get("value").toPrecision(3));
  };
  range.addEventListener("input", () => model.set("value", outside(range.valueAsNumber)));
  model.on("change:value", show, el);
  show();
}
