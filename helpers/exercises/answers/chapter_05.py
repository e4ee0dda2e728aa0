"""What is right in the exercises of chapter 05, multiple minima, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial, pair


def _saddle():
    """The pass between the two wells, by Newton's method."""
    point, f = np.array([0.3, -0.3]), surfaces.two_wells
    for _ in range(8):
        point = point - np.linalg.solve(f.hessian(point), f.gradient(point))
    return point


def _end_nowhere(answer):
    """Break it: a start in the window whose run ends far from both minima, on the plain or on the ridge."""
    start = pair(answer)
    if start is None:
        return False, f"This wants a start of two numbers, (x, y); you gave {answer!r}."
    if not np.all(np.abs(start) <= 3):
        return False, "Both numbers must lie between −3 and 3: beyond that it is too easy."
    if np.hypot(*(start + 3)) < 0.3:
        return False, "That corner is the chapter's own. Find another place."
    end, saddle = descend(surfaces.two_wells, start, optimizers.GradientDescent(0.4), 100).final, _saddle()
    gaps = np.hypot(*(end - surfaces.two_wells.minima).T)
    if np.hypot(*(end - saddle)) < 0.2:
        return True, "You balanced it on the ridge, and it crept to the saddle. Flat ground would be the other kind."
    if gaps.min() > 0.7:
        return True, (f"After 100 steps it is still {gaps.min():.2g} from the nearer minimum, on flat ground. "
                      "The ridge would be the other kind.")
    if abs(start @ (1, -1) - saddle @ (1, -1)) < 0.02:
        return False, "Almost on the ridge, but the nudge grew. You need all the digits: use the variable border."
    well = ("deep", "shallow")[np.argmin(gaps)]
    return False, f"This ball ends in the {well} well. Look for flat ground, or for the line where no side wins."


def _narrow_the_dent(width):
    """Break only the shallow one: its width must be too small for η = 0.4, while the deep one holds."""
    if not 0.1 <= width <= 1:
        return False, f"The width must lie between 0.1 and 1; you gave {width:g}."
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    balls = np.reshape((1.0, -1.0), (2, 1)) + 0.3 * width * np.array([np.cos(turn), np.sin(turn)])
    end = _two_dents(width, balls)
    quiet = np.hypot(*(_two_dents(width, end, 1) - end)) < 1e-6
    held = int(np.sum(quiet & (np.hypot(end[0] - 1, end[1] + 1) < 0.5)))
    if held:
        return False, (f"The dent still holds {held} of 12 balls. Its curvature is about 1/w² = {1 / width**2:.2g}: "
                       "for which w is 2w² below 0.4?")
    return True, (f"The curvature is about 1/w² = {1 / width**2:.3g}, the limit about {2 * width**2:.2g}: no ball "
                  "comes to rest there. The deep well, untouched, holds its own up to 1.")


def _two_dents(width, points, steps=3000):
    """Plain descent with η = 0.4 on a deep dent of width 1 and a shallow one of another width."""
    x, y = points
    for _ in range(steps):
        deep = 2 * np.exp(-((x + 1) ** 2 + (y - 1) ** 2) / 2)
        shallow = np.exp(-((x - 1) ** 2 + (y + 1) ** 2) / (2 * width**2)) / width**2
        x, y = x - 0.4 * (deep * (x + 1) + shallow * (x - 1)), y - 0.4 * (deep * (y - 1) + shallow * (y + 1))
    return np.array([x, y])


EXERCISES = {
    "05.1": Choice("deep", {
        "deep": "1.2 − 0.6 = 0.6 is below 0.728: it starts on the deep side of the border. Nearness does not count.",
        "shallow": "That is the nearer well, but the border does not lie halfway. Compare x − y with 0.728.",
        "saddle": "Only balls on the border itself end there, where x − y is 0.728. Here x − y is 0.6.",
    }),
    "05.2": Number(8, "0.4⁸ is 0.0007: all eight miss less than once in a thousand times.", near=(
        (9, "Nine are enough, but one fewer is enough as well: 0.4⁸ = 0.0007."),
        (10, "Ten are enough, but fewer are enough as well. What is the smallest n with 0.4ⁿ at most 0.001?"),
        (7, "Close: 0.4⁷ = 0.0016, so seven starts miss a little more than once in a thousand times."),
        (14, "You used 0.6 as the chance to miss. A start misses with chance 0.4: when is 0.4ⁿ at most 0.001?"),
        (2, "Chances do not add up like 0.6 · 2: two starts both miss with chance 0.16. When is 0.4ⁿ at most 0.001?"),
        (7.54, "The formula is right: ln 0.001 / ln 0.4. But you cannot release half a ball.")), tolerance=2e-3),
    "05.3": Trial(_end_nowhere),
    "05.4": Trial(_narrow_the_dent, one_number=True),
}
