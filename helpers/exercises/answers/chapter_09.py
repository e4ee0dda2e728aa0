"""What is right in the exercises of chapter 09, RMSprop, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _settles(epsilon):
    """Repair it: an ε that caps the rate below the limit at the star, and still lets the flat axis arrive."""
    path = descend(surfaces.beale, (2, 0.3), optimizers.RMSprop(0.01, epsilon=epsilon), 5000, keep="last")
    far = np.hypot(*(path.final - surfaces.beale.minima[0]))
    if far <= 1e-6:
        return True, f"Settled. Above 0.01 · 48.98/2 = 0.245 the hop dies, and {epsilon:g} is still fast enough."
    if epsilon > 0.5:
        return False, f"No hop any more, but it is {far:.1g} away: with η/ε this small the flat axis takes too long."
    return False, f"Still hopping, {far:.1g} away. The steepest curvature at the star is 48.98: which ε is above ηλ/2?"


def _off_the_map(start):
    """Break it: a start from which the steps of constant length run down an endless arm."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start) <= 4.5):
        return False, "Both numbers must lie between −4.5 and 4.5."
    if np.hypot(*(start - (3, 4))) < 3:
        return False, "That is too near to (3, 4), whose fate you know. Which other ground leads into the arm?"
    path = descend(surfaces.beale, start, optimizers.RMSprop(0.01), 3000)
    outside = np.abs(path.points).max(axis=1) > 4.5
    if outside.any():
        return True, f"It left at step {int(np.argmax(outside)):,}, always downhill on average, always η at a time."
    return False, f"It stays, and ends {np.hypot(*(path.final - (3, 0.5))):.2g} from the star. Try the upper left."


EXERCISES = {
    "09.1": Choice("sign descent", {
        "sign descent": "s is g² alone, so g/√s is +1 or −1: only the sign of each slope counts.",
        "plain descent": "That would need s to stay constant. With β = 0 it is g² afresh at every step.",
        "adagrad": "Adagrad remembers everything. With β = 0 nothing is remembered at all.",
    }),
    "09.2": Number(0.1, "s = 0.01 g², so the step is η/√0.01 = 10 η. A mean that starts at 0 is too small at first; "
                   "Adam will correct that.", near=(
        (0.01, "That would be Adagrad, or β = 0. Here s is only 0.01 g² after the first step."),
        (1.0, "You divided by s itself, relative to |g|. The rule divides by its root."),
        (0.1 * np.sqrt(2), "That is the length of the whole step. The question asks for each coordinate."),
        (0.01 / np.sqrt(0.99), "The new gradient enters with the weight 1 − β = 0.01, not with β."),
        (0.001, "s is smaller than g², so the step is longer than η, not shorter.")), tolerance=1e-4),
    "09.3": Number((0.5, 0.02), "2/4 and 2/100: each rate is turned up to its own limit, 2 over the curvature.", near=(
        ((0.25, 0.01), "Those are the best rates, 1/λ. It does not stop there: where does hopping begin?"),
        ((4, 100), "Those are the curvatures. The limit is 2 divided by them."),
        ((1, 0.04), "The curvatures are twice the coefficients: the second derivative of 2x² is 4."),
        ((0.02, 0.5), "The right numbers in the wrong order: which direction is the steep one?")), tolerance=1e-4),
    "09.4": Trial(_settles, one_number=True),
    "09.5": Trial(_off_the_map),
}
