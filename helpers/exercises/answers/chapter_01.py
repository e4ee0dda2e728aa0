"""What is right in the exercises of chapter 01, slopes and stationary points, and what near misses mean."""

import numpy as np

from helpers import surfaces
from helpers.exercises import Choice, Function, Number, Trial

NEAR = np.array([1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.1, 0.5])  # how far from 0 a function is looked at


def _fool_the_test(function):
    """Break it: a smooth minimum at 0 that the second derivative does not see."""
    if not callable(function):
        return False, f"This wants a function of x, such as lambda x: x**2; you gave {function!r}."
    try:
        middle, left, right = (np.array([float(function(x)) for x in places]) for places in ([0.0], -NEAR, NEAR))
    except Exception as error:  # a reader's function may fail in any way; say how
        return False, f"Your function fails near 0: {type(error).__name__}: {error}"
    if not np.all(np.isfinite([*middle, *left, *right])):
        return False, "Near 0 your function is not a finite number everywhere."
    fault = _not_silent(left, middle, right, function)
    return (False, fault) if fault else _lowest(left - middle, right - middle)


def _not_silent(left, middle, right, function):
    """What keeps slope and curvature at 0 from being zero, or nothing: what is zero shrinks with the width."""
    small, large = 3, 6  # 0.001 and 0.01
    noise = 1e-15 * (abs(middle[0]) + abs(right[small]))
    slope, curvature = (right - left) / (2 * NEAR), (right + left - 2 * middle) / NEAR**2
    if abs(slope[small]) > max(abs(slope[large]) / 2, noise / NEAR[small]):
        return f"Its slope at 0 is about {slope[small]:.3g}: 0 is not even stationary."
    first, second, power = abs(curvature[small]), abs(curvature[large]), _power(function)
    apart = 2 * abs(right - left) / NEAR**2
    flat = all(_power(side) > 2.0001 for side in (function, lambda x: function(-x)))
    if apart[small] > max(apart[large] / 2, 2 * noise / NEAR[small] ** 2) and not flat:
        return "Left and right of 0 it bends differently, so it has no curvature there. Find a smooth one."
    if first > max(8 * second, noise / NEAR[small] ** 2):
        return "It has a kink at 0: no curvature there, so nothing that could be zero. Find a smooth one."
    if first > max(2 * second, noise / NEAR[small] ** 2) or power < 1.9999:
        return "Its curvature grows without end as you come close to 0, so it is not zero there. Make it flatter at 0."
    if first > max(second / 2, noise / NEAR[small] ** 2) and not power > 2.0001:
        return f"Its curvature at 0 is about {curvature[small]:.3g}, so the test works. Make it flatter at 0."
    return ""


def _power(function):
    """The p of a function such as |x|^2.01, whose curvature reaches zero too slowly to be seen; NaN for others."""
    rises = np.array([float(function(x)) for x in (0.01, 1e-3, 1e-60)])
    if float(function(0.0)) != 0 or not np.all(rises > 0):
        return np.nan
    here, far = np.log10(rises[:-1] / rises[1:]) / (1, 57)
    return far if abs(here - far) < 1e-3 else np.nan


def _lowest(left, right):
    """Whether 0 is lower than its neighbours, from the rises to the left and to the right of it."""
    near = NEAR <= 0.1
    lower = min(left[near].min(), right[near].min())
    if lower < -1e-15 or (lower < 0 and left[near].max() <= 0) or (lower < 0 and right[near].max() <= 0):
        return False, "The test is silent, but close to 0 your function also goes lower than at 0: no minimum."
    if np.all(left == 0) and np.all(right == 0):
        return False, "A level line: the test is silent, but no point is lower than its neighbours."
    if left[-2:].max() > 0 and right[-2:].max() > 0:
        return True, "Slope 0, curvature 0, and a minimum all the same: silent does not mean that there is none."
    return False, "The test is silent, but on one side your function is level. Give it a minimum on its own."


EXERCISES = {
    "01.1": Choice("north-west", {
        "north": "To the north the slope is −2. You go down, but one direction falls faster still.",
        "north-east": "That is along the contour: g · u = 0 for g = (2, −2). You would stay level.",
        "east": "To the east the slope is +2: that is uphill.",
        "south-east": "That is g = (2, −2) itself: the steepest way up.",
        "south": "To the south the slope is +2: that is uphill.",
        "south-west": "That is along the contour: g · u = 0 for g = (2, −2). You would stay level.",
        "west": "To the west the slope is −2. You go down, but one direction falls faster still.",
        "north-west": "g = (2, −2), so −g = (−2, 2): west and north in equal parts, with slope −2.83.",
    }),
    "01.2": Number(lambda: surfaces.bowl.gradient((0, 1)) @ (0.6, 0.8),
                   "g = (−12, 4), the way is (3, 4), its length 5: (−36 + 16) / 5.", near=(
        (-20, "Almost: that is g · (3, 4). The direction must have length one, and (3, 4) has length 5."),
        *((wrong, "(3, 5) is where you go. The way there, from (0, 1), is (3, 4).")
          for wrong in (-2.7, -2.74, -16 / 34**0.5)),
        (-16, "(3, 5) is where you go. The way there, from (0, 1), is (3, 4), and it must get length one."),
        (4, "The size is right. Is it up or down?"),
        (-8, "That adds up the two partial derivatives. Weigh them with the direction: g · u."),
        (75.2, "That is the slope where you want to go. Take the gradient where you stand, at (0, 1)."),
        *((wrong, "That is |g|, the steepest slope of all. You go another way.") for wrong in (12.6, 160**0.5)),
        *((wrong, "That is −|g|, the steepest way down. You go another way.") for wrong in (-12.6, -(160**0.5))))),
    "01.3": Function(lambda x, y: surfaces.narrow_valley.gradient((x, y)), [(1.0, 0.0), (0.0, 1.0), (-2.4, 0.2)],
                     "Each partial derivative sees only its own variable here: (x/8, 18y).",
                     chords="Close, but these are chords: near the slope, not on it. Work out the formula.", near=(
        (lambda x, y: (x / 16, 9 * y), "The slope of x² is 2x, so a factor 2 is missing in both."),
        (lambda x, y: (x / 16, 18 * y), "The slope of x² is 2x, so a factor 2 is missing in the first."),
        (lambda x, y: (x / 8, 9 * y), "The slope of y² is 2y, so a factor 2 is missing in the second."),
        (lambda x, y: (18 * y, x / 8), "The right two numbers in the wrong order: first ∂f/∂x, then ∂f/∂y."),
        (lambda x, y: (-x / 8, -18 * y), "That is −∇f, the way down. The gradient points up."),
        (lambda x, y: x / 8 + 18 * y, "Do not add them up: the gradient keeps its two numbers apart, (∂f/∂x, ∂f/∂y)."),
        (lambda x, y: x**2 / 16 + 9 * y**2, "That is the height. The gradient is the pair of its slopes."))),
    "01.4": Trial(_fool_the_test),
}
