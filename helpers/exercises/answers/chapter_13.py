"""What is right in the exercises of chapter 13, optimizers as objects, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


class _Clipped(optimizers.Optimizer):
    """The rule of chapter 13: momentum with each slope cut off at a limit."""

    learning_rate: float = 0.03
    momentum: float = 0.8
    limit: float = 1.0

    def rule(g, v, learning_rate, momentum, limit):
        v = momentum * v - learning_rate * np.clip(g, -limit, limit)
        return v, v


def _damped_average(rule):
    """Write a rule: run the reader's class, compare its path with what momentum does at the converted rate."""
    if not isinstance(rule, type) or not issubclass(rule, optimizers.Optimizer):
        return False, f"This wants the class, without brackets behind it, made from optimizers.Optimizer; got {rule!r}."
    if set(rule.hyperparameters) != {"learning_rate", "momentum"}:
        return False, f"The fields must be learning_rate and momentum; yours are {', '.join(rule.hyperparameters)}."

    def end(optimizer):
        return descend(surfaces.bowl, (-0.5, 2.9), optimizer, 9).points

    try:
        given = end(rule(learning_rate=0.04, momentum=0.75))
    except Exception as error:  # a reader's rule may fail in any way; say how
        return False, f"Your rule fails: {type(error).__name__}: {error}"
    if len(given) < 10:
        return False, (f"It flies off after {len(given) - 1} step{'s' * (len(given) > 2)}. The move is −ηm: are η and "
                       "the sign in it?")
    if np.allclose(given, end(optimizers.Momentum(0.01, 0.75)), rtol=0, atol=1e-9):
        return True, "It walks like Momentum with η(1 − μ) in place of η: the conversion of chapter 06."
    if np.allclose(given, end(optimizers.Momentum(0.04, 0.75)), rtol=0, atol=1e-9):
        return False, "The factor (1 − μ) in front of g is missing: that is plain momentum."
    if np.allclose(given, end(optimizers.GradientDescent(0.04)), rtol=0, atol=1e-9):
        return False, "It walks like plain descent: step along m, not along g."
    if np.allclose(given, end(optimizers.GradientDescent(0.01)), rtol=0, atol=1e-9):
        return False, "m is forgotten at every step. Is the new m the second value that your rule returns?"
    moved, wanted = given[1] - given[0], -0.01 * surfaces.bowl.gradient((-0.5, 2.9))
    if np.allclose(moved, given[0] + wanted, rtol=0, atol=1e-9):
        return False, "It returns the new point. A rule returns the move, −ηm, and helpers adds it to x."
    if moved @ (1.5, -2.1) < 0:
        return False, "The first step leads uphill. Check the sign of the move."
    if np.allclose(moved, wanted, rtol=0, atol=1e-9):
        return False, "The first step is right, the second is not: is the second value that you return the new m?"
    return False, (f"With η = 0.04, μ = 0.75 and g = (−18, 38.2) the first move should be ({wanted[0]:.3f}, "
                   f"{wanted[1]:.3f}); yours is ({moved[0]:.3f}, {moved[1]:.3f}).")


def _out_of_reach(start):
    """Break it: a start so far out that clipped steps are too short to come home."""
    if not 0 <= start <= 260:
        return False, f"x must lie between 0 and 260, you gave {start:g}."
    left = abs(float(descend(surfaces.parabola, start, _Clipped(), 1000).final) - 1)
    if left <= 100:
        return False, f"From {start:g} it is only {left:.3g} away after 1,000 steps. How far can it go in a thousand?"
    return True, f"It has covered {abs(start - 1) - left:.1f} and is still {left:.1f} away: at most 0.15 a step."


EXERCISES = {
    "13.1": Choice("one run of 200", {
        "one run of 200": "Point and velocity both stay in the object, so the second call just goes on.",
        "the same 100 again": "For that you would have to put the point and the velocity back.",
        "fresh start": "The velocity lives in the object, not in the loop: nobody has set it to zero.",
    }),
    "13.2": Number(0.15, "v ← 0.8v − 0.03 settles where |v| = 0.03/(1 − 0.8).", near=(
        (-0.15, "The size is right. How far, that is a length: without a sign."),
        (0.03, "That is the first step. Momentum adds up the steps before it."),
        (0.054, "That is the second step. Go on: where does v ← 0.8v + 0.03 settle?"),
        (0.024, "That is 0.8 · 0.03, what is left of one push a step later. All pushes add up."),
        (0.006, "That is the damped convention, with (1 − μ) in front. Here you divide by it."),
        (0.12, "That is 0.8 · 0.15: what momentum adds. The newest push comes on top.")), tolerance=1e-4),
    "13.3": Trial(_damped_average),
    "13.4": Trial(_out_of_reach, one_number=True),
}
