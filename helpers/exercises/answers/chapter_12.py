"""What is right in the exercises of chapter 12, Adam's family, and what near misses mean."""

import numpy as np

from helpers.exercises import Choice, Number, Trial


def _mislead_adam(slopes):
    """Break it: slopes with a positive sum, repeated, on which Adam without momentum walks to the right."""
    try:
        slopes = np.array([float(slope) for slope in slopes])
    except (TypeError, ValueError):
        return False, f"This wants a list of two to six slopes, such as [3, -1, -1]; you gave {slopes!r}."
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
        return False, (f"Adam ends at {ends[0]:+.2f}. A slope counts about one, unless a much larger one came just "
                       "before: let more of them point the wrong way, and none be tiny.")
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
    "12.3": Number((20, -12), "x stops at the wall 1/λ = 20. y = −12 lies inside the box: there AdamW arrives.", near=(
        ((20, -20), "Right for x. But −12 is nearer than the wall: what holds y back there?"),
        ((30, -12), "That is the minimum itself. Adam's push is at most one: how far out can it hold against λx?"),
        ((12, -12), "The walls stand at ±1/λ, ±20, in every coordinate, whatever the other one does."),
        ((-20, -12), "The right wall on the wrong side: the minimum is at +30."),
        ((20, 12), "Mind the sign of y."),
        ((0, 0), "The pull alone would lead there. Against it stands Adam's push, one step of η a time.")),
        tolerance=1e-6),
    "12.4": Trial(_mislead_adam),
}
