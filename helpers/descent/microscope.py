"""One step of any optimizer taken apart into its named terms, in the order in which the rule computes them."""

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from helpers.descent.path import descend
from helpers.tracing import Symbol, applied, known_in_page, literal, page_function, with_gradient

NUMBERS = Symbol | int | float | np.number | np.bool_ | np.ndarray


@dataclass(frozen=True)
class Step:
    """One step under the microscope: ``terms`` maps each name in the rule to its value, shape (dimension,).

    x, g, the state before the step ("m before"), what the rule works out, the move Δx, and last −Δx/g, the learning
    rate that plain descent would need for the same move. Where a rule branches, a step has the terms of its branch.
    """

    t: int
    terms: dict


def microscope(surface, start, optimizer, steps):
    """Walk ``steps`` steps and return each as a Step, by watching the rule while it runs.

    Arguments as in ``descend``, for one run. The terms come from the rule's own local variables, so a rule that a
    reader writes shows its own. Raises whatever ``descend`` refuses; numbers that overflow end the walk.

    >>> from helpers import optimizers, surfaces
    >>> first = microscope(surfaces.parabola, 2.0, optimizers.Momentum(0.1), steps=3)[0]
    >>> {name: value.round(6).tolist() for name, value in first.terms.items()}
    {'x': [2.0], 'g': [12.0], 'v before': [0.0], 'v': [-1.2], 'move': [-1.2], '−move/g': [0.1]}
    """
    descend(surface, start, optimizer, 0)  # refuses what it always refuses
    x, names, seen = np.atleast_1d(np.asarray(start, dtype=float)), optimizer.state_names, []
    state = [np.zeros_like(x) + s for s in optimizer.initial_state()]
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            known = {"x": x, "t": t, **dict(zip(names, state, strict=True)), **optimizer.values_at(t)}
            try:
                known = with_gradient(surface, optimizer, known)
                terms = taken_apart(optimizer, {**known, "g": known["g"].astype(float)})
            except (OverflowError, ZeroDivisionError):  # where it leads is not known
                slope = np.array(known.get("g", x + np.nan), dtype=float)
                return [*seen, Step(t, {"x": x, "g": slope, "move": x + np.nan})]
            terms = {name: np.array(value, dtype=float) for name, value in terms.items()}
            seen.append(Step(t, terms))
            x, state = x + terms["move"], [terms[name] for name in names]
    return seen


def taken_apart(optimizer, known):
    """The terms of one step, each a list of one entry a coordinate; ``known`` holds numbers, or symbols of the page."""
    names, width, caught = optimizer.state_names, len(known["x"]), []
    with watching(type(optimizer).rule.__code__, caught):
        move, *state = applied(type(optimizer), "rule", known)
    rates = [np.where(np.abs(g) < 1e-9, 0.0, -m / g) for g, m in zip(known["g"], move, strict=True)]  # or rounding
    terms = {name: _of_each(name, caught, width) for name in type(optimizer).rule.__code__.co_varnames}
    terms |= {**dict(zip(names, state, strict=True)), **{f"{name} before": known[name] for name in names},
              "x": known["x"], "g": known["g"], "move": move, "−move/g": rates}
    return {name: list(terms[name]) for name in term_names(optimizer) if terms[name] is not None}


@contextmanager
def watching(code, caught):
    """Gather the local variables of a function as they stand whenever it returns."""
    def watch(frame, event, _):
        if event == "return" and frame.f_code is code:
            caught.append(dict(frame.f_locals))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before if callable(before) else None)  # a profiler written in C cannot be put back


def _of_each(name, caught, width):
    """A local variable for each coordinate, whether the rule ran for each or once; None for what is no number."""
    values = [found[name] for found in caught if name in found]
    if not values or not all(isinstance(value, NUMBERS) for value in values):
        return None
    if len(values) == 1 and np.ndim(values[0]):
        values = list(values[0])
    return values * width if len(values) == 1 else values if len(values) == width else None


def term_names(optimizer):
    """Every name that a term may have, in order."""
    names, inside = optimizer.state_names, type(optimizer).rule.__code__.co_varnames
    own = [name for name in inside if name in names or name not in optimizer.arguments]
    return ["x", "g", *(f"{name} before" for name in names), *own, "move", "−move/g"]


def terms_program(surface, optimizer):
    """The names of all terms, and a JavaScript function ``(p, s, h, t)`` of one step that returns them: name → values.

    Arguments as in ``walk_program``, which moves the point p and the state s. Raises Untraceable with the reason.
    """
    found = set()

    def body(program):
        terms = taken_apart(optimizer, known_in_page(program, surface, optimizer))
        found.update(terms)
        parts = [f"{json.dumps(name)}: [{', '.join(map(literal, value))}]" for name, value in terms.items()]
        program.lines.append(f"return {{ {', '.join(parts)} }};")

    text = page_function("(p, s, h, t)", body)
    return [name for name in term_names(optimizer) if name in found], text
