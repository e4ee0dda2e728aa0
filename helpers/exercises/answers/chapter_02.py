"""What is right in the exercises of chapter 02, descent in one dimension, and what near misses mean."""

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _diverge_slowly(rate):
    """Break it, but only just: the run must diverge, and its tenth point must still be inside the picture."""
    path = descend(surfaces.parabola, 0.75, optimizers.GradientDescent(rate), 10)
    last, factor = float(path.final), 1 - 12 * rate
    if abs(last - 1) <= 0.25:
        return False, f"With η = {rate:g} the ball ends {abs(last - 1):.3g} from the minimum: it has not moved away."
    if not -0.2 <= last <= 2.2:
        return False, f"It moves away, but too fast: after 10 steps it is at x = {last:.3g}, outside the picture."
    return True, f"The factor is {factor:.3f}: each step is {abs(factor) - 1:.1%} longer than the one before."


EXERCISES = {
    "02.1": Choice("zigzag", {
        "steady": "For η = 0.1 the factor 1 − 12η is below zero: each step crosses the minimum.",
        "zigzag": "1 − 12 · 0.1 = −0.2: it changes sides every step and shrinks to a fifth.",
        "diverge": "The factor 1 − 12 · 0.1 is −0.2. Its size is below one, so the distance shrinks.",
    }),
    "02.2": Number(1 / 12, "1 − 12η = 0: one step lands on the minimum, from anywhere.", near=(
        (1 / 6, "1/6 is the limit: there the ball jumps between two points for ever."),
        (1 / 24, "That halves the distance each step. Which η makes the factor 1 − 12η vanish?"),
        (-1 / 12, "Check the sign: the factor is 1 − 12η."))),
    "02.3": Trial(_diverge_slowly, one_number=True),
}
