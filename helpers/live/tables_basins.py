"""The map of basins behind a live descent: one picture for each learning rate, ready before the slider moves."""

import numpy as np
from matplotlib.patches import Patch

from helpers.descent import basins
from helpers.drawing import place, region_colours

CELLS, RATES, COLOURS = 80, 40, 6


class BasinMaps:
    """Which minimum every start of the view reaches, for RATES learning rates between two ends and the ``named`` ones.

    ``labels`` has shape (rates, CELLS, CELLS), y upwards.
    """

    def __init__(self, surface, optimizer_at, ends, named, steps, view):
        self.rates, self.view = np.union1d(np.geomspace(*ends, RATES), named), view
        self.labels = np.array([basins(surface, optimizer_at(rate), steps, CELLS, view).labels for rate in self.rates])

    def cells(self, box):
        """The same for the page: a byte a cell, rows from the top, and the colours they stand for."""
        colours = np.round(255 * region_colours(COLOURS)).astype(int)
        colours[:, 3] = 130
        bytes_ = np.where(self.labels < 0, COLOURS + 2 + self.labels, np.minimum(self.labels, COLOURS - 1))
        return {"shape": list(self.labels.shape), "control": "learning_rate", "box": box,
                "positions": self.rates.tobytes(), "colours": colours.tolist(),
                "data": bytes_[:, ::-1].astype(np.uint8).tobytes()}

    @staticmethod
    def keys(surface):
        """What the colours mean, for a legend under the picture."""
        names = [f"to {place(minimum)}" for minimum in surface.minima[:COLOURS]] + ["at no minimum yet"]
        shades = [*region_colours(COLOURS)[: len(names) - 1], region_colours(COLOURS)[-1]]
        return [Patch(facecolor=shade, alpha=0.5, label=name) for shade, name in zip(shades, names, strict=True)]

    def draw(self, axes, rate):
        """The map nearest to ``rate`` as a matplotlib artist behind everything."""
        labels = self.labels[int(np.argmin(np.abs(self.rates - rate)))]
        extent = [edge for pair in self.view for edge in pair]
        return axes.imshow(region_colours()[labels], origin="lower", extent=extent, alpha=0.5, zorder=0,
                           aspect=axes.get_aspect(), interpolation="nearest")
