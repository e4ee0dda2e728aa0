// A chapter's page: its figures come alive, the first at once, the others while the reader reads.

import { figureNamed, openAddress } from "./addresses.js";
import { showExercises } from "./exercise.js";
import { modelsOf, slider } from "./host.js";
import { show } from "./main.js";
import { offerPresent } from "./present.js";

const data = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 1));
const figures = {};

function bringAlive(place, models) {
  const model = models[place.dataset.model];
  const picture = place.querySelector("img");
  const el = document.createElement("div");
  place.insertBefore(el, picture);
  try {
    model.state.address = `#${place.id}`;
    figures[place.id] = show({ model, el });
    picture.remove();
  } catch (error) { // the stored picture stands there all the same
    el.remove();
    reportError(error);
  }
}

// One after the other in the page's free time; the one that the address names comes first.
function bringAllAlive(done) {
  const models = modelsOf(data("widgets") ?? {});
  document.querySelectorAll("[data-slider]").forEach((place) => slider(models[place.dataset.slider], place));
  const places = [...document.querySelectorAll("figure[data-model]")];
  const named = figureNamed(location.hash);
  const queue = [...places.filter(({ id }) => id === named), ...places.filter(({ id }) => id !== named)];
  const next = () => {
    const place = queue.shift();
    if (!place) return done();
    bringAlive(place, models);
    idle(next);
  };
  next();
}

function say(text) {
  const note = document.querySelector(".link-note");
  note.textContent = text;
  note.hidden = !text;
}

// Beside the text the list of sections stands open; above it, it would push the text away.
const contents = document.querySelector(".contents details");
const beside = window.matchMedia("(min-width: 1300px)");
if (contents) (beside.onchange = () => { contents.open = beside.matches; })();

showExercises(document, data("exercise-data") ?? {});
bringAllAlive(() => {
  openAddress(figures, say);
  window.addEventListener("hashchange", () => openAddress(figures, say));
  const notes = data("present-notes"); // a chapter has them, be they empty; the start page is no walk
  if (notes) offerPresent(figures, notes);
  document.documentElement.classList.add("all-alive");
});

export const ready = true;
