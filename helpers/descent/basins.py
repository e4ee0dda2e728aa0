"""Many starts at once, and in which minimum each of them settles."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from helpers.descent import drivers
from helpers.descent.path import descend
from helpers.optimizers import GradientDescent
from helpers.surfaces import Surface

NOWHERE, AWAY = -1, -2  # settled at no minimum; diverged
NEAR, STILL, LAST = 1e-2, 1e-4, 10  # how near, how still and for how many moves, in widths of the surface's view


@dataclass(frozen=True, eq=False)
class Basins:
    """A map of starts: ``labels[j, i]`` is the minimum in which the start (x[i], y[j]) settles.

    labels count the rows of ``surface.minima``; −1 is "not settled": still on the way, hopping, or on a plateau; −2 is
    "diverged". ``share(k)`` is the part of the map with label k.
    """

    surface: Surface
    x: np.ndarray
    y: np.ndarray
    labels: np.ndarray

    def share(self, label):
        """The part of all starts, from 0 to 1, that carry ``label``."""
        return float(np.mean(self.labels == label))


def basins(surface, optimizer, steps=100, resolution=100, view=None):
    """Start a descent in every cell of a grid and label each start with the minimum in which it settles.

    It has settled where it ends within a hundredth of the view's width of a minimum, and none of its last ten moves was
    longer than a ten-thousandth of it.

    Arguments: surface, a Surface of two variables with known minima; optimizer with one setting of each
    hyperparameter; steps; resolution, cells a side; view, ((x low, x high), (y low, y high)) or the surface's own.
    Returns Basins. Raises ValueError for a surface without minima or a resolution below 2.

    >>> from helpers import optimizers, surfaces
    >>> map = basins(surfaces.two_wells, optimizers.GradientDescent(0.4), steps=60, resolution=40)
    >>> map.labels.shape, map.share(0) > map.share(1)
    ((40, 40), True)
    """
    if surface.dimension != 2 or not len(surface.minima):
        raise ValueError(f"basins needs a surface of two variables with known minima, got {surface.name}")
    if isinstance(resolution, bool) or not isinstance(resolution, int | np.integer) or resolution < 2:
        raise ValueError(f"resolution must be a whole number of at least 2, got {resolution!r}")
    x, y = (np.linspace(low, high, resolution) for low, high in (surface.view if view is None else view))
    starts = np.stack(np.meshgrid(x, y)).reshape(2, -1)
    path = descend(surface, starts, optimizer, steps, _flat(surface, optimizer, starts), keep=last_steps(steps))
    labels = label(surface, path.points, path.ended == drivers.DIVERGED)
    return Basins(surface, x, y, labels.reshape(resolution, resolution))


def last_steps(steps):
    """The steps whose points tell whether a run has settled."""
    return np.arange(max(0, int(steps) - LAST), int(steps) + 1)


def _flat(surface, optimizer, starts):
    """The slope under which plain descent may stop: what is left of its way leads to no other minimum.

    A millionth of the usual slope at the starts. Rules that remember, or step far on a small slope, go all their way.
    """
    if type(optimizer) is not GradientDescent:
        return 0.0
    some = starts[:, :: max(1, starts.shape[1] // 200)]
    with np.errstate(all="ignore"):
        usual = np.median(np.abs(surface.gradient(some)))
    return 1e-6 * usual if np.isfinite(usual) else 0.0


def label(surface, points, diverged):
    """In which minimum each run has settled, from its last points (kept, 2, runs)."""
    wide, ends = np.ptp(surface.view, axis=1).max(), points[-1]
    nearest, best = np.full(ends.shape[1], NOWHERE), np.full(ends.shape[1], _reach(surface, wide) ** 2)
    with np.errstate(all="ignore"):
        for number, (x, y) in enumerate(surface.minima):  # one by one: Rastrigin's function has 121
            squared = (ends[0] - x) ** 2
            squared += (ends[1] - y) ** 2
            closer = squared < best
            nearest[closer], best[closer] = number, squared[closer]
        longest = np.zeros(ends.shape[1])  # squared, and one move after the other, for a map has 160,000 runs
        for before, after in pairwise(points):
            np.maximum(longest, ((after - before) ** 2).sum(axis=0), out=longest)
    nearest[~(longest <= (STILL * wide) ** 2)] = NOWHERE
    nearest[diverged] = AWAY
    return nearest


def _reach(surface, wide):
    """How far from a minimum a run may end to have settled there: never nearer to another one."""
    gaps = np.hypot(*(surface.minima[:, None] - surface.minima[None]).T)
    return min(NEAR * wide, gaps[gaps > 0].min(initial=np.inf) / 4)
