"""The map of basins behind a live descent: in which minimum every start of the view settles."""

import numpy as np
from matplotlib.patches import Patch

from helpers.descent import NOWHERE, basins
from helpers.drawing import place, region_colours

CELLS, COLOURS = 80, 6
LONG = 500  # steps of a map at least: where a start settles is seen later than where it goes


def _colours():
    colours = np.round(255 * region_colours(COLOURS)).astype(int)
    colours[:, 3] = 130
    return colours.tolist()


def map_spec(view, steps, names):
    """What the page needs to make the map by itself (page/basins.js); names of the settings that it depends on."""
    return {"view": [list(ends) for ends in view], "steps": steps, "colours": _colours(),
            "names": list(names)}


def map_of(surface, optimizer, steps, view):
    """The cells of a Scene: each start of the view in the colour of the minimum in which it settles."""
    found = basins(surface, optimizer, steps, CELLS, view).labels if len(surface.minima) else NOWHERE
    labels = np.broadcast_to(found, (CELLS, CELLS))
    shades = np.where(labels < 0, COLOURS + 2 + labels, np.minimum(labels, COLOURS - 1))
    return {"panel": "main", "wide": CELLS, "high": CELLS, "labels": shades[::-1], "colours": _colours()}


def map_keys(surface, steps):
    """What the colours mean, for a legend under the picture."""
    ranks = ["settles at the lowest", *["settles at the next one"] * (len(surface.guesses) - 1)]  # where they move
    names = ranks if surface.settings else [f"settles at {place(minimum)}" for minimum in surface.minima]
    names = [*names[:COLOURS], f"not settled after {steps} steps", "diverges"]
    shades, quiet = region_colours(COLOURS), (COLOURS + 1, COLOURS)
    shades = [*shades[: len(names) - 2], *(shades[k] for k in quiet)]
    return [Patch(facecolor=shade, edgecolor="0.6", alpha=0.5, label=name)
            for shade, name in zip(shades, names, strict=True)]
