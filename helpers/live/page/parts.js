// What an exercise or an exam hides of a figure; what is hidden can be changed by no pointer and no key, and is not told.

export const PARTS = ["controls", "presets", "play", "summary"];

const WHERE = {
  controls: ".downhill-controls", presets: ".downhill-bar > .downhill-preset", summary: ".downhill-summary",
  play: ".downhill-bar > .downhill-play, .downhill-bar > .downhill-step, .downhill-work",
};

export const isHidden = (figure, part) => (figure.host.get("hide") ?? []).includes(part);

// Where neither controls nor presets are left, nothing can have moved, and there is nothing to put back.
export function hideParts(figure) {
  const show = (which, shown) => figure.root.querySelectorAll(which).forEach((part) => { part.hidden = !shown; });
  for (const part of PARTS) show(WHERE[part], !isHidden(figure, part));
  show(".downhill-bar > .downhill-reset", !(isHidden(figure, "controls") && isHidden(figure, "presets")));
  figure.canvas.classList.toggle("downhill-has-start", figure.spec.handles.length > 0 && !isHidden(figure, "controls"));
}
