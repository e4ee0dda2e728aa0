"""A rule as a small program that moves a whole vector of numbers, such as the weights of a network."""

from typing import NamedTuple

from helpers.rule_kinds import kind_of_rule
from helpers.tracing.lines import Branch, Line, javascript
from helpers.tracing.programs import asking, first_state, page_function, returned, settings, settings_at_step
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
    const h_learning_rate = h.learning_rate;
    const _0 = -h_learning_rate;
    for (let i = 0; i < x.length; i++) {
    const g_ = g[i], x_ = x[i];
    const _1 = _0 * g_;
    const _2 = x_ + _1;
    x[i] = _2;
    }
    }
    """
    kind = type(optimizer)
    if kind_of_rule(kind) not in ("coordinate", "float"):
        raise Untraceable(f"{kind.__name__} looks at all slopes at once (for a norm, say); in a page each weight moves "
                          "by its own slope")

    def initial(program):
        program.lines.append(returned(first_state(optimizer, "h_")))

    programs = {"initial": page_function("(h)", initial, _read(optimizer)),
                "step": _in_page(optimizer, "rule", "(x, g, s, h, t)")}
    return programs | ({"ahead": _in_page(optimizer, "look_ahead", "(x, s, h, t, out)")} if kind.looks_ahead else {})


def _read(optimizer):
    """The line that reads the settings, if there are any."""
    read = [f"{symbol.code} = h.{name}" for name, symbol in settings(optimizer, "h_").items()]
    return [f"const {', '.join(read)};"] if read else []


def _in_page(optimizer, what, arguments):
    """A function of the page that goes through all numbers; what depends on none of them is worked out before."""
    before, read, inside = vector_loop(type(optimizer), what, lambda: settings_at_step(optimizer, "h_"))
    states = [f"const s{k} = s[{k}];" for k in range(len(optimizer.state_names))]
    numbers = ", ".join(f"{vector}_ = {vector}[i]" for vector in read)
    return "\n".join([f"{arguments} => {{", *_read(optimizer), *states, *javascript(before),
                      "for (let i = 0; i < x.length; i++) {", f"const {numbers};", *javascript(inside), "}", "}"])


class Loop(NamedTuple):
    """A rule as a loop over the numbers of vectors: the lines ``before`` it, which depend on none of them, the vectors
    that it has to ``read``, and the lines ``inside``, from the first branch on all.
    """

    before: list
    read: list
    inside: list


def vector_loop(kind, what, at_step):
    """The Loop of a rule, or of its look ahead: ``what`` is "rule" or "look_ahead".

    at_step : a function that gives t and the hyperparameters as symbols. The point and the gradient are the vectors x
    and g, states s0, s1, ...; a number of x is x_. A look ahead fills the vector "out". Raises Untraceable.
    """
    rule = what == "rule"
    vectors = {"x": "x", **({"g": "g"} if rule else {}), **{name: f"s{k}" for k, name in enumerate(kind.state_names)}}
    numbers = {name: Symbol(f"{vector}_") for name, vector in vectors.items()}

    def body(program):
        move, *after = asking(kind, what)({**at_step(), **numbers})
        stored = {"x" if rule else "out": numbers["x"] + move, **{f"s{k}": value for k, value in enumerate(after)}}
        program.lines += [Line(f"{vector}[i] = {{0}}", (literal(value),)) for vector, value in stored.items()]

    before, inside = _parted(written(body), {symbol.code for symbol in numbers.values()})
    used = set(_operands(inside))
    return Loop(before, [vector for vector in sorted(vectors.values()) if f"{vector}_" in used], inside)


def _parted(lines, numbers):
    """Lines that depend on none of the ``numbers``, and all others."""
    before, inside, varying = [], [], set(numbers)
    for line in lines:
        result = getattr(line, "result", "")  # a branch has none, nor has what is written to a vector
        if result and varying.isdisjoint(line.operands):
            before.append(line)
        else:
            inside.append(line)
            varying.add(result)
    return before, inside


def _operands(lines):
    for line in lines:
        yield from (*_operands(line.yes), *_operands(line.no)) if isinstance(line, Branch) else line.operands
