"""A rule as a small program that moves a whole vector of numbers, such as the weights of a network, in the page."""

import re
from types import SimpleNamespace

from helpers.descent.plain_python import for_symbols
from helpers.descent.symbols import Symbol, Untraceable, literal, written
from helpers.rule_kinds import kind_of_rule

RESULT = re.compile(r"const (_\d+) = (.*);")
NAME = re.compile(r"[^\W\d]\w*")


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
    programs = {"initial": _initial(optimizer), "step": _loop(optimizer, "rule", "(x, g, s, h, t)")}
    return programs | ({"ahead": _loop(optimizer, "look_ahead", "(x, s, h, t, out)")} if optimizer.looks_ahead else {})


def _settings(optimizer):
    """The symbol of each hyperparameter that is a number; those that are schedules are formulas of t."""
    return {name: Symbol(f"h_{name}") for name in optimizer.hyperparameters if not callable(getattr(optimizer, name))}


def _read(optimizer):
    """The line that reads the settings, if there are any."""
    read = [f"{symbol.code} = h.{name}" for name, symbol in _settings(optimizer).items()]
    return [f"const {', '.join(read)};"] if read else []


def _initial(optimizer):
    def body(program):
        known = SimpleNamespace(**{**vars(optimizer), **_settings(optimizer), "state_names": optimizer.state_names})
        values = for_symbols(type(optimizer).initial_state)(known)
        program.lines.append(f"return [{', '.join(map(literal, values))}];")

    return "\n".join(["(h) => {", *_read(optimizer), *written(body), "}"])


def _loop(optimizer, what, arguments):
    """A loop over all numbers; what depends on none of them is worked out before it."""
    kind, states = type(optimizer), optimizer.state_names
    function, rule = for_symbols(getattr(kind, what)), what == "rule"
    vectors = {"x": "x", **({"g": "g"} if rule else {}), **{name: f"s{k}" for k, name in enumerate(states)}}
    numbers = {name: Symbol(f"{vector}_") for name, vector in vectors.items()}

    def body(program):
        schedules = {name: value for name, value in vars(optimizer).items() if callable(value)}
        known = {"t": Symbol("t"), **_settings(optimizer), **numbers,
                 **{name: for_symbols(value)(Symbol("t") - 1) for name, value in schedules.items()}}
        names = optimizer.arguments if rule else optimizer.arguments_ahead
        returned = function(*(known[name] for name in names))
        move, *after = kind.results(returned) if rule else (returned,)
        program.lines.append(f"{'x' if rule else 'out'}[i] = {literal(numbers['x'] + move)};")
        program.lines += [f"s{k}[i] = {literal(value)};" for k, value in enumerate(after)]

    before, inside = _parted(written(body), {symbol.code for symbol in numbers.values()})
    used = {name for line in inside for name in NAME.findall(line)}
    load = ", ".join(f"{vector}_ = {vector}[i]" for vector in sorted(vectors.values()) if f"{vector}_" in used)
    unpack = [f"const s{k} = s[{k}];" for k in range(len(states))]
    return "\n".join([f"{arguments} => {{", *_read(optimizer), *unpack, *before,
                      "for (let i = 0; i < x.length; i++) {", f"const {load};", *inside, "}", "}"])


def _parted(lines, numbers):
    """Lines that depend on none of the ``numbers``, and all others; from the first branch on nothing is moved."""
    before, inside, varying = [], [], set(numbers)
    for k, line in enumerate(lines):
        found = RESULT.fullmatch(line)
        if not found:
            return before, inside + lines[k:]
        if varying.isdisjoint(NAME.findall(found[2])):
            before.append(line)
        else:
            varying.add(found[1])
            inside.append(line)
    return before, inside
