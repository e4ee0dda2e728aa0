"""The map of basins behind a live descent: in which minimum every start of the view settles."""

import numpy as np
from matplotlib.patches import Patch

from helpers.descent import basins
from helpers.drawing import place, region_colours

CELLS, COLOURS = 80, 6
LONG = 500  # steps of a map at least: where a start settles is seen later than where it goes


def _colours():
    colours = np.round(255 * region_colours(COLOURS)).astype(int)
    colours[:, 3] = 130
    return colours.tolist()


def map_spec(view, steps, kind):
    """What the page needs to make the map by itself (page/basins.js)."""
    return {"view": [list(ends) for ends in view], "steps": steps, "colours": _colours(),
            "names": list(kind.hyperparameters)}


def map_of(surface, optimizer, steps, view):
    """The cells of a Scene: each start of the view in the colour of the minimum in which it settles."""
    labels = basins(surface, optimizer, steps, CELLS, view).labels
    shades = np.where(labels < 0, COLOURS + 2 + labels, np.minimum(labels, COLOURS - 1))
    return {"panel": "main", "wide": CELLS, "high": CELLS, "labels": shades[::-1], "colours": _colours()}


def map_keys(surface, steps):
    """What the colours mean, for a legend under the picture."""
    names = [f"settles at {place(minimum)}" for minimum in surface.minima[:COLOURS]]
    names += [f"not settled after {steps} steps", "diverges"]
    shades, quiet = region_colours(COLOURS), (COLOURS + 1, COLOURS)
    shades = [*shades[: len(names) - 2], *(shades[k] for k in quiet)]
    return [Patch(facecolor=shade, edgecolor="0.6", alpha=0.5, label=name)
            for shade, name in zip(shades, names, strict=True)]
