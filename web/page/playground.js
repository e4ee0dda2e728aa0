// The playground: a surface or a typed formula, one to four rules, one start; all of it in the address.

import { parse, printed } from "./formula.js";
import { Figure } from "./figure.js";
import { functionsOf } from "./derivative.js";
import { minimaOf } from "./minima.js";
import { MinimaNote } from "./minima_note.js";
import { read, written } from "./play_link.js";
import { Chooser, drawSwatch } from "./chooser.js";
import { Tools } from "./play_tools.js";
import { node } from "./nodes.js";
import { MOST_STEPS, NARROW, PlayRace, figureOf, tunedRate } from "./racing.js";
import { surfaceOf } from "./surface.js";

const SIGNS = "●■▲◆"; // the markers of the four lanes, as letters
const MOST_RULES = 4;

// What a Figure asks of its host; every move goes into the state.
class Host {
  constructor(state, told) { Object.assign(this, { state, told }); }

  get(name) { return this.state[name]; }

  set(name, value) {
    this.state[name] = value;
    this.told(name, value);
  }

  on() {}

  off() {}

  save_changes() {}
}

export class Playground {
  constructor(data, parent) {
    this.data = { ...data, mostSteps: MOST_STEPS, mostRules: MOST_RULES };
    this.known = new Map(); // surfaces of the course, once their programs are functions
    this.root = node("div", "playground", parent);
    this.card = node("div", "choose", this.root);
    this.chooser = new Chooser(this, this.card);
    this.tools = new Tools(this, this.card);
    this.figurePlace = node("div", "figure-place", this.root);
    this.minima = new MinimaNote(this.root, this.data);
    this.open(location.hash.slice(1));
    window.addEventListener("hashchange", () => this.open(location.hash.slice(1)));
    this.widths = new ResizeObserver(() => this.fit());
    this.widths.observe(this.root);
  }

  // ---- what is shown ----------------------------------------------------------------------------------------------------

  // What a link says, the rest as usual: the surface's own view and start, the first rules at rates that suit it.
  completed(said) {
    const state = { surface: said.formula ? null : said.surface ?? this.data.first.surface, formula: said.formula ?? "" };
    const own = this.data.surfaces.find(({ key }) => key === state.surface);
    const dimension = own?.dimension ?? functionsOf(parse(state.formula)).dimension;
    state.view = [0, 1].slice(0, dimension).map((i) => said["xy"[i]] ?? own?.view[i] ?? [-5, 5]);
    state.start = said.start?.length === dimension ? said.start : own?.start ?? [];
    state.steps = said.steps ?? this.data.first.steps;
    state.at_step = said.at_step ?? null; // where Play stands
    state.map = said.map ?? false;
    state.hide = said.hide ?? [];
    const lanes = said.lanes ?? this.data.first.lanes.map(({ rule }) => ({ rule, settings: {} }));
    state.lanes = lanes.map(({ rule, settings }) => ({ rule, settings: { ...this.usual(rule), ...settings } }));
    this.state = state;
    this.findStart();
    this.tune(state.lanes.filter((_, k) => !("learning_rate" in lanes[k].settings)));
  }

  // A start where the surface has a height and a slope: the one that is there, or the first good one of some places.
  findStart() {
    const { value, gradient, view } = this.surface();
    const good = (point) => point.length === view.length && [value(...point), ...gradient(...point)].every(Number.isFinite);
    if (good(this.state.start)) return;
    const at = (i, share) => Number((view[i][0] + share * (view[i][1] - view[i][0])).toPrecision(4));
    const shares = [0.2, 0.8, 0.35, 0.65, 0.9, 0.05, 0.95];
    const places = view.length === 1 ? shares.map((share) => [at(0, share)]) : shares.flatMap((a) => shares.map((b) => [at(0, a), at(1, b)]));
    this.state.start = places.find(good) ?? places[0];
  }

  open(hash) {
    const { said, troubles } = hash ? read(hash, this.data) : { said: this.data.first, troubles: [] };
    this.completed(said);
    const wanted = this.state.view.length;
    if (said.start && said.start.length !== wanted) troubles.push(`The start takes ${wanted === 1 ? "one number" : "two numbers"} on this surface.`);
    this.byHand = Boolean(hash && said.lanes);
    this.chooser.tellTroubles(troubles);
    this.show(false);
  }

  ruleOf(name) { return this.data.rules.find(({ rule }) => rule === name); }

  usual(name) { return Object.fromEntries(this.ruleOf(name).controls.map((control) => [control.name, control.value])); }

  // The surface that is chosen, as functions, with the minima that are known of it.
  surface() {
    const { surface: key, formula, view } = this.state;
    if (key) {
      if (!this.known.has(key)) this.known.set(key, { ...surfaceOf(this.data.surfaces.find((one) => one.key === key)), programs: null });
      return { ...this.known.get(key), view };
    }
    const asked = JSON.stringify([formula, view]);
    if (asked !== this.asked) {
      const tree = parse(formula);
      const functions = functionsOf(tree);
      const around = view.map(([low, high]) => [low - 0.5 * (high - low), high + 0.5 * (high - low)]);
      this.typed = { ...functions, view, name: printed(tree), minima: minimaOf(functions, around) };
      this.asked = asked;
    }
    return this.typed;
  }

  // ---- changes ----------------------------------------------------------------------------------------------------------

  change(values) {
    Object.assign(this.state, values, { at_step: null });
    this.show();
  }

