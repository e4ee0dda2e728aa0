"""What is right in the exercises of appendix A, sources and errata, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial

ETA, MU, STEPS = 0.1, 0.9, 600


def _by_halves(x, y):
    """Where looking ahead separately in each coordinate comes to rest on the two wells."""
    slope, vx, vy = surfaces.two_wells.gradient, 0.0, 0.0
    for _ in range(STEPS):
        gx, gy = slope((x + MU * vx, y))[0], slope((x, y + MU * vy))[1]
        vx, vy = MU * vx - ETA * gx, MU * vy - ETA * gy
        x, y = x + vx, y + vy
    return np.array([x, y])


def _in_different_wells(start):
    """Break it: Nesterov and its halves must rest in different wells."""
    if np.shape(start) != (2,):
        return False, f"This wants a start (x, y); you gave {start!r}."
    x, y = (float(part) for part in start)
    if not (abs(x) <= 2 and abs(y) <= 2):
        return False, "Both numbers must lie between −2 and 2."
    ends = descend(surfaces.two_wells, (x, y), optimizers.Nesterov(ETA, MU), STEPS).final, _by_halves(x, y)
    away = np.array([[np.hypot(*(end - minimum)) for minimum in surfaces.two_wells.minima] for end in ends])
    if away.min(axis=1).max() > 0.05:
        return False, "One of them has not come to rest. Start a little nearer to the wells."
    ours, halves = away.argmin(axis=1)
    well = ("deep", "shallow")
    if ours == halves:
        return False, f"Both rest in the {well[ours]} well. {_where_next(x, y, ours)}"
    return True, f"Nesterov rests in the {well[ours]} well, its halves in the {well[halves]} one: another rule indeed."


def _where_next(x, y, well):
    """A hint for a start from which both come to rest in the same well."""
    if well == 0:
        return ("From this side of the ridge both roll down to it. Begin on the other side, where x is larger than y "
                "by more than 1.")
    if x - y < 2:
        return "They start too near to be fast. Go behind it, farther from the ridge."
    return "Behind it is right; they are still too slow for the ridge. Farther out, towards the corner."


EXERCISES = {
    "A.1": Choice("no correction", {
        "clock at 2": "That gives 0.744 η, as hwdong's code does: both powers are one too high, and nearly cancel.",
        "no correction": "m = 0.1 g and √v = √0.001 |g|, so m/√v = 0.1/0.0316 = 3.16: too long, not too short.",
        "only m corrected": "Then m is g itself, divided by √0.001 |g|: a step of 31.6 η.",
        "only v corrected": "Then √v is |g| itself, and m is 0.1 g: a step of 0.1 η.",
    }),
    "A.2": Number((1 - 0.95) * 0.5, "(1 − 0.95) · 0.5: what stands before g must be the same.", tolerance=1e-6, near=(
        (0.5 / (1 - 0.95), "Upside down: the paper's factor makes its steps small, so yours must be small too."),
        (0.95 * 0.5, "The factor in front of g is 1 − μ, not μ."),
        (0.5, "That walks twenty times too boldly: the paper multiplies by (1 − μ) first."))),
    "A.3": Trial(_in_different_wells),
    "A.4": Choice("half the slope", {
        "one step too few": "Each step leaves 1 − 0.03 · 12 = 0.64 of the distance 0.25: after two, x is 0.8976.",
        "half the slope": "A factor of 0.82 a step in place of 0.64: 6x − 6, where the power rule gives 12x − 12.",
        "a climb": "Then x would move away from 1, below 0.75.",
        "momentum": "Momentum would have gone farther than plain descent by then, not less far.",
        "right": "Each step leaves 1 − 0.03 · 12 = 0.64 of the distance 0.25. Where is x after three?",
    }),
}
