"""What is right in the exercises of chapter 16, gradient checking, and what near misses mean.

Here, and only here, stands what is wrong in the rooms of ``helpers.learning.museum``.
"""

import numpy as np

from helpers.exercises import Choice, Function, Number, Trial
from helpers.learning import check_gradient

FAULTS = ("right", "missing 1/N", "tenth left out", "wrong axis", "factor 2", "sign", "look-ahead apart",
          "bias correction")
ROOMS = {"B": "tenth left out", "C": "look-ahead apart", "D": "right", "E": "bias correction", "F": "wrong axis"}
CLUES = {  # room → what to look at next, and what speaks against a particular answer
    "B": {"": "Divide its gradient by the numerical one: the same factor in every array. What does the loss average?",
          "missing 1/N": "It averages over 25 pictures, yet the factor is not 25. What else does its loss average?",
          "wrong axis": "A sum along the wrong axis spoils one array. Here all four are off by one factor.",
          "right": "The check fails in every array. Divide one gradient by the other."},
    "C": {"": "Compare it with Nesterov step by step, on two wells and on the bowl. Where do they part, where not?",
          "right": "The first step agrees, because v is still 0. Look at the second, on two wells.",
          "bias correction": "Nesterov's rule keeps no average that needs a correction. And its first step is right.",
          "sign": "With a wrong sign it would climb. It goes down, along a path that is slightly off from step 2 on."},
    "D": {"": "Run check_gradient with the usual eps. Which entry fails? A kink can deceive you only with a large one.",
          "factor 2": "Divide the two gradients: the factor is 1 in both arrays."},
    "E": {"": "Its gradient is right. How long is its first step, in units of η?",
          "right": "Adam's first step has length η in each coordinate. Measure this one's.",
          "look-ahead apart": "Adam takes its slope where it stands. How long is the first step, in units of η?",
          "factor 2": "The first step is 0.744 η, not half of it. Which formula of chapter 11 gives that?"},
    "F": {"": "Three of its four arrays pass. What does the gradient of the fourth do that the others do not?",
          "right": "Three of its four arrays pass. The fourth does not.",
          "missing 1/N": "The fourth array is about zero: no forgotten factor makes that.",
          "tenth left out": "The fourth array is about zero: no factor that is left out makes that.",
          "sign": "The entries of the fourth array are not the negative ones: they are all about zero."},
}


def _museum(said):
    """All rooms at once; a reader may send in a part of them."""
    if not isinstance(said, dict) or not set(said) <= set(ROOMS):
        return False, f"This wants a dictionary with the rooms {', '.join(ROOMS)}, such as {{'B': 'sign', ...}}."
    told = {room: fault for room, fault in said.items() if fault is not ...}
    for room, fault in told.items():
        if fault not in FAULTS:
            return False, f"Room {room}: choose one of {', '.join(map(repr, FAULTS))}; you wrote {fault!r}."
    found = [room for room, fault in told.items() if fault == ROOMS[room]]
    wrong = [f"Room {room}: {CLUES[room].get(fault, CLUES[room][''])}" for room, fault in told.items()
             if fault != ROOMS[room]]
    still_open = [room for room in ROOMS if room not in told]
    if len(found) == len(ROOMS):
        return True, ("Five rooms of five. (In F ten slopes of 610 were wrong, one array, and the loss fell all the "
                      "same.) The museum thanks you, and will not be mended.")
    parts = [f"Found: {', '.join(found)}."] * bool(found) + wrong
    parts += [f"Still open: {', '.join(still_open)}."] * bool(still_open)
    return False, " ".join(parts)


def _false_alarm(eps):
    """Break it: an eps for which the check calls the right slope of a hinge wrong."""
    if isinstance(eps, bool) or not isinstance(eps, int | float | np.number) or not 0 < eps <= 1e6:
        return False, f"This wants one step above 0, at most a million, such as 1e-3; you gave {eps!r}."
    w = np.array([0.33])
    found = check_gradient(lambda: max(0.0, 1 - 3 * w[0]), [w], [np.array([-3.0])], eps=eps)
    reach = 1 / 3 - w[0]
    if not found.passed:
        return True, (f"A false alarm: the hinge bends at 1/3, only {reach:.4f} away, and ±{eps:g} reaches across. "
                      f"The check saw {found.numeric:.6g} in place of −3.")
    if eps < 1e-12:
        return False, "So small a step drowns in rounding, and the check forgives what rounding cannot resolve."
    if eps > reach:
        return False, f"It passes: ±{eps:g} reaches across, but so little that the check lets it pass. Farther."
    return False, f"It passes: from 0.33 − {eps:g} to 0.33 + {eps:g} the hinge is straight. Where does it bend?"


class _Named:
    """A function that a message calls by its name."""

    def __init__(self, name, f):
        self.name, self.f = name, f

    def __call__(self, x):
        return self.f(x)

    def __repr__(self):
        return self.name


SAMPLES = [(_Named("np.sin", np.sin), 1.0, 0.1), (_Named("np.exp", np.exp), 0.3, 0.2),
           (_Named("lambda x: x**5", lambda x: x**5), 1.5, 0.5)]


def _richardson(f, x, h):
    return (4 * _central(f, x, h / 2) - _central(f, x, h)) / 3


def _central(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


EXERCISES = {
    "16.1": Choice("exact", {
        "exact": "Im 9(3 + ih)² = 54h, to rounding; no subtraction, so nothing can cancel.",
        "zero": "3 + 1e-200 would be 3 again. But h stands in the imaginary part, alone: 3 + 1e-200 i loses nothing.",
        "noise": "Noise comes from subtracting two nearly equal numbers. Where does this formula subtract?",
    }),
    "16.2": Number(0.1, "Each loss may be off by half of its last digit, 0.000005. Two of them over 0.0001 make 0.1.",
                   near=((0.05, "That is one loss. A difference has two, and both may be off."),
                         (0.2, "Five decimals are off by at most half a unit of the last, not a whole one."),
                         (1e-5, "That is the error of the difference. Now divide it by h, as the slope does."),
                         (5e-6, "That is the error of one loss. There are two, and h divides them.")), tolerance=1e-6),
    "16.3": Trial(_false_alarm),
    "16.4": Trial(_museum),
    "16.5": Function(_richardson, SAMPLES,
                     "(4 D(h/2) − D(h))/3: the h² parts cancel, and what is left shrinks with h⁴.", near=(
        (lambda f, x, h: (_central(f, x, h / 2) + _central(f, x, h)) / 2,
         "A plain average keeps 5/8 of the error. Weigh them so that the h² parts cancel: 4 to −1."),
        (lambda f, x, h: (4 * _central(f, x, h) - _central(f, x, h / 2)) / 3,
         "The right weights on the wrong steps: the smaller step errs by a quarter, so it gets the 4."),
        (lambda f, x, h: 2 * _central(f, x, h / 2) - _central(f, x, h),
         "2 and −1 would cancel an error that grows with h. This one grows with h²: halving h leaves a quarter."),
        (lambda f, x, h: 4 * _central(f, x, h / 2) - _central(f, x, h),
         "The h² parts cancel. But 4 − 1 is 3: your slope is three times too large."),
        (lambda f, x, h: _central(f, x, h / 2), "That is the central difference with half the step; combine two."),
    )),
}
