"""What is right in the exercises of chapter 03, descent in two dimensions, and what near misses mean."""

import math

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial, pair


def _along_the_floor(start):
    """Break the limit: above it, only a ball without any distance in the steep direction comes home."""
    given = pair(start)
    if given is None or not np.all(np.abs(given) <= 100):
        return False, f"This wants one start, a pair of numbers of at most 100, x first; you gave {start!r}."
    path = descend(surfaces.canyon, given, optimizers.GradientDescent(0.03), 100)
    away = path.points[[0, -1]] - surfaces.canyon.minima[0]
    if math.hypot(*away[0]) < 1:
        return False, f"Nice try: that start is only {math.hypot(*away[0]):.3g} from the minimum. Go at least 1 away."
    if path.outcome == "diverged" or math.hypot(*away[1]) > 1e-6:
        return False, (f"It starts {abs(away[0, 1]):.3g} from the floor of the canyon, and across it the factor is "
                       f"1 − 80 · 0.03 = −1.4: every distance in y grows. Which distance does not grow?")
    return True, ("No distance in y, so −1.4 has nothing to multiply; along x the factor is 0.64. In practice a speck "
                  "of dust in y would ruin it.")


EXERCISES = {
    "03.1": Choice("zigzag in y", {
        "steady": "Along x it is steady. Now look across: the second derivative in y is 100. What is 1 − 100η?",
        "zigzag in x": "Along x the factor is 1 − 4 · 0.015 = 0.94: positive, so no zigzag there.",
        "zigzag in y": "Curvatures 4 and 100, factors 0.94 in x and −0.5 in y: it bounces across and creeps along.",
        "diverge": "The limit is 2/100 = 0.02, and 0.015 is below it.",
    }),
    "03.2": Number((1 / 4, 1 / 2), "The Hessian (4, 2; 2, 4) has eigenvalues 2 and 6: κ = 3, η = 2/(2 + 6).", near=(
        ((1 / 2, 1 / 4), "The right two numbers the wrong way round: first the rate, then the factor."),
        ((1 / 4, 0.0), "The rate is right. But 4 and 4 are the curvatures along x and y, not along the valley's axes."),
        ((1 / 4, -1 / 2), "Right but for the sign: one axis has +0.5, the other −0.5; the size counts."),
        ((1 / 4, 3.0), "3 is the condition number κ. Each step leaves (κ − 1)/(κ + 1) of the distance."),
        ((1 / 4, 2.0), "The rate is right. The factor is (κ − 1)/(κ + 1); yours is upside down."),
        ((1 / 3, 1.0), "1/3 is the limit 2/λ_max: there the ball bounces across for ever. The best rate is smaller."),
        ((1 / 2, 1 / 2), "The second derivatives are twice the coefficients: the Hessian is (4, 2; 2, 4)."))),
    "03.3": Number(lambda: math.log(1e3) / math.log(577 / 575), "κ = 18 / (1/32) = 576: twice as long, four times κ.",
                   tolerance=0.02, near=(
        (lambda: math.log(1e3) / math.log(145 / 143), "That is the shorter valley. What is the curvature of x²/64?"),
        (lambda: 2 * math.log(1e3) / math.log(145 / 143),
         "κ is 18 / (1/32) = 576: twice as long is four times κ, not twice."),
        (lambda: math.log(1e3) / -math.log(1 - 0.1 / 32), "That is for η = 0.1. The best rate is 2/(1/32 + 18)."),
        (lambda: math.log(1e3) / -math.log(1 - 1 / 576),
         "Twice too many. Is the curvature of x²/64 really 1/64? Or is your rate 1/λ_max, half the best one?"),
        (576, "That is κ. Each of the three digits costs a good κ steps: the rule of thumb says 3.5 κ."),
        (lambda: math.log(1e3) / -math.log(1 - 0.1 / 8), "That is the shorter valley, and at η = 0.1."))),
    "03.4": Trial(_along_the_floor),
}
