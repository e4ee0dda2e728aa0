// The start page: a figure that is alive, and a search through all chapters.

import { ready } from "./reader.js";
import { searchField } from "./search.js";

const entries = JSON.parse(document.getElementById("words").textContent);
searchField(document.getElementById("query"), document.getElementById("found"), entries);

export const started = ready;
