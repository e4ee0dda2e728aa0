"""A rule as a small program that moves a whole vector of numbers, such as the weights of a network."""

import numpy as np

from helpers.rule_kinds import kind_of_rule
from helpers.tracing.lines import EACH, Line, javascript
from helpers.tracing.programs import applied, first_state, function_program, settings, settings_at_step
from helpers.tracing.symbols import Symbol, Untraceable, literal, written


def vector_program(optimizer):
    """One step of ``optimizer`` on a vector, as JavaScript functions: name → text.

    ``initial(h)`` gives the first value of each state; ``step(x, g, s, h, t)`` moves the vector x and the states s, a
    list of vectors, in place; ``ahead(x, s, h, t, out)``, where the rule looks ahead, fills ``out`` with the place
    where it wants the gradient. h holds the hyperparameters by name, t counts from 1, schedules follow from t.
    Raises Untraceable with the reason: also for a rule that needs all numbers at once, such as one with a norm.

    >>> from helpers import optimizers
    >>> print(vector_program(optimizers.GradientDescent(0.1))["step"])
    (x, g, s, h, t) => {
    const _0 = h.learning_rate;
    const _1 = -_0;
    for (let i = 0; i < x.length; i++) {
    const __x = x[i], __g = g[i];
    const __2 = _1 * __g;
    const __3 = __x + __2;
    x[i] = __3;
    }
    }
    """
    kind = type(optimizer)
    if kind_of_rule(kind) not in ("coordinate", "float"):
        raise Untraceable(f"{kind.__name__} looks at all slopes at once (for a norm, say); in a page each weight moves "
                          "by its own slope")
    programs = {"initial": function_program(lambda h: first_state(optimizer), ("h",)),
                "step": _in_page(optimizer, "rule", "(x, g, s, h, t)")}
    return programs | ({"ahead": _in_page(optimizer, "look_ahead", "(x, s, h, t, out)")} if kind.looks_ahead else {})


def _in_page(optimizer, what, arguments):
    """A function of the page that goes through all numbers; what depends on none of them is worked out before."""
    def at_step(program):
        read = {name: program.result(symbol.code) for name, symbol in settings(optimizer).items()}
        return settings_at_step(optimizer) | read

    vectors, before, inside = vector_loop(type(optimizer), what, at_step)
    states = [f"const s{k} = s[{k}];" for k in range(len(optimizer.state_names))]
    numbers = ", ".join(f"{EACH}{vector} = {vector}[i]" for vector in vectors)
    return "\n".join([f"{arguments} => {{", *states, *javascript(before),
                      "for (let i = 0; i < x.length; i++) {", f"const {numbers};", *javascript(inside), "}", "}"])


def vector_loop(kind, what, at_step):
    """The "rule" of a kind, or its "look_ahead", as a loop over the numbers of vectors.

    at_step : a function of the program that gives t and the hyperparameters as symbols. Returns the vectors that are
    read, x, g and the states s0, s1, ...; the lines before the loop, which depend on none of their numbers; and those
    inside, from the first branch on all. A look ahead fills a vector "out". Raises Untraceable.
    """
    of_rule, states = what == "rule", {name: f"s{k}" for k, name in enumerate(kind.state_names)}
    vectors = {"x": "x", **({"g": "g"} if of_rule else {}), **states}
    numbers = {name: np.array([Symbol(EACH + vector)]) for name, vector in vectors.items()}

    def body(program):
        move, *after = applied(kind, what, {**at_step(program), **numbers})
        changed = zip(["x" if of_rule else "out", *states.values()], [numbers["x"] + move, *after], strict=False)
        program.lines += [f"{vector}[i] = {literal(value)};" for vector, (value,) in changed]

    lines = written(body)
    before = [line for line in lines if isinstance(line, Line) and not line.result.startswith(EACH)]
    return list(vectors.values()), before, [line for line in lines if line not in before]
