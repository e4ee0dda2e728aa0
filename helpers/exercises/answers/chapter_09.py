"""What is right in the exercises of chapter 09, RMSprop, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _settles(epsilon):
    """Repair it: an ε that caps the rate below the limit at the star, and still lets the flat axis arrive."""
    path = descend(surfaces.beale, (2, 0.3), optimizers.RMSprop(0.03, epsilon=epsilon), 5000, keep="last")
    far = np.hypot(*(path.final - surfaces.beale.minima[0]))
    if far <= 1e-6:
        return True, f"Settled. Above 0.03 · 48.98/2 = 0.735 the hop dies, and {epsilon:g} is still fast enough."
    if epsilon > 1:
        return False, f"No hop any more, but it is {far:.1g} away: with η/ε this small the flat axis takes too long."
    return False, f"Still hopping, {far:.1g} away. The steepest curvature at the star is 48.98: which ε is above ηλ/2?"


def _off_the_map(start):
    """Break it: a start from which the ball runs down an endless arm."""
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
        step = int(np.argmax(outside))
        x, y = path.points[step]
        return True, f"It left at step {step:,}, at ({x:.2f}, {y:.2f})."
    return False, f"It stays, and ends {np.hypot(*(path.final - (3, 0.5))):.2g} from the star. Try the upper left."


EXERCISES = {
    "09.1": Choice("smaller rates", {
        "smaller rates": "The hop is η long in any case. The slopes there, and so √s, are 1,000 times larger.",
        "longer hops": "g and √s both grow 1,000 times, and g/√s stays what it was: the hop is η, as before.",
        "nothing": "The hop is the same. But the slopes are 1,000 times larger, and so is √s. What is η/√s then?",
    }),
    "09.2": Number(0.01 / np.sqrt(1 - 0.99**2), "s = (0.99 · 0.01 + 0.01) g² = (1 − β²) g². After t steps it is "
                   "(1 − βᵗ) g²: a mean that starts at 0 is too small at first. Adam will correct just that.", near=(
        (0.1, "That is the first step. By the second, s holds two squares: 0.99 · 0.01 g² + 0.01 g²."),
        (0.1 / np.sqrt(2), "Nearly: the older square has faded to 0.99 of itself by the second step."),
        (0.07, "Nearly. Four decimals, please: 0.0xxx."), (0.071, "Nearly. Four decimals, please: 0.0xxx."),
        (0.01, "That will be so in the long run. After two steps s is still far below g²."),
        (0.01 / (1 - 0.99**2), "You divided by s itself, relative to |g|. The rule divides by its root.")),
                   tolerance=2e-5),
    "09.3": Number(1 / 9, "The Hessian has rows (10, 8), (8, 10) and so the eigenvalues 18 and 2: 2/18.", near=(
        (0.2, "That is 2/10, the law along the axes. The valley lies askew: take the eigenvalue of the whole Hessian."),
        (1.0, "That is 2 over the smaller eigenvalue. The steep direction sets the limit."),
        (1 / 18, "That is 1/λ, the best rate. It does not stop there: where does hopping begin?"),
        (2 / 9, "The second derivative of 5x² is 10, not 5, and the mixed one of 8xy is 8: eigenvalues 18 and 2."),
        (18, "That is the largest eigenvalue of the Hessian. The rate is 2 divided by it.")), tolerance=1e-3),
    "09.4": Trial(_settles, one_number=True),
    "09.5": Trial(_off_the_map),
}
