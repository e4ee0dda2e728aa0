// What an address names behind its hash sign: a figure, and how it shall stand (#fig-02-1?learning_rate=0.1).

const NAMED = /^#(fig-[\w-]+)(?:\?|$)/;

export const figureNamed = (hash) => NAMED.exec(hash)?.[1] ?? null;

// Figures by their addresses; the one that is named stands as its link says, and is scrolled to.
export function openAddress(figures, say) {
  const name = figureNamed(decoded(location.hash));
  if (!name) return;
  const figure = figures[name];
  if (!figure) return say(`The link names the figure “${name}”, which this page does not have.`);
  say("");
  if (location.hash.includes("?")) figure.open(location.hash);
  const place = document.getElementById(name);
  place.scrollIntoView({ block: "start" });
  place.querySelector("canvas[tabindex]").focus({ preventScroll: true });
}

// Some programs escape the question mark when they pass a link on.
const decoded = (hash) => hash.replace(/%3F/i, "?");
