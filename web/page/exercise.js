// Exercises in the page: a small form for each, judged here, and what was solved.

import { line, verdict } from "./judge.js";
import { element } from "./nodes.js";
import { Memory } from "./solved.js";

const shared = new Memory();
const node = (tag, kind, parent, text, more) => element(tag, { class: `exercise-${kind}`, ...more }, parent, text);

// Make a form of each <div class="exercise" data-name="02.1">; `data` holds by name what web/exercises.py prepared.
// What stands in the element before (the code cell) goes where the page judges, and stays where Python has to.
export function showExercises(root, data, memory = shared) {
  for (const place of root.querySelectorAll(".exercise[data-name]")) {
    const name = place.dataset.name;
    const exercise = data[name];
    if (exercise) (exercise.kind === "python" ? goOn : form)(place, name, exercise, memory);
  }
}

// The names of the exercises of a chapter that the reader has solved.
export function solvedOf(chapter, memory = shared) {
  return [...memory.solved()].filter((name) => name.split(".")[0] === chapter).sort();
}

// Write "3 of 5 solved" into each element whose data-exercises names some: "02.1 02.2 02.3".
export function showProgress(root, memory = shared) {
  const places = root.querySelectorAll("[data-exercises]");
  const tell = () => {
    const solved = memory.solved();
    for (const place of places) {
      const names = place.dataset.exercises.split(" ").filter(Boolean);
      const done = names.filter((name) => solved.has(name)).length;
      place.textContent = done ? `${done} of ${names.length} solved` : "";
    }
  };
  memory.onChange(tell);
}

// A button that forgets what was solved, when it is pressed twice.
export function forgetButton(place, memory = shared) {
  const button = node("button", "forget", place, "Forget what I solved", { type: "button" });
  const told = node("span", "told", place, "", { role: "status" });
  let sure = false;
  const ask = (asking) => {
    sure = asking;
    button.textContent = asking ? `Forget all ${memory.solved().size}? Press again` : "Forget what I solved";
  };
  button.addEventListener("click", () => {
    const count = memory.solved().size;
    if (count && !sure) return ask(true);
    memory.forget();
    told.textContent = count ? "Forgotten." : "Nothing is solved yet.";
    return ask(false);
  });
  button.addEventListener("blur", () => ask(false));
  button.addEventListener("keydown", (event) => {
    if (event.key === "Escape") ask(false);
  });
  return button;
}

function form(place, name, exercise, memory) {
  place.replaceChildren();
  const made = node("form", "form", place, "", { "aria-label": `Exercise ${ordinal(name)}`, novalidate: "" });
  const answer = exercise.kind === "choice" ? choices(made, name, exercise) : field(made, exercise);
  node("button", "check", made, "Check", { type: "submit" });
  const solved = tick(made, name, memory);
  const told = node("p", "told", made, "", { role: "status" });
  const tell = (result) => {
    told.replaceChildren();
    told.dataset.right = result?.right ?? "";
    if (result) marked(told, line(result));
  };
  made.addEventListener("input", () => tell(null)); // what was said belongs to another answer
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const result = verdict(exercise, answer());
    if (result.right) memory.add(name);
    tell(result);
  });
  memory.onChange(() => {
    if (!solved() && told.dataset.right === "true") tell(null);
  });
}

function choices(form, name, { options }) {
  const group = node("fieldset", "choices", form);
  node("legend", "hidden", group, "Your answer");
  for (const option of options) {
    const label = node("label", "choice", group);
    node("input", "option", label, "", { type: "radio", name: `exercise-${name}`, value: option });
    label.append(option);
  }
  return () => group.querySelector("input:checked")?.value;
}

function field(form, { kind, shape, arguments: names }) {
  const label = node("label", "field", form);
  const formula = kind === "formula";
  const pair = !formula && shape.length > 0;
  label.append(formula ? `f(${names.join(", ")}) =` : pair ? `Your answer, ${shape[0]} numbers` : "Your answer");
  const placeholder = pair ? "0.5, 1/3" : formula ? "" : "a number";
  const input = node("input", formula ? "formula" : "number", label, "",
    { type: "text", autocomplete: "off", spellcheck: "false", autocapitalize: "off", placeholder });
  return () => input.value;
}

// An exercise whose answer has to be run: where to go on, and a box to tick on coming back.
function goOn(place, name, { binder }, memory) {
  place.querySelector(".exercise-go-on")?.remove();
  const made = node("div", "go-on", place);
  const words = node("p", "told", made, "To judge this answer it must be run, and that takes Python: ");
  if (binder) {
    node("a", "binder", words, "open the chapter in Binder", { href: binder });
    words.append(", or start the course on your own computer with ");
  } else words.append("start the course on your own computer with ");
  node("code", "command", words, "make lab");
  words.append(".");
  const label = node("label", "choice", made);
  const box = node("input", "option", label, "", { type: "checkbox" });
  label.append(`I have solved exercise ${ordinal(name)} there`);
  box.addEventListener("change", () => (box.checked ? memory.add(name) : memory.remove(name)));
  memory.onChange(() => { box.checked = memory.solved().has(name); });
}

// A tick where an exercise is solved; returns whether it is.
function tick(form, name, memory) {
  const mark = node("span", "tick", form);
  const solved = () => memory.solved().has(name);
  memory.onChange(() => { mark.textContent = solved() ? "✓ solved" : ""; });
  return solved;
}

// "Right." or "Not yet." in bold, then the rest.
function marked(place, text) {
  const first = text.match(/^(Right|Not yet)\. /)?.[0] ?? "";
  if (first) node("strong", "verdict", place, first.trim()).after(` ${text.slice(first.length)}`);
  else place.append(text);
}

const ordinal = (name) => name.split(".")[1];
