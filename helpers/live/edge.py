"""The edge of stability along a run: the largest eigenvalue of rates × Hessian at each step, and the limit it meets."""

import numpy as np

from helpers.descent import sharpness, stable_limit
from helpers.drawing import COLOURS, dress, look, number
from helpers.live.scene import Mark, kept_steps
from helpers.optimizers import Adagrad, GradientDescent, Momentum, RMSprop

RULES = (GradientDescent, Momentum, Adagrad, RMSprop)  # whose move is momentum times the last one, less rates · slope


def check_edge(optimizer, balls):
    """ValueError where the law says nothing."""
    if type(optimizer) not in RULES or callable(optimizer.learning_rate) or balls != 1:
        names = ", ".join(rule.__name__ for rule in RULES)
        raise ValueError(f"edge=True needs one start and one of {names} with a number for its rate, "
                         f"got {balls} start(s) and {optimizer!r}")


def edge_marks():
    """The eigenvalue along the run, and the edge."""
    colour, marker, _ = look(0)
    return [Mark("edge", COLOURS["black"], dash=(6, 3)), Mark("edge", colour, marker=marker, size=6, head=True)]


def room_for_edge(axes):
    """Their axes; numbers and limits follow the run."""
    dress(axes, "Rates × Hessian, dashed: the edge", "step t", xlim=(0, 1), ylim=(0, 4), yticks=[1.0],
          yticklabels=["10⁻¹⁴"])


def edge_of(path):
    """For a scene: both lines, the limits of their axes, and a sentence about the end of the run."""
    limit, sharp = stable_limit(path.optimizer), sharpness(path)
    kept = kept_steps(path.steps)
    kept = kept[kept < path.steps]
    line = np.stack([kept, sharp[kept]], axis=1)
    steps = max(path.steps, 1)
    lines = [np.array([[0, limit], [steps, limit]]), line[np.isfinite(sharp[kept])]]
    last = sharp[-10:][np.isfinite(sharp[-10:])]
    told = f" Rates × Hessian: {number(last.mean())}, the edge is {number(limit)}." if len(last) else ""
    return lines, {"x": (0, steps), "y": (0, 2 * limit)}, told
