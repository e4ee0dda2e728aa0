"""Tuning in the open: every rule tries the same learning rates on the same starts, in one broadcast sweep each."""

from dataclasses import dataclass

import numpy as np

from helpers.descent.path import descend

RATES = np.geomspace(1e-6, 10, 141)
FLOOR = 1e-16  # heights below this are rounding


@dataclass(frozen=True, eq=False)
class Tuning:
    """What a sweep found: ``heights`` above the lowest minimum, one a rate (inf where a run diverged), and ``best``."""

    optimizer: type
    rates: np.ndarray
    heights: np.ndarray
    best: float


def tune(surface, optimizer, starts, steps, rates=RATES, **settings):
    """Try every rate on every start and take the one with the lowest end, averaged over the starts in decades.

    Arguments: surface with a known minimum; optimizer, a class; starts, a list of points; steps of each run; rates;
    settings for the optimizer's other fields. Returns a Tuning. Raises ValueError for a surface without minima.

    >>> from helpers import optimizers, surfaces
    >>> round(tune(surfaces.parabola, optimizers.GradientDescent, [-0.9, 0.75], steps=10).best, 2)
    0.07
    """
    if not len(surface.minima):
        raise ValueError(f"tuning needs a surface with a known minimum, got {surface.name}")
    starts = np.asarray(starts, dtype=float)
    columns = starts.T[..., None] if surface.dimension == 2 else starts[:, None]
    path = descend(surface, columns, optimizer(rates, **settings), steps, keep="last")
    with np.errstate(all="ignore"):
        height = surface(path.final) - surface(surface.minima[0])
    lost = (path.outcome == "diverged") | ~np.isfinite(height)
    decades = np.where(lost, np.inf, np.log10(np.maximum(height, FLOOR))).mean(axis=0)
    return Tuning(optimizer, rates, 10.0**decades, float(rates[int(np.argmin(decades))]))
