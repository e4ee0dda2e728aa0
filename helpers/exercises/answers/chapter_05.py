"""What is right in the exercises of chapter 05, multiple minima, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _saddle():
    """The pass between the two wells, by Newton's method."""
    point, f = np.array([0.3, -0.3]), surfaces.two_wells
    for _ in range(8):
        point = point - np.linalg.solve(f.hessian(point), f.gradient(point))
    return point


def _end_nowhere(start):
    """Break it: a start in the window whose run ends far from both minima, on the plain or on the ridge."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start) <= 3):
        return False, "Both numbers must lie between −3 and 3: beyond that it is too easy."
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


def _break_the_deep_well(rate):
    """Break only the sharper well: D must converge, A must not."""
    a, d = (descend(surfaces.two_wells, start, optimizers.GradientDescent(rate), 10_000, tolerance=1e-6)
            for start in ((-1.5, 1.2), (0.7, -0.2)))
    if a.outcome == "converged":
        return False, f"Ball A still settles, after {a.steps} steps. The deep well holds below η = 2/2.019."
    if rate < 0.9:
        return False, "With steps that small ball A only needs more time; it would settle in the end."
    if d.outcome != "converged" or np.hypot(*(d.final - surfaces.two_wells.minima[1])) > 0.1:
        return False, "Neither ball settles: this η is beyond the shallow well's limit 2/1.044 too."
    return True, f"A never comes to rest, D settles after {d.steps} steps: its well is worse, but flatter."


EXERCISES = {
    "05.1": Choice("deep", {
        "deep": "1.2 − 0.6 = 0.6 is below 0.728: it starts on the deep side of the border. Nearness does not count.",
        "shallow": "That is the nearer well, but the border does not lie halfway. Compare x − y with 0.728.",
        "saddle": "Only balls on the border itself end there, where x − y is 0.728. Here x − y is 0.6.",
    }),
    "05.2": Number(8, "0.4⁸ is 0.0007: all eight miss less than once in a thousand times.", near=(
        (7, "Close: 0.4⁷ = 0.0016, so seven starts miss a little more than once in a thousand times."),
        (14, "You used 0.6 as the chance to miss. A start misses with chance 0.4: when is 0.4ⁿ at most 0.001?"),
        (2, "Chances do not add up like 0.6 · 2: two starts both miss with chance 0.16. When is 0.4ⁿ at most 0.001?"),
        (7.54, "The formula is right: ln 0.001 / ln 0.4. But you cannot release half a ball.")), tolerance=2e-3),
    "05.3": Trial(_end_nowhere),
    "05.4": Trial(_break_the_deep_well, one_number=True),
}
