"""What is right in the exercises of chapter 08, Adagrad, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _still_far(start):
    """Break it: close to the star, but on ground so steep that the accumulator fills up at once."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start - surfaces.beale.minima[0]) <= 1 + 1e-9):
        return False, "x must lie between 2 and 4, y between −0.5 and 1.5."
    far = np.hypot(*(descend(surfaces.beale, start, optimizers.Adagrad(0.1), 1000).final - surfaces.beale.minima[0]))
    steep = np.abs(surfaces.beale.gradient(start)).max()
    if far <= 0.7:
        return False, f"It comes within {far:.2g}. The steepest slope there is {steep:,.0f}: look for a steeper corner."
    return True, f"Still {far:.2f} away: one slope of {steep:,.0f} at the start, and s never forgets it."


def _over_the_cliff(rate):
    """Beat it: a rate that jumps over the cliff instead of walking down it."""
    rule = optimizers.Adagrad(rate, initial_accumulator=1.0)
    path = descend(surfaces.beale, (3, 4), rule, 20_000, keep=[0, 1, 20_000])
    far = np.hypot(*(path.final - surfaces.beale.minima[0]))
    if far <= 0.3:
        x, y = path.points[1]
        return True, (f"{far:.2f} away. The first step landed at ({x:.2f}, {y:.2f}), below the ridge y = 1: a jump "
                      "that happened to fit, not a method.")
    if far < 0.6:
        return False, f"It ends {far:.2f} away: almost. A slightly longer jump."
    if rate < 3:
        return False, f"It ends {far:.1f} away. η is a length here: can one step jump past y = 1?"
    return False, f"It ends {far:.1f} away. That first jump is too long; try one that lands a little below y = 1."


def _first_moves():
    """Where plain descent and other wrong readings of the first step lead, on the canyon from (−0.5, 2.3)."""
    start = np.array([-0.5, 2.3])
    g = surfaces.canyon.gradient(start)
    return start - 0.1 * g, start - 0.1 * g / np.hypot(*g), start + 0.1 * np.sign(g), start - 0.1 * np.abs(np.sign(g))


_PLAIN, _UNIT, _UPHILL, _UNSIGNED = (tuple(map(float, end)) for end in _first_moves())

EXERCISES = {
    "08.1": Choice("slower", {
        "slower": "η is half a millimetre now, and 200 of them lie ahead: 400 first steps, and each is shorter.",
        "as fast": "The curvature cancels, the distance does not: η is still 0.5, but y now has 200 to go, not 0.2.",
        "faster": "The slopes are far gentler in these units, but Adagrad does not see slopes. It sees 200 to go.",
    }),
    "08.2": Number(lambda: tuple(descend(surfaces.canyon, (-0.5, 2.3), optimizers.Adagrad(0.1), 1).final),
                   "0.1 in each coordinate, against its slope. Only the signs of the gradient matter.", near=(
        (_PLAIN, "That is plain descent's step. Adagrad divides each part of the gradient by its own size first."),
        (_UNIT, "You divided by the length of the whole gradient. Each coordinate divides by its own part."),
        (_UPHILL, "Right length, but uphill: the step goes against the gradient."),
        (_UNSIGNED, "Right length, but the slope in x is negative there: downhill is to the right.")), tolerance=1e-6),
    "08.3": Number(10, "s is 10,000 for one and 100 for the other, and the root of 100 is 10.", near=(
        (100, "The sums of squares differ 100 times. The rule divides by their roots."),
        (0.1, "The other way round: fewer gradients, smaller sum, larger rate.")), tolerance=1e-2),
    "08.4": Trial(_still_far),
    "08.5": Trial(_over_the_cliff, one_number=True),
}
