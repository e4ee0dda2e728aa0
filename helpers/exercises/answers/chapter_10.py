"""What is right in the exercises of chapter 10, Adadelta, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _leaves_again(epsilon):
    """Break it: near the minimum once, far from it at the end."""
    path = descend(surfaces.narrow_valley, (-2.4, 0.2), optimizers.Adadelta(1.0, epsilon=epsilon), 20_000)
    far = np.hypot(*path.points.T)
    told = f"With ε = {epsilon:g} it came within {far.min():.3f} and ended {far[-1]:.2f} away."
    if far[-1] < 1.1 * far.min() and far.min() >= 0.05:
        return False, f"{told} It has not arrived yet: a larger seed starts sooner."
    if far.min() >= 0.05:
        return False, f"{told} Its hops are too long from early on: a smaller seed comes closer."
    if far[-1] <= 0.5:
        return False, f"{told} ½√(εt) says how far it drifts; a larger seed pushes harder."
    return True, f"{told} A larger ε starts sooner, and pushes it out sooner."


EXERCISES = {
    "10.1": Choice("stand still", {
        "stand still": "d = 0 makes Δ = 0, and Δ = 0 keeps d = 0. Without a seed nothing grows.",
        "step by 1": "It would with √0/√0 = 1. But s is (1 − ρ)g² by then and only d is zero: Δ = 0.",
        "fly away": "The danger of a vanishing denominator is in s; but s is (1 − ρ)g², and zero is the numerator.",
    }),
    "10.2": Number(lambda: np.sqrt(1e-6 / 0.05), "√(ε/(1 − ρ)) = 0.00447, on any steep slope.", near=(
        (1e-3, "That is √ε. s is still small too: (1 − ρ)g², not g²."),
        (lambda: np.sqrt(1e-6 / 0.1), "That is with ρ = 0.9; here ρ = 0.95."),
        (lambda: 1e-6 / 0.05, "Take the root: d and s are squares.")), tolerance=4e-5),
    "10.3": Number(4e-4, "η²ε: every length is doubled, and ε stands among squared lengths.", near=(
        (2e-4, "A length is doubled, but ε stands among squared lengths."),
        (1e-4 / 4, "The other way round: a larger η means a larger seed."),
        (1e-4, "With the same seed all steps would stay the same; η = 2 doubles them.")), tolerance=1e-6),
    "10.4": Trial(_leaves_again, one_number=True),
}
