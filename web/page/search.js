// Looks for words in the text of all sections; the best come first.

import { element } from "./nodes.js";

const MOST = 12; // sections told

// Each entry is [address, chapter, section, text].
export function search(entries, query) {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word.length > 1);
  if (!words.length) return [];
  const scored = entries.map((entry) => [scoreOf(entry, words), entry]).filter(([score]) => score > 0);
  return scored.sort((a, b) => b[0] - a[0]).slice(0, MOST).map(([, entry]) => ({ entry, around: around(entry[3], words) }));
}

// Every word has to be there; in a title it counts more.
function scoreOf([, chapter, section, text], words) {
  const title = `${chapter} ${section}`.toLowerCase();
  const body = text.toLowerCase();
  const scores = words.map((word) => (title.includes(word) ? 10 : 0) + Math.min(5, body.split(word).length - 1));
  return scores.every((score) => score > 0) ? scores.reduce((a, b) => a + b) : 0;
}

// The text around the first word that was found.
function around(text, words) {
  const at = Math.max(0, Math.min(...words.map((word) => text.toLowerCase().indexOf(word)).filter((i) => i >= 0), Infinity));
  const begin = Number.isFinite(at) ? Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 60))) : 0;
  return `${begin ? "… " : ""}${text.slice(begin, begin + 180).trim()} …`;
}

export function searchField(field, list, entries) {
  const show = () => {
    const found = search(entries, field.value);
    list.replaceChildren();
    for (const { entry: [address, chapter, section], around: words } of found) {
      const item = element("li", {}, list);
      element("a", { href: address }, item, `${chapter}: ${section}`);
      element("p", {}, item, words);
    }
    if (!found.length && field.value.trim().length > 1) list.textContent = "Nothing found.";
  };
  field.addEventListener("input", show);
}
