"""A rule and a surface, written once in Python, as small programs that a page can run.

Each runs once on symbols (see ``symbols``), which write down what happens to them. ``surface_program`` and
``walk_program`` give what ``live/page/walk.js`` runs.
"""

from types import SimpleNamespace

import numpy as np

from helpers.rule_kinds import kind_of_rule
from helpers.surface_settings import formulas
from helpers.tracing.lines import javascript
from helpers.tracing.plain_python import for_symbols
from helpers.tracing.symbols import Symbol, literal, written


def page_function(arguments, body):
    """What ``body(program)`` writes, as the text of a JavaScript function."""
    return "\n".join([f"{arguments} => {{", *javascript(written(body)), "}"])


def function_program(function, names):
    """``function(*names)`` as the text of a JavaScript function that returns an array of its values."""
    function = for_symbols(function)

    def body(program):
        values = function(*map(Symbol, names))
        flat = values if isinstance(values, tuple | list | np.ndarray) else (values,)
        program.lines.append(f"return [{', '.join(map(literal, flat))}];")

    return page_function(f"({', '.join(names)})", body)


def surface_program(surface):
    """Value, gradient and Hessian of a surface for the page: name → JavaScript."""
    names = ("x", "y")[: surface.dimension]
    formulas = {"value": surface.function, "gradient": surface.slope_at, "hessian": surface.curvature_at}
    return {name: function_program(formula, names) for name, formula in formulas.items()}


def with_settings(surface):
    """A surface whose settings are symbols: its programs look them up in h, by name, as a rule's settings."""
    return formulas(surface, {name: Symbol(f"h.{name}") for name in surface.settings})


def walk_program(surface, optimizer):
    """One step of ``optimizer`` on ``surface``, and the state before the first, as two JavaScript functions.

    ``start(s, h)`` fills the state s; ``step(p, s, h, t, tolerance)`` moves the point p, or returns true where every
    slope is under the tolerance. h holds the hyperparameters by name; those that are schedules are worked out from t.
    Raises Untraceable with the reason.
    """
    width = surface.dimension

    def start(program):
        program.lines += _assign("s", [value for value in first_state(optimizer) for _ in range(width)])

    def step(program):
        known = known_in_page(program, surface, optimizer)
        flat = " && ".join(f"Math.abs({literal(a)}) < tolerance" for a in known["g"])
        program.lines.append(f"if ({flat}) return true;")
        move, *state = applied(type(optimizer), "rule", known)
        program.lines += _assign("p", known["x"] + move) + _assign("s", [a for part in state for a in part])
        program.lines.append("return false;")

    return {"start": page_function("(s, h)", start), "states": width * len(optimizer.state_names),
            "step": page_function("(p, s, h, t, tolerance)", step)}


def settings(optimizer):
    """The hyperparameters that are numbers, as symbols: they are looked up in h, by name."""
    return {name: Symbol(f"h.{name}") for name in optimizer.hyperparameters if not callable(getattr(optimizer, name))}


def settings_at_step(optimizer):
    """The step t and all hyperparameters at that step: schedules are worked out from it."""
    schedules = {name: value for name, value in vars(optimizer).items() if callable(value)}
    return {"t": Symbol("t"), **settings(optimizer),
            **{name: for_symbols(schedule)(Symbol("t") - 1) for name, schedule in schedules.items()}}


def first_state(optimizer):
    """The first value of each state, from the hyperparameters as symbols."""
    known = {**vars(optimizer), **settings(optimizer), "state_names": optimizer.state_names}
    return for_symbols(type(optimizer).initial_state)(SimpleNamespace(**known))


def known_in_page(program, surface, optimizer):
    """What a rule may ask for at a step, as symbols of the point p, the state s, the settings h and t: name → value."""
    width, names = surface.dimension, optimizer.state_names
    read = [f"p{i} = p[{i}]" for i in range(width)] + [f"s{k} = s[{k}]" for k in range(width * len(names))]
    program.lines.append(f"const {', '.join(read)};")
    known = {"x": _symbols("p", 0, width), **settings_at_step(optimizer)}
    known |= {name: _symbols("s", k * width, width) for k, name in enumerate(names)}
    return with_gradient(surface, optimizer, known)


def with_gradient(surface, optimizer, known):
    """The same and the gradient g where the rule wants it, an entry a coordinate."""
    at = known["x"]
    if optimizer.looks_ahead:
        at = at + applied(type(optimizer), "look_ahead", known)[0]
    g = for_symbols(surface.slope_at)(*at)
    return {**known, "g": np.array(g if isinstance(g, tuple | list | np.ndarray) else (g,), dtype=object)}


def _symbols(letter, first, count):
    return np.array([Symbol(f"{letter}{first + i}") for i in range(count)], dtype=object)


def _assign(letter, values):
    return [f"{letter}[{i}] = {literal(value)};" for i, value in enumerate(values)]


def applied(kind, what, known):
    """What the "rule" of a kind, or its "look_ahead", gives for each coordinate: arrays (dimension,), the move first.

    known : name → value, numbers or symbols. As in the drivers, each coordinate goes by itself, unless the rule needs
    the whole gradient.
    """
    function, of_rule, width = for_symbols(getattr(kind, what)), what == "rule", len(known["x"])
    names = kind.arguments if of_rule else kind.arguments_ahead

    def ask(known):
        result = function(*map(known.__getitem__, names))
        return kind.results(result) if of_rule else (result,)

    if kind_of_rule(kind) not in ("coordinate", "float"):
        return [np.broadcast_to(np.asarray(part, dtype=object), width) for part in ask(known)]
    wide = {name: value for name, value in known.items() if isinstance(value, np.ndarray) and value.ndim}
    each = [ask({**known, **{name: value[i] for name, value in wide.items()}}) for i in range(width)]
    return [np.array(part, dtype=object) for part in zip(*each, strict=True)]
