"""One step of any optimizer taken apart into its named terms, in the order in which the rule computes them."""

import sys
from dataclasses import dataclass

import numpy as np

from helpers.descent.path import descend


@dataclass(frozen=True)
class Step:
    """One step under the microscope: ``terms`` maps each name in the rule to its value, shape (dimension,).

    x, g, the state before the step ("m before"), what the rule works out, the move Δx, and last −Δx/g, the learning
    rate that plain descent would need for the same move.
    """

    t: int
    terms: dict


def microscope(surface, start, optimizer, steps):
    """Walk ``steps`` steps and return each as a Step, by watching the rule while it runs.

    Arguments as in ``descend``, for one run. The terms come from the rule's own local variables, so a rule that a
    reader writes shows its own. Raises whatever ``descend`` refuses.

    >>> from helpers import optimizers, surfaces
    >>> first = microscope(surfaces.parabola, 2.0, optimizers.Momentum(0.1), steps=3)[0]
    >>> {name: value.round(6).tolist() for name, value in first.terms.items()}
    {'x': [2.0], 'g': [12.0], 'v before': [0.0], 'v': [-1.2], 'move': [-1.2], '−move/g': [0.1]}
    """
    descend(surface, start, optimizer, 0)  # refuses what it always refuses
    x = np.atleast_1d(np.asarray(start, dtype=float))
    state = tuple(np.zeros_like(x) + s for s in optimizer.initial_state())
    seen = []
    for t in range(1, steps + 1):
        at = optimizer.gradient_point(x, state, t)
        g = surface.gradient(at if surface.dimension == 2 else at[0]) * np.ones_like(x)
        (moved, after), inside = watched(optimizer, x, g, state, t)
        before = {f"{name} before": s for name, s in zip(optimizer.state_names, state, strict=True)}
        with np.errstate(all="ignore"):
            rate = np.where(np.abs(g) < 1e-9, 0.0, (x - moved) / g)  # a slope of rounding errors tells nothing
        seen.append(Step(t, {"x": x, "g": g, **before, **inside, "move": moved - x, "−move/g": rate}))
        x, state = moved, after
    return seen


def watched(optimizer, x, g, state, t):
    """Take one step and catch the rule's local variables as they stand when it returns, without its arguments."""
    code, caught = type(optimizer).rule.__code__, {}

    def watch(frame, event, _):
        if event == "return" and frame.f_code is code:
            caught.update(frame.f_locals)

    watching = sys.getprofile()
    sys.setprofile(watch)
    try:
        result = optimizer.step(x, g, state, t)
    finally:
        sys.setprofile(watching)
    own = [name for name in code.co_varnames if name in caught]
    wanted = [name for name in own if name in optimizer.state_names or name not in optimizer.arguments]
    return result, {name: np.broadcast_to(caught[name], x.shape).astype(float) for name in wanted}