  // Another surface, with its own view and start, and rates that suit it.
  choose(said) {
    const { steps, map, hide, lanes } = this.state;
    this.completed({ ...said, steps, map, hide, lanes });
    this.byHand = false;
    this.tune();
    this.show();
  }

  // The reader types: view and start stay as far as they can; rates that the reader has not set follow.
  type(formula) {
    const { dimension } = functionsOf(parse(formula));
    const { view, start } = this.state;
    const fit = (parts, missing) => [...parts, missing].slice(0, dimension);
    Object.assign(this.state, { surface: null, formula, view: fit(view, [-5, 5]), start: fit(start, 2), at_step: null });
    this.findStart();
    if (!this.byHand) this.tune();
    this.show();
  }

  // Each rule gets the rate with which it ends lowest.
  tune(lanes = this.state.lanes) {
    const { start, steps } = this.state;
    const surface = this.surface();
    for (const lane of lanes) {
      const learning_rate = tunedRate(this.ruleOf(lane.rule), lane.settings, surface, start, steps);
      lane.settings = { ...lane.settings, learning_rate };
    }
  }

  tuneAll() {
    this.byHand = false;
    this.tune();
    this.change({});
  }

  setRule(k, rule) {
    const lane = { rule, settings: this.usual(rule) };
    this.tune([lane]);
    this.change({ lanes: this.state.lanes.map((other, i) => (i === k ? lane : other)) });
  }

  addRule() {
    const { lanes } = this.state;
    const { rule } = this.data.rules.find((one) => lanes.every((lane) => lane.rule !== one.rule));
    this.setRule(lanes.push(null) - 1, rule);
  }

  removeRule(k) { this.change({ lanes: this.state.lanes.filter((_, i) => i !== k) }); }

  // From the controls of the figure, its map or its player.
  moved(name, value) {
    const { state } = this;
    if (name === "at_step") state.at_step = value;
    const [, field, k] = /^(\w+)_(\d)$/.exec(name) ?? [];
    if (name === "steps") state.steps = value;
    else if (name === "start_x" || name === "start_y") state.start = state.start.map((old, i) => (name.endsWith("xy"[i]) ? value : old));
    else if (k) state.lanes[k - 1].settings = { ...state.lanes[k - 1].settings, [field]: value };
    if (field === "learning_rate") this.byHand = true;
    this.remember();
  }

  startOver() {
    clearTimeout(this.later);
    history.replaceState(null, "", location.pathname + location.search);
    this.open("");
  }

  // ---- the address ------------------------------------------------------------------------------------------------------

  address() { return `${location.href.split("#")[0]}#${written(this.state)}`; }

  remember() {
    clearTimeout(this.later);
    this.later = setTimeout(() => history.replaceState(null, "", `#${written(this.state)}`), 150);
  }

  // ---- drawing ----------------------------------------------------------------------------------------------------------

  // On a phone the picture is made for its width.
  fit() {
    const width = this.width();
    if (width !== this.shownWidth && Math.min(width, this.shownWidth) < NARROW) this.show(false);
  }

  width() { return Math.min(984, this.root.clientWidth || 984) - 24; }

  show(remember = true) {
    const [{ state }, surface] = [this, this.surface()];
    const lanes = this.lanes();
    const canMap = surface.dimension === 2 && surface.minima.length > 0;
    const basins = state.map && canMap ? { steps: state.steps, colours: this.data.basin_colours } : null;
    this.shownWidth = this.width();
    const title = state.surface ? surface.name : `f(${"x, y".slice(0, 3 * surface.dimension - 2)}) = ${surface.name}`;
    const { spec, values, picture } = figureOf({ surface, lanes, start: state.start, steps: state.steps, basins, title }, this.shownWidth);
    this.figure?.remove();
    this.figurePlace.replaceChildren();
    const { at_step, hide } = state;
    const address = () => this.address();
    const host = new Host({ ...values, spec, picture, record: {}, at_step, hide, address }, (name, value) => this.moved(name, value));
    this.card.hidden = hide.includes("controls");
    this.figure = new Figure(host, this.figurePlace, (figure) => new PlayRace(spec, () => figure.draw(), figure));
    for (const { name, look, rule } of lanes) {
      const legend = this.figure.controls.groups[name].firstChild;
      drawSwatch(node("canvas", "key", legend), look);
      legend.prepend(legend.lastChild);
      legend.after(node("p", "rule-words", legend, rule.about));
    }
    this.chooser.show(state, lanes, surface);
    this.tools.show(state, lanes, canMap ? "" : surface.dimension === 1 ? "for two variables only" : "no minimum is known here");
    this.minima.tell(surface, Boolean(state.surface), Boolean(basins));
    if (remember) this.remember();
  }

  // The rules with their names; those that share one are numbered.
  lanes() {
    const names = this.state.lanes.map(({ rule }) => this.ruleOf(rule).name);
    return this.state.lanes.map(({ rule, settings }, k) => {
      const same = names.filter((name) => name === names[k]).length > 1;
      const number = names.slice(0, k + 1).filter((name) => name === names[k]).length;
      return { rule: this.ruleOf(rule), settings, name: same ? `${names[k]} ${number}` : names[k], look: this.data.looks[k], sign: SIGNS[k] };
    });
  }
}

const source = document.getElementById("playground-data");
if (source) {
  window.playground = new Playground(JSON.parse(source.textContent), document.getElementById("playground"));
  document.documentElement.classList.add("all-alive"); // as on all pages: what is there can be moved
}
