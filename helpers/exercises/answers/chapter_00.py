"""What is right in the exercises of chapter 00, start here, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _farther(rate):
    """Break it: the end must lie farther from the minimum than the start."""
    path = descend(surfaces.canyon, (2.3, 2.3), optimizers.GradientDescent(rate), 12)
    minimum = surfaces.canyon.minima[0]
    first, last = (float(np.hypot(*(p - minimum))) for p in (path.points[0], path.points[-1]))
    if last <= first:
        return False, f"With η = {rate:g} it went from {first:.2f} to {last:.2f} away from the star: closer."
    return True, f"With η = {rate:g} it went from {first:.2f} to {last:.3g} away from the star."


EXERCISES = {
    "00.1": Choice("away", {
        "closer": "It would be, if longer steps were always better. Drag the rate to 0.04 and look at the bounces.",
        "away": "At 0.04 each bounce in y is more than twice as long as the one before.",
    }),
    "00.2": Number(lambda: surfaces.canyon((2.3, 2.3)), "Or let it say so itself: surfaces.canyon((2.3, 2.3)).", near=(
        (surfaces.canyon((2.3, 2.3)) - 3, "Almost: the 3 at the end is missing."),
        (lambda: surfaces.bowl((2.3, 2.3)), "That is the bowl of chapter 03; the canyon has 40y² and 30y."))),
    "00.3": Trial(_farther, one_number=True),
}
