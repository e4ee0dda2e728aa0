"""What is right in the exercises of chapter 07, Nesterov, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Function, Number, Trial


def _only_momentum(rate):
    """Break two of three: plain descent and Nesterov must diverge, momentum must arrive."""
    rules = (optimizers.GradientDescent(rate), optimizers.Nesterov(rate, 0.9), optimizers.Momentum(rate, 0.9))
    ends = [descend(surfaces.narrow_valley, (-2.4, 0.2), rule, 3000) for rule in rules]
    if rate < 0.02:
        return False, f"With η = {rate:g} all three creep along safely. Go up, past two of the three limits."
    plain, ahead, momentum = (end.outcome == "diverged" or np.hypot(*end.final) > 1 for end in ends)
    if momentum:
        return False, f"With η = {rate:g} momentum does not arrive either: its limit is 2(1 + μ)/18 = 0.211."
    if not ahead:
        return False, f"With η = {rate:g} all three arrive. Nesterov is the first to go: 2(1 + μ)/(1 + 2μ)/18 = 0.075."
    if not plain:
        return False, f"With η = {rate:g} Nesterov is gone, but plain descent still arrives. Its limit is 2/18."
    return True, f"With η = {rate:g} ηλ is {18 * rate:.2f}: past 1.36 and past 2, but below momentum's 3.8."


EXERCISES = {
    "07.1": Choice("on the minimum", {
        "on the minimum": "The look-ahead slope sends it back by all that the memory adds. Momentum would be at 0.9 v.",
        "at 0.9 v": "Momentum would. But here the slope is felt at x + μv, and ηλ = 1 steps from there to the minimum.",
        "at v": "The memory keeps μv = 0.9 v of it, even without a slope. And which slope is felt at x + μv?",
    }),
    "07.2": Number(2 * 1.9 / 2.8 / 80, "ηλ = 2(1 + μ)/(1 + 2μ) = 1.357, and the steepest direction has λ = 80. "
                   "(0.01696…: round it down, not up.)",
                   near=(
        *((wrong, "Rounded up: there the ball flies off, though late. Round a limit down.")
          for wrong in (0.017, 0.01697)),
        (0.0169, "Stable, but it is not the limit yet: give four digits."),
        *((wrong, "That is the limit of ηλ. Divide by the largest curvature.")
          for wrong in (2 * 1.9 / 2.8, 1.357, 1.36)),
        *((wrong, "That is for λ = 12. The steepest direction sets the limit.")
          for wrong in (2 * 1.9 / 2.8 / 12, 0.1131, 0.113)),
        *((wrong, "The coefficient of y² is 40, but the curvature is twice that.")
          for wrong in (2 * 1.9 / 2.8 / 40, 0.0339, 0.034)),
        (2 * 1.9 / 80, "That is momentum's limit, 2(1 + μ)/λ. Nesterov's has 1 + 2μ below the line."),
        (2 / 80, "That is plain descent's limit. Nesterov's is 2(1 + μ)/(1 + 2μ) in place of 2.")), tolerance=5e-6),
    "07.3": Function(lambda step: (1 - step**0.5) / (1 + step**0.5), [(0.25,), (0.04,), (0.81,)],
                     "(1 + μ)²(1 − ηλ) = 4μ gives μ = (1 − √ηλ)/(1 + √ηλ). At ηλ = 1/κ that is the μ with the proof.",
                     near=(
        (lambda step: (1 - step**0.5) ** 2,
         "That is momentum's line, (1 − √ηλ)². Nesterov's equation has 1 − ηλ in both coefficients."),
        (lambda step: (1 + step**0.5) / (1 - step**0.5),
         "The other solution of the quadratic, which is above 1. The two multiply to 1: take the smaller."),
        (lambda step: ((1 - step**0.5) / (1 + step**0.5)) ** 2,
         "One square too many: the quadratic in μ is solved by (1 − √ηλ)/(1 + √ηλ) itself."),
        (lambda step: (1 - step) / (1 + step),
         "Nearly: a root of ηλ has got lost. Solve (1 + μ)²(1 − ηλ) = 4μ for μ once more."))),
    "07.4": Trial(_only_momentum, one_number=True),
}
