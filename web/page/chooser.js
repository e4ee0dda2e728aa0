// What is raced, and on what: the list of surfaces, the formula with its errors, and the list of rules.

import { FormulaError, parse, printed } from "./formula.js";
import { drawEnds, drawLine } from "./marks.js";
import { button, element, node } from "./nodes.js";

const PATIENCE = 700; // ms after the last key, before an error is told
const TYPED = {
  type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "none", maxlength: 500,
  "aria-label": "Formula for the height f(x, y)", "aria-describedby": "formula-message",
};

export class Chooser {
  constructor(page, parent) {
    this.page = page;
    const row = node("div", "row", parent);
    this.surface = field("select", "surface", "Surface", row, { "aria-label": "Surface" });
    this.fillSurfaces();
    this.surface.addEventListener("change", () => this.chosen());
    this.formula = field("input", "formula", "f(x, y) =", row, TYPED);
    this.formula.addEventListener("input", () => this.typed(PATIENCE));
    this.formula.addEventListener("change", () => this.typed(0));
    this.buildMessages(parent);
    this.rules = node("div", "row", parent, "", { role: "group", "aria-label": "Rules in the race" });
  }

  buildMessages(parent) {
    this.message = node("div", "message", parent, "", { id: "formula-message", role: "status" });
    this.words = node("span", "words", this.message);
    // The formula, and a caret under the place.
    this.pointer = node("pre", "pointer", this.message, "", { "aria-hidden": "true" });
    this.troubles = node("div", "troubles", parent.parentNode, "", { role: "status" }); // also where the card is hidden
    parent.before(this.troubles);
  }

  fillSurfaces() {
    const { surfaces, examples } = this.page.data;
    const group = (label, options) => addOptions(element("optgroup", { label }, this.surface), options);
    group("Of the course", surfaces.map(({ key, name }) => [key, name]));
    group("Formulas to try", examples.map(({ formula }, k) => [`example ${k}`, printed(parse(formula))]));
    group("Your own", [["own", "The formula that I type"]]);
  }

  chosen() {
    const { value } = this.surface;
    const [, k] = /^example (\d+)$/.exec(value) ?? [];
    if (value === "own") { this.formula.focus(); this.formula.select(); return; }
    if (!k) return this.page.choose({ surface: value });
    const { formula, view: [x, y], start } = this.page.data.examples[k];
    this.page.choose({ formula, x, y, start });
  }

  // A formula that can be read is shown at once; what cannot be is told when the reader pauses.
  typed(patience) {
    clearTimeout(this.later);
    try {
      if (this.formula.value === this.shown) return this.tell(null);
      parse(this.formula.value);
      this.typing = true;
      this.page.type(this.formula.value);
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      this.later = setTimeout(() => this.tell(error), patience);
    } finally { this.typing = false; }
  }

  tell(error) {
    this.formula.setAttribute("aria-invalid", String(Boolean(error)));
    this.message.classList.toggle("downhill-wrong", Boolean(error));
    this.words.textContent = error ? `${error.message} The picture still shows the last formula that could be read.` : this.readAs;
    this.pointer.hidden = !error || !this.formula.value.trim();
    this.pointer.textContent = error ? `${this.formula.value}\n${" ".repeat(error.at)}${"^".repeat(Math.max(1, error.length))}` : "";
  }

  tellTroubles(troubles) {
    this.troubles.replaceChildren();
    if (!troubles.length) return;
    this.troubles.append("Something in this link could not be read, the rest is shown. ");
    const list = node("ul", "trouble-list", this.troubles);
    troubles.forEach((text) => node("li", "trouble", list, text));
  }

  // ---- after every change -----------------------------------------------------------------------------------------------

  show({ surface: key, formula }, lanes, surface) {
    const own = this.page.data.surfaces.find((one) => one.key === key);
    const example = this.page.data.examples.findIndex((one) => one.formula === formula);
    this.surface.value = key ?? (example < 0 ? "own" : `example ${example}`);
    const same = this.shown === (own?.formula ?? formula);
    this.shown = own?.formula ?? formula;
    if (!same && !this.typing) this.formula.value = this.shown;
    const left = surface.dimension === 1 ? "f(x)" : "f(x, y)";
    this.formula.previousSibling.textContent = `${left} =`;
    const { words = "" } = own ?? this.page.data.examples[example] ?? {};
    this.readAs = own ? words : `Read as ${left} = ${printed(parse(this.shown))}. ${words}`;
    clearTimeout(this.later);
    if (!same) this.tell(null); // else what cannot be read yet stays as it is, with its error
    this.showRules(lanes);
  }

  showRules(lanes) {
    if (this.selects?.length !== lanes.length) this.buildRules(lanes.length);
    lanes.forEach(({ rule, look, name }, k) => {
      this.selects[k].value = rule.rule;
      this.selects[k].title = rule.about;
      this.removes[k].setAttribute("aria-label", `Take ${name} out of the race`);
      this.removes[k].disabled = lanes.length === 1;
      drawSwatch(this.keys[k], look);
    });
    this.add.hidden = lanes.length === this.page.data.mostRules;
  }

  buildRules(count) {
    const { page } = this;
    this.rules.replaceChildren();
    [this.selects, this.removes, this.keys] = [[], [], []];
    for (let k = 0; k < count; k++) {
      const lane = node("span", "lane", this.rules);
      this.keys.push(node("canvas", "key", lane));
      const select = node("select", "rule", lane, "", { "aria-label": `Rule ${k + 1}` });
      addOptions(select, page.data.rules.map(({ rule, name }) => [rule, name]));
      select.addEventListener("change", () => page.setRule(k, select.value));
      this.selects.push(select);
      this.removes.push(button("out", "×", "", lane, () => { page.removeRule(k); this.selects[Math.min(k, this.selects.length - 1)].focus(); }));
    }
    this.add = button("add", "+ Add a rule", "Add a rule to the race", this.rules, () => { page.addRule(); this.selects.at(-1).focus(); });
  }
}

function field(tag, kind, label, parent, more) {
  const around = node("label", `field downhill-field-${kind}`, parent);
  node("span", "label", around, label);
  return node(tag, kind, around, "", more);
}

function addOptions(parent, options) {
  for (const [value, text] of options) element("option", { value }, parent, text);
}

// Line, dash and marker of a lane.
export function drawSwatch(canvas, look) {
  [canvas.width, canvas.height] = [80, 32];
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  const panel = { x: (value) => value, y: (value) => value, box: [0, 0, 40, 16], holds: () => true };
  const style = { ...look, width: 2, size: 6, trail: true, head: true };
  for (const draw of [drawLine, drawEnds]) draw(context, panel, [2, 8, 31, 8], style, 1);
}
