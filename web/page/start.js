// The start page: a figure that is alive, what is solved, and a search through all
// chapters.

import { forgetButton, showProgress } from "./exercise.js";
import { ready } from "./reader.js";
import { searchField } from "./search.js";

const entries = JSON.parse(document.getElementById("words").textContent);
searchField(document.getElementById("query"), document.getElementById("found"), entries);
showProgress(document);
forgetButton(document.getElementById("forget"));

export const started = ready;
