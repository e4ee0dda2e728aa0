"""A run as two curves: its path as drawn on the surface, and its heights above the lowest minimum."""

import numpy as np

from helpers.drawing import words
from helpers.live.scene import kept_steps


def curves(path):
    """Both as arrays (vertices, 2), as far as they are drawn; without a known minimum heights are what they are."""
    surface, kept = path.surface, kept_steps(path.steps)
    points = words.coordinates(path)[kept]
    with np.errstate(all="ignore"):
        heights = surface(points.T if surface.dimension == 2 else points[:, 0])
        floor = surface(surface.minima[0]) if len(surface.minima) else None
        above = heights if floor is None else np.maximum(heights - floor, 1e-300)
    plane = points if surface.dimension == 2 else np.stack([points[:, 0], heights], axis=1)
    return plane, np.stack([kept, above], axis=1)
