"""Symbols that stand for numbers: whatever NumPy or Python does to one is written down, line by line.

No source text is read, so lambdas, closures and the cells of a reader work. ``written(body)`` runs a formula on
symbols; where it branches on one, it is run again for the other way, and both are written, as a ``Branch``.
"""

import math
from contextvars import ContextVar

import numpy as np

from helpers.tracing.lines import EACH, JAVASCRIPT, Branch, Line

MOST_WAYS = 128  # through the branches of one formula
_program = ContextVar("the program that symbols write to")


class Untraceable(TypeError):
    """Why a rule or a surface cannot run in the page, and what to write instead."""


class _Fork(BaseException):
    """A formula asks whether a symbol is true, for the first time."""


class Program:
    """The lines written so far, each result once; ``decisions`` say which way earlier branches went."""

    def __init__(self, decisions=()):
        self.lines, self._named, self._decided, self._decisions = [], {}, {}, iter(decisions)

    def result(self, operation, *operands):
        """A symbol for what an operation gives."""
        name = self._named.get((operation, operands))
        if name is None:
            each = EACH if EACH in [operand[:2] for operand in operands] else "_"
            name = self._named[operation, operands] = f"{each}{len(self.lines)}"
            self.lines.append(Line(name, operation, operands))
        return Symbol(name)

    def decide(self, code):
        """Which way to go where ``code`` is true or not."""
        if code not in self._decided:
            decision = next(self._decisions, None)
            if decision is None:
                raise _Fork(code)
            self._decided[code] = decision
        return self._decided[code]


class Symbol(np.lib.mixins.NDArrayOperatorsMixin):
    """Stands for one number; whatever NumPy or Python does to it is written down."""

    ndim, shape = 0, ()

    def __init__(self, code):
        self.code = code

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if method != "__call__" or set(options) - {"dtype", "casting"}:
            raise Untraceable(f"np.{ufunc.__name__}.{method} is not known to the page; write it with + and *")
        if any(isinstance(value, np.ndarray) and value.ndim for value in inputs):  # symbols among many numbers
            each = np.frompyfunc(lambda *values: applied_to(ufunc.__name__, values), len(inputs), 1)
            return each(*(np.asarray(value, dtype=object) for value in inputs))
        return applied_to(ufunc.__name__, [v.item() if isinstance(v, np.ndarray) else v for v in inputs])

    def __array_function__(self, function, types, arguments, options):
        known = FUNCTIONS.get(function)
        if known is None:
            raise Untraceable(f"np.{function.__name__} is not known to the page; write it with arithmetic or np.where")
        return known(*arguments, **options)

    def __bool__(self):
        return _program.get().decide(self.code)

    def _never(self, *_):
        raise Untraceable("a value is turned into a plain Python number; keep it as it is, or use np.floor, np.where")

    __float__ = __int__ = __index__ = __complex__ = __iter__ = _never

    def __round__(self, digits=0):
        return _round(self, digits)

    def astype(self, *_, **__):
        return self

    def item(self):
        return self

    copy = conjugate = ravel = squeeze = item
    real = T = property(item)
    sum = mean = min = max = astype


def applied_to(name, values):
    """One operation by its NumPy name, on symbols and numbers."""
    if Symbol not in map(type, values):
        return getattr(np, name)(*values)
    codes = [literal(value) for value in values]
    if name == "positive":
        return values[0]
    if name == "power" and codes[1] == "2.0":
        name, codes = "multiply", [codes[0]] * 2
    elif name == "power" and codes[1] == "3.0":
        name = "{0} * {0} * {0}"
    elif name not in JAVASCRIPT:
        raise Untraceable(f"np.{name} is not known to the page; write it with arithmetic, np.exp, np.where and so on")
    return _program.get().result(name, *codes)


# NumPy asks objects in an array for these: np.exp(an array of symbols) calls exp() of each. math.floor(x) asks as well.
for _name in [*JAVASCRIPT, "__floor__", "__ceil__", "__trunc__"]:
    _ufunc = _name.strip("_")
    setattr(Symbol, _name, lambda self, *others, _ufunc=_ufunc: applied_to(_ufunc, (self, *others)))
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):  # x += 1 makes x the name of another symbol
    setattr(Symbol, f"__i{_name}__", getattr(Symbol, f"__{_name}__"))


def literal(value):
    """A number or a symbol as JavaScript."""
    if isinstance(value, Symbol):
        return value.code
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Untraceable(f"{value!r} is not a number; a formula in the page works on numbers alone") from None
    if not math.isfinite(number):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(number, "NaN")
    return f"({number!r})" if number < 0 or str(number)[0] == "-" else repr(number)


def called(name, values, count):
    """``count`` symbols for the entries of what a function of the page gives for some values; it is called once."""
    array = _program.get().result(f"{name}({', '.join(map(literal, values))})")
    return tuple(_program.get().result(f"{{0}}[{i}]", array.code) for i in range(count))


# ---- what is no ufunc -------------------------------------------------------------------------------------------


def _where(condition, *ways):
    if len(ways) != 2:
        raise Untraceable("np.where needs the values for both cases: np.where(condition, this, that)")
    if not isinstance(condition, Symbol):
        return ways[0] if condition else ways[1]
    return applied_to("where", (condition, *ways))


def _clip(value, low=None, high=None, **ends):
    low, high = ends.get("min", ends.get("a_min", low)), ends.get("max", ends.get("a_max", high))
    value = value if low is None else np.maximum(value, low)
    return value if high is None else np.minimum(value, high)


def _round(value, decimals=0, **_):
    return np.rint(value) if not decimals else np.rint(value * 10.0**decimals) / 10.0**decimals


def _same(value, *_, **__):
    return value


FUNCTIONS = {np.where: _where, np.clip: _clip, np.round: _round, np.around: _round,
             np.zeros_like: lambda *_, **__: 0.0, np.ones_like: lambda *_, **__: 1.0,
             np.full_like: lambda _, value, **__: value, np.dot: lambda a, b: a * b,
             **dict.fromkeys((np.broadcast_to, np.sum, np.mean, np.max, np.min, np.real, np.copy, np.squeeze, np.ravel,
                              np.atleast_1d, np.nan_to_num), _same)}


def written(body):
    """The lines of ``body(program)``, which runs a formula on symbols and writes what follows from it."""
    ends = 0

    def way(decisions, above):
        nonlocal ends
        if ends + len(decisions) > MOST_WAYS:
            raise Untraceable(f"it branches in more than {MOST_WAYS} ways; write loops with a fixed number of rounds, "
                              "and np.where in place of if")
        program = Program(decisions)
        token = _program.set(program)
        try:
            body(program)
        except _Fork as fork:
            both = [way((*decisions, true), len(program.lines)) for true in (True, False)]
            return [*program.lines[above:], Branch(str(fork), *both)]
        except Untraceable:
            raise
        except Exception as error:  # whatever a reader's formula may raise on symbols
            raise Untraceable(f"it cannot run on symbols: {type(error).__name__}: {error}") from error
        finally:
            _program.reset(token)
        ends += 1
        return program.lines[above:]

    lines, ends = way((), 0), 0
    if lines != way((), 0):
        raise Untraceable("it gives something else each time (random numbers?); make them before the run")
    return lines
