"""What is right in the exercises of chapter 08, Adagrad, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _still_far(start):
    """Break it: close to the star, but on ground so steep that the accumulator fills up."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start - surfaces.beale.minima[0]) <= 1 + 1e-9):
        return False, "x must lie between 2 and 4, y between −0.5 and 1.5."
    far = np.hypot(*(descend(surfaces.beale, start, optimizers.Adagrad(0.1), 1000).final - surfaces.beale.minima[0]))
    steep = np.abs(surfaces.beale.gradient(start)).max()
    if far <= 0.7:
        return False, f"It comes within {far:.2g}. The steepest slope there is {steep:,.0f}: look for a steeper corner."
    return True, f"Still {far:.2f} away: the slopes began at {steep:,.0f}, and s never forgets them."


def _over_the_cliff(rate):
    """Beat it: a rate that jumps over the cliff instead of walking down it."""
    rule = optimizers.Adagrad(rate, initial_accumulator=1.0)
    path = descend(surfaces.beale, (3, 4), rule, 20_000, keep=[0, 1, 20_000])
    far = np.hypot(*(path.final - surfaces.beale.minima[0]))
    if far <= 0.3:
        x, y = path.points[1]
        return True, (f"{far:.3f} away. The first step landed at ({x:.2f}, {y:.2f}), beyond the cliff: s holds one "
                      "steep slope and not thousands.")
    if far < 0.6:
        return False, f"It ends {far:.3f} away: almost. A slightly longer jump."
    if rate < 3:
        return False, f"It ends {far:.1f} away. η is a length here: can one step jump past y = 1?"
    return False, f"It ends {far:.1f} away. That first jump is too long: about 7 is the most."


EXERCISES = {
    "08.1": Choice("slower", {
        "slower": "η is half a millimetre now, and 200 lie ahead. Half of them take 12,927 steps; before it was 3.",
        "as fast": "The curvature cancels, the distance does not: η is still 0.5, but y now has 200 to go, not 0.2.",
        "faster": "The slopes are far gentler in these units, but Adagrad does not see slopes. It sees 200 to go.",
    }),
    "08.2": Number(0.5 - 0.25 / np.sqrt(1.25), "From 1 to 0.5, then by 0.5 · 0.5/√(1 + 0.25). The 7 cancels.", near=(
        (0.0, "The second step is shorter: s holds the first slope, too. It is 14² + 7² by then."),
        (0.25, "You divided the second slope by the first alone. First add its square to s, then divide."),
        (0.28, "Nearly. Three decimals, please: 0.xxx."),
        (0.5, "That is after the first step. Take one more."),
        (0.5 - 0.25 / 1.25, "Divide by the root of s, not by s."),
        (0.5 - 0.25 / np.sqrt(0.625), "Adagrad adds the squares; you took their mean. That will be chapter 09.")),
                   tolerance=4e-4),
    "08.3": Number(10, "s is 10,000 for one and 100 for the other, and the root of 100 is 10.", near=(
        (100, "The sums of squares differ 100 times. The rule divides by their roots."),
        (0.1, "The other way round: fewer gradients, smaller sum, larger rate.")), tolerance=1e-2),
    "08.4": Trial(_still_far),
    "08.5": Trial(_over_the_cliff, one_number=True),
}
