"""What is right in the exercises of chapter 12, Adam's family, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _part(surface, start, first, second):
    """The first step that takes two rules to different points."""
    one, other = (descend(surface, start, rule, 200).points for rule in (first, second))
    return int(np.argmax(np.any(one != other, axis=1)))


def _mislead_adam(slopes):
    """Break it: slopes with a positive sum, repeated, on which Adam without momentum walks to the right."""
    slopes = np.asarray(slopes, dtype=float)
    if slopes.ndim != 1 or not 2 <= slopes.size <= 6:
        return False, f"This wants a list of two to six slopes, such as [3, -1, -1]; you gave {slopes.tolist()!r}."
    if not np.all(np.abs(slopes) <= 3):
        return False, "Every slope must lie between −3 and 3."
    if slopes.sum() < 1e-6:
        return False, f"Their sum is {slopes.sum():.3g}: then right is no wrong side. Make the sum positive."
    if any(np.array_equal(np.resize(slopes, 6), np.resize(np.roll([3, -1, -1], k), 6)) for k in range(3)):
        return False, "That is the chapter's own example. Find another."
    ends = []
    for largest in (False, True):
        x, v, w = 0.0, 0.0, 0.0
        for t in range(1, 3001):
            g = slopes[(t - 1) % slopes.size]
            v = 0.1 * v + 0.9 * g * g
            w = max(w, v) if largest else v
            x = min(1.0, max(-1.0, x - 0.5 / np.sqrt(t) * g / (np.sqrt(w) + 1e-8)))
        ends.append(x)
    if ends[0] < 0.9:
        return False, (f"Adam ends at {ends[0]:+.2f}. Divided by its size each slope counts about one: more of them "
                       "must point the wrong way.")
    return True, f"Adam ends at {ends[0]:+.2f}; AMSGrad, which does not forget, ends at {ends[1]:+.2f}."


EXERCISES = {
    "12.1": Choice("same", {
        "adam": "On a plane m̂ = g and v̂ = g², so Adam steps η in each coordinate. What do the others do?",
        "adamax": "Its u is |g|, and m̂/u is 1 in size: steps of η, whatever the slope. And the others?",
        "amsgrad": "v only grows towards g² here, so its maximum is v itself. Where is the difference?",
        "same": "A slope that never changes leaves nothing to forget: every size is |g| and every step is η.",
    }),
    "12.2": Number(lambda: np.log(0.5) / np.log(0.999), "ln 2 / 0.001: about 693 steps for each half.", near=(
        (lambda: 2 * np.log(0.5) / np.log(0.999), "That is Adam: √v fades by √β₂ a step. AdaMax's u fades by β₂."),
        (500, "Fading does not add up like 500 · 0.001. Each step takes a thousandth of what is left."),
        (lambda: np.log(0.5) / np.log(0.9), "That is for β = 0.9, the memory of the direction.")), tolerance=2e-3),
    "12.3": Number(lambda: _part(surfaces.two_wells, (2, 1.5), optimizers.Adam(0.05), optimizers.AMSGrad(0.05)),
                   "Until then v only grew, so the largest v was v.", tolerance=1e-6, near=(
        (lambda: _part(surfaces.two_wells, (2, 1.5), optimizers.Adam(0.05), optimizers.AMSGrad(0.05)) - 1,
         "That is the last step with the same end. Which one is the first to differ?"),
        (lambda: _part(surfaces.two_wells, (2, 1.5), optimizers.Adam(0.1), optimizers.AMSGrad(0.1)),
         "That is for η = 0.1."),
        (0, "They start at the same point: np.argmax gives 0 also where nothing differs. Use more steps."))),
    "12.4": Trial(_mislead_adam),
}
