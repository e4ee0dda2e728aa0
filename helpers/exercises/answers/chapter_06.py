"""What is right in the exercises of chapter 06, momentum, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _out_of_the_shallow(mu):
    """Break it: the smallest hundredth with which ball B comes to rest in the deep well."""
    if abs(100 * mu - round(100 * mu)) > 1e-6:
        return False, f"In hundredths, please, such as 0.12; you gave {mu:g}."
    if mu < 0:
        return False, f"A memory below zero is none; you gave {mu:g}. Try between 0 and 1."
    if not _goes_deep(mu):
        return False, f"With μ = {mu:g} it rests in the shallow well, or is still on its way. Look for another μ."
    if _goes_deep(max(mu - 0.01, 0.0)):
        return False, f"With μ = {mu:g} it gets out. But so it does with {mu - 0.01:.2f}: go on down."
    return True, f"With μ = {mu:g} it is just fast enough for the saddle; with {mu - 0.01:.2f} it falls back."


def _goes_deep(mu):
    path = descend(surfaces.two_wells, (1.5, -1.8), optimizers.Momentum(0.1, mu), 20_000, keep="last")
    return bool(np.hypot(*(path.final - surfaces.two_wells.minima[0])) < 0.05)


EXERCISES = {
    "06.1": Choice("the same", {
        "faster": "Plain descent's factor would change. But here both pairs swing, and there only μ counts.",
        "slower": "That is what plain descent would do. But here both pairs swing, and there only μ counts.",
        "the same": "(1 − 0.9)² = 0.01 is below both 0.25 and 0.5, so it swings in both: factor √0.81 = 0.9.",
    }),
    "06.2": Number((4 / 144, (2 / 3) ** 2), "λ = 4 and 100: η = (2/(2 + 10))² and μ = ((5 − 1)/(5 + 1))².", near=(
        ((4 / 144, 2 / 3), "η is right. Your second number is √μ, the factor a step: square it."),
        ((2 / 12, (2 / 3) ** 2), "μ is right. Your first number is √η: square it."),
        ((2 / 12, 2 / 3), "Both numbers are the square roots of what they should be."),
        ((2 / 104, (2 / 3) ** 2), "μ is right, but 2/(λ₁ + λ₂) is plain descent's best rate. Here: (2/(√λ₁ + √λ₂))²."),
        ((2 / 104, 24 / 26), "That is plain descent: its best rate and its factor (κ − 1)/(κ + 1)."),
        ((4 / (2**0.5 + 50**0.5) ** 2, (2 / 3) ** 2), "μ is right. But the curvatures are 4 and 100, not 2 and 50."),
        ((0.028, 0.444), "Nearly. Four decimals, please: 0.0xxx and 0.xxxx."),
        (((2 / 3) ** 2, 4 / 144), "The right numbers in the wrong order: first η, then μ.")), tolerance=5e-5),
    "06.3": Number((0.02, 0.9), "That text weighs each slope by η(1 − μ), ours by η: 0.2 · 0.1 = 0.02. μ stays.",
                   tolerance=1e-6, near=(
        ((2.0, 0.9), "The other way round: the averaging text needs the larger η."),
        ((0.2, 0.9), "That is right for a sum of slopes. This text puts a factor 1 − μ before the slope."))),
    "06.4": Trial(_out_of_the_shallow, one_number=True),
}
