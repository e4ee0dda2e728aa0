"""What is right in the exercises of chapter 15, the race, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _rig(rate):
    """Rig it: one rate for all six with which Adam wins and Adagrad, the winner of the fair race, comes second."""
    if rate == 0:
        return False, "With η = 0 nobody moves: that is no race."
    rules = (optimizers.GradientDescent, optimizers.Momentum, optimizers.Nesterov, optimizers.RMSprop, optimizers.Adam,
             optimizers.Adagrad)
    paths = [descend(surfaces.narrow_valley, (-2.4, 0.2), rule(rate), 200) for rule in rules]
    heights = {rule.__name__: np.inf if path.outcome == "diverged" else float(path.values[-1])
               for rule, path in zip(rules, paths, strict=True)}
    first, second, *_ = sorted(heights, key=heights.get)
    if not np.isfinite(heights[first]):
        return False, "With that rate everybody flies off. Come down."
    if (first, second) == ("Adam", "Adagrad"):
        return True, f"Adam ends at {heights['Adam']:.1g}, Adagrad at {heights['Adagrad']:.1g}. Same rules, same track."
    if first == "Adagrad":
        return False, f"Adagrad itself wins there, at {heights[first]:.1g}. A large rate suits it. Come down."
    return False, (f"There {first} comes first and {second} second. Somebody has to leave the race before Adagrad is "
                   "good: beyond which η does momentum fly off? Chapter 06 knows.")


def _beat_them(optimizer):
    """Beat it: Rosenbrock in 200 gradients, below a thousandth from both starts."""
    if not isinstance(optimizer, optimizers.Optimizer):
        return False, f"This wants an optimizer, such as optimizers.Nesterov(0.001, 0.9); you gave {optimizer!r}."
    paths = [descend(surfaces.rosenbrock, start, optimizer, 200) for start in surfaces.rosenbrock.starts]
    if any(np.ndim(path.outcome) for path in paths):
        return False, "One setting only, please: no arrays. (To search with arrays first is a good idea.)"
    for path, start in zip(paths, surfaces.rosenbrock.starts, strict=True):
        if path.outcome == "diverged":
            return False, f"From {start} {optimizer.name} diverged at step {path.steps}. Take a smaller rate."
    heights = [float(path.values[-1]) for path in paths]
    ends = f"{heights[0]:.3g} from (−1.2, 1) and at {heights[1]:.3g} from (0, 2.5)"
    if max(heights) < 1e-3:
        return True, f"{optimizer.name} ends at {ends}. One lucky start would not have told you that."
    if min(heights) < 1e-3:
        return False, f"{optimizer.name} ends at {ends}: one start is luck. Both must be below 0.001."
    return False, (f"{optimizer.name} ends at {ends}. Search the rate and another setting together: "
                   "both can be arrays in one descend, one as a column.")


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
