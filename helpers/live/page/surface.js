// A traced surface in the page, and what happens to it where its settings move.

import { minimaNear } from "./newton.js";
import { compile } from "./walk.js";

// Its value, gradient and Hessian as functions of a point. One with settings has `reshape(settings)`, which tells whether
// they have moved; whoever holds the surface then sees the new one.
export function surfaceOf(spec) {
  if (!spec.programs) return spec; // a page's own surface
  const known = {};
  const [value, gradient, hessian] = ["value", "gradient", "hessian"].map((name) => {
    const made = compile(spec.programs[name]);
    return spec.settings ? made(known) : made;
  });
  const surface = { ...spec, value: (x, y) => value(x, y)[0], gradient, hessian };
  if (spec.settings) surface.reshape = (settings) => reshape(surface, known, settings);
  return surface;
}

function reshape(surface, known, settings) {
  const moved = surface.settings.filter((name) => known[name] !== settings[name]);
  if (!moved.length) return false;
  for (const name of moved) known[name] = settings[name];
  surface.minima = minimaNear(surface, surface.guesses);
  return true;
}
