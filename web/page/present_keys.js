// What a key means while a class watches. Keys in a figure or a field stay theirs, but for a clicker's PageUp and
// PageDown (who has dragged a slider and steps back from the desk wants the next screen) and Escape.

const FORWARD = ["PageDown", "ArrowRight", "ArrowDown", " ", "Enter"];
const BACK = ["PageUp", "ArrowLeft", "ArrowUp", "Backspace"];
const LETTERS = { c: "code", b: "blank", ".": "blank", o: "overview", n: "notes", f: "full", Home: "first", End: "last", Escape: "overview" };
const FIELD = "input:not([type=range]):not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]";
const OWN = ".downhill-view, .exercise, .slider";

// The name of what shall be done, or nothing where the key is not ours.
export function action(event, present) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const [key, target] = [event.key, event.target];
  const inside = (what) => target.closest?.(what);
  if (!present.on) return key === "p" && !inside(FIELD) ? "enter" : null;
  if (present.overview.shown) return inOverview(key);
  if (key.startsWith("Page") && !inside(FIELD)) return key === "PageDown" ? "forward" : "back";
  if (inside(FIELD) || inside(OWN)) return key === "Escape" ? "stage" : null;
  if ([" ", "Enter"].includes(key) && inside("a, button, summary")) return null;
  return ours(key);
}

export function ours(key) {
  if (FORWARD.includes(key)) return "forward";
  return BACK.includes(key) ? "back" : LETTERS[key] ?? null;
}

function inOverview(key) {
  if (key === "Escape") return "leave";
  return key === "o" ? "close" : null;
}
