"""The map of basins behind a live descent: which minimum every start of the view reaches."""

import numpy as np
from matplotlib.patches import Patch

from helpers.descent import basins
from helpers.drawing import place, region_colours

CELLS, COLOURS = 80, 6


def _colours():
    colours = np.round(255 * region_colours(COLOURS)).astype(int)
    colours[:, 3] = 130
    return colours.tolist()


def map_spec(view, steps, kind):
    """What the page needs to make the map by itself (page/basins.js)."""
    return {"view": [list(ends) for ends in view], "steps": steps, "colours": _colours(),
            "names": list(kind.hyperparameters)}


def map_of(surface, optimizer, steps, view):
    """The cells of a Scene: each start of the view in the colour of the minimum that it reaches."""
    labels = basins(surface, optimizer, steps, CELLS, view).labels
    shades = np.where(labels < 0, COLOURS + 2 + labels, np.minimum(labels, COLOURS - 1))
    return {"panel": "main", "wide": CELLS, "high": CELLS, "labels": shades[::-1], "colours": _colours()}


def map_keys(surface):
    """What the colours mean, for a legend under the picture."""
    names = [f"to {place(minimum)}" for minimum in surface.minima[:COLOURS]] + ["at no minimum yet"]
    shades = [*region_colours(COLOURS)[: len(names) - 1], region_colours(COLOURS)[-1]]
    return [Patch(facecolor=shade, alpha=0.5, label=name) for shade, name in zip(shades, names, strict=True)]
