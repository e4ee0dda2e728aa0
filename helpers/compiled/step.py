"""One step of a rule on a long vector, compiled into a single loop: each number is read once and written once.

NumPy lets Python's floats follow an array's precision: in float32 it works out (1 − β) exactly and then rounds it. The
loop does the same, for the rule is traced first: what depends on no number of the vector is worked out before the loop,
so the results are NumPy's to the last bit (powers apart). A rule that uses functions or constants of its own keeps to
NumPy.
"""

import dis
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np

from helpers.compiled import compiling
from helpers.tracing import EACH, JAVASCRIPT, Branch, Line, Symbol, vector_loop

ENOUGH = 200_000_000  # numbers that a rule has to move before it is compiled; NumPy takes about 0.2 s for them
LONG = 1_000_000  # numbers that are worth a thread a core
CORES = os.cpu_count() or 1
OF_NUMPY = {"where", "clip", "round", *(key for key, value in vars(np).items() if isinstance(value, np.ufunc | float))}
MAY_TAKE = {"LOAD_GLOBAL": {"np", "abs", "min", "max"}, "LOAD_ATTR": OF_NUMPY, "LOAD_METHOD": OF_NUMPY,
            "LOAD_DEREF": (), "MAKE_FUNCTION": ()}  # what a rule may take from outside, by Python's instructions
PYTHON = {name: JAVASCRIPT[name] for name in ("add", "subtract", "multiply", "divide", "negative", "less", "greater")}
PYTHON |= {"power": "{0} ** {1}", "floor_divide": "{0} // {1}"}  # the rest is np.name(...)
moved = Counter()  # how many numbers each rule has moved so far
DRIVER = '''"""Written by helpers.compiled.step for {title}; safe to delete."""
import numpy as np
from numba import {real}, njit

Infinity, NaN = np.inf, np.nan


@njit("void({signature})", cache=True, nogil=True, error_model="numpy")
def drive({arguments}):
    {before}
    for i in range(x.size):
        {inside}
'''


def step(optimizer, x, g, state, t):
    """Step ``t`` on ``x`` and ``state``, in place; False, with nothing changed, where that is not worth while or fails.

    x, g and each state: arrays of one shape and precision, float32 or float64, without gaps.
    """
    kind = type(optimizer)
    moved[kind] += x.size
    if moved[kind] < ENOUGH:
        return False
    vectors, numbers = (x, g, *state), (t, *optimizer.values_at(t).values())
    drive = driver(kind, x.dtype.char) if all(v.dtype is x.dtype and v.flags.c_contiguous for v in vectors) else None
    if drive is None or any(isinstance(value, np.ndarray) for value in numbers):
        return False
    if x.ndim > 1:
        vectors = [v.reshape(-1) for v in vectors]
    if x.size < LONG:
        drive(*vectors, *numbers)
    else:
        _in_threads(drive, vectors, numbers)
    return True


def _in_threads(drive, vectors, numbers):
    """A share of the vector for each core."""
    ends = np.linspace(0, vectors[0].size, CORES + 1, dtype=int).tolist()
    list(_pool().map(lambda a, b: drive(*(v[a:b] for v in vectors), *numbers), ends, ends[1:]))


@lru_cache(maxsize=1)
def _pool():
    return ThreadPoolExecutor(CORES)


@lru_cache(maxsize=64)
def driver(kind, precision, what="rule"):
    """The compiled loop of a rule, or of its "look_ahead", for numbers of one precision, "f" or "d"; or None."""
    if not compiling.available() or precision not in "fd":
        return None
    try:
        text = _text(kind, "float32" if precision == "f" else "float64", what)
    except TypeError:  # it cannot be traced
        return None
    return compiling.driver(f"{what}_{kind.__name__}", text, {})


def _text(kind, real, what):
    """The driver of a rule, or of its look ahead, whose answer is the vector "out"."""
    _check(getattr(kind, what))
    known = {"t": Symbol("t"), **{name: Symbol(f"h_{name}") for name in kind.hyperparameters}}
    read, before, inside = vector_loop(kind, what, lambda _: known)
    vectors = read if what == "rule" else [*read, "out"]
    types = [f"{real}[::1]"] * len(vectors) + ["float64"] * len(known)
    numbers = [f"{EACH}{vector} = {vector}[i]" for vector in read]
    return DRIVER.format(title=kind.__name__, real=real, signature=", ".join(types),
                         arguments=", ".join([*vectors, *(symbol.code for symbol in known.values())]),
                         before="\n    ".join(_for_numba(before, real)) or "pass",
                         inside="\n        ".join([*numbers, *_for_numba(inside, real)]))


def _check(function):
    """Raise TypeError where a rule takes from outside what may change, or what looks at more numbers than one."""
    for at in dis.get_instructions(function):
        if at.argval not in MAY_TAKE.get(at.opname, [at.argval]):
            raise TypeError(f"{at.argval} is left to NumPy")


def _for_numba(lines, real):
    """Lines in Python: what meets a number of a vector is rounded as that is, all else is float64."""
    for line in lines:
        if isinstance(line, Branch):
            for head, way in ((f"if {line.condition}:", line.yes), ("else:", line.no)):
                yield from (head, *(f"    {text}" for text in _for_numba(way, real)))
        elif isinstance(line, Line):
            each, text = line.result.startswith(EACH), PYTHON.get(line.operation, line.operation)
            values = [f"{real}({name})" if each and not name.startswith(EACH) else name for name in line.operands]
            code = text.format(*values) if "{" in text else f"np.{text}({', '.join(values)})"
            yield f"{line.result} = {code}"
        else:
            yield line
