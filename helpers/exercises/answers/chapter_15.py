"""What is right in the exercises of chapter 15, the race, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _rig(rate):
    """Break it: one rate for all six with which the winner of the fair race comes last."""
    if rate == 0:
        return False, "With η = 0 nobody moves: that is no race."
    rules = (optimizers.GradientDescent, optimizers.Momentum, optimizers.Nesterov, optimizers.RMSprop, optimizers.Adam,
             optimizers.Adagrad)
    paths = [descend(surfaces.narrow_valley, (-2.4, 0.2), rule(rate), 200) for rule in rules]
    heights = [np.inf if path.outcome == "diverged" else float(path.values[-1]) for path in paths]
    behind = [rule.__name__ for rule, height in zip(rules[:-1], heights[:-1], strict=True) if height >= heights[-1]]
    if behind:
        return False, (f"Adagrad ends at {heights[-1]:.2g} there and still beats {', '.join(behind)}. "
                       "Its steps shrink as it goes: at which rates would that hurt most?")
    return True, f"Adagrad ends at {heights[-1]:.2g} there, behind all others. Same rules, same track."


def _beat_them(optimizer):
    """Beat it: Rosenbrock in 200 gradients, below a millionth."""
    if not isinstance(optimizer, optimizers.Optimizer):
        return False, f"This wants an optimizer, such as optimizers.Nesterov(0.001, 0.9); you gave {optimizer!r}."
    path = descend(surfaces.rosenbrock, (-1.2, 1.0), optimizer, 200)
    if np.ndim(path.outcome):
        return False, "One setting only, please: no arrays. (To search with arrays first is a good idea.)"
    if path.outcome == "diverged":
        return False, f"{optimizer.name} diverged at step {path.steps}. Take a smaller rate."
    height = float(path.values[-1])
    if height >= 1e-6:
        return False, (f"{optimizer.name} ends at {height:.2g}. Search the rate and another setting together: "
                       "both can be arrays in one descend, one as a column.")
    return True, f"{optimizer.name} ends at {height:.1g} after {path.steps} gradients. Will it also win from (0, 2.5)?"


EXERCISES = {
    "15.1": Choice("plain", {
        "plain": "On a round bowl plain descent is home in 20 steps; μ = 0.9 still swings, whatever its rate.",
        "momentum": "Its μ = 0.9 pays in narrow valleys. Here the swings fade only by √0.9 = 0.95 a step.",
        "tie": "Both are tuned in rate, but μ stays 0.9: swings fade only by √0.9 = 0.95 a step, 0.35 in twenty.",
    }),
    "15.2": Number(lambda: len(optimizers.everything) * 91 * len(surfaces.beale.starts) * 200,
                   "11 · 91 · 3 · 200: three thousand times the price of a run. Papers seldom print that bill.", near=(
        (200_200, "You left out the three starts."),
        (54_600, "That is the bill of one rule. There are eleven."),
        (3_003, "That is the number of runs. Each costs 200 gradients."),
        (6_600, "You left out the 91 rates."),
        (2_200, "That is the race itself, all eleven. Before it came 91 rates on three starts.")), tolerance=1e-6),
    "15.3": Trial(_rig, one_number=True),
    "15.4": Trial(_beat_them),
}
