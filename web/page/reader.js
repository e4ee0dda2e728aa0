// A chapter's page: its figures come alive, the first at once, the others while the reader reads.

import { showExercises } from "./exercise.js";
import { modelsOf, slider } from "./host.js";
import { render } from "./main.js";

const data = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 1));

function bringAlive(place, models) {
  const model = models[place.dataset.model];
  const picture = place.querySelector("img");
  const el = document.createElement("div");
  place.insertBefore(el, picture);
  try {
    render({ model, el });
    picture?.remove();
  } catch (error) { // the stored picture stands there all the same
    el.remove();
    reportError(error);
  }
}

// One after the other in the page's free time; the one that an address names comes first.
function start() {
  const models = modelsOf(data("widgets") ?? {});
  document.querySelectorAll("[data-slider]").forEach((place) => slider(models[place.dataset.slider], place));
  const places = [...document.querySelectorAll("figure[data-model]")];
  const wanted = document.getElementById(location.hash.slice(1).split("?")[0]);
  const queue = [...places.filter((place) => place === wanted), ...places.filter((place) => place !== wanted)];
  const next = () => {
    const place = queue.shift();
    if (!place) return document.documentElement.classList.add("all-alive");
    bringAlive(place, models);
    idle(next);
  };
  next();
}

// Beside the text the list of sections stands open; above it, it would push the text away.
const contents = document.querySelector(".contents details");
const beside = window.matchMedia("(min-width: 1300px)");
if (contents) (beside.onchange = () => { contents.open = beside.matches; })();

showExercises(document, data("exercise-data") ?? {});
start();

export const ready = true;
