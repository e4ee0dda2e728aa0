"""What is right in the exercises of chapter 00, start here, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _farther_but_not_far(rate):
    """Break it, but only a little: the end must lie farther from the minimum than the start, yet less than 6 away."""
    path = descend(surfaces.canyon, (2.3, 2.3), optimizers.GradientDescent(rate), 12)
    minimum = surfaces.canyon.minima[0]
    first, last = (float(np.hypot(*(p - minimum))) for p in (path.points[0], path.points[-1]))
    if rate == 0:
        return False, "With η = 0 no step has any length: the ball stays where it is."
    way = f"With η = {rate:g} it went from {first:.2f} to {last:.3g} away from the star"
    if not last < 6:
        return False, f"{way}: too far. Smaller."
    if last > first:
        return True, f"{way}."
    if rate > 2 / 80:
        return False, f"{way}. The bounces grow, but twelve of them have not led back to where it began."
    return False, f"{way}: closer."


EXERCISES = {
    "00.1": Choice("away", {
        "closer": "It would be, if a larger rate were always better. Drag the rate to 0.04 and look at the heights.",
        "away": "At 0.04 each bounce in y is more than twice as long as the one before.",
    }),
    "00.2": Number(lambda: surfaces.canyon((2.3, 2.3)), "Or let it say so itself: surfaces.canyon((2.3, 2.3)).", near=(
        (surfaces.canyon((2.3, 2.3)) - 3, "Almost: the 3 at the end is missing."),
        (surfaces.canyon((2.3, 2.3)) + 84 * 2.3, "Look at the signs: 12x and 30y are taken away."),
        ((6 * 2.3) ** 2 + (40 * 2.3) ** 2 - 42 * 2.3 + 3, "Square first, multiply then: 6x² is 6 · x · x."),
        (lambda: surfaces.bowl((2.3, 2.3)), "That is the bowl of chapter 03; the canyon has 40y² and 30y."))),
    "00.3": Trial(_farther_but_not_far, one_number=True),
}
