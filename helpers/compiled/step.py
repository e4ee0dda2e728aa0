"""One step of a rule on a long vector, compiled into a single loop: each number is read once and written once.

NumPy lets Python's floats follow an array's precision: in float32 it works out (1 − β) exactly and then rounds it. The
loop does the same, for the rule's source is read first: what depends on no number of the vector is worked out before
the loop, so the results are NumPy's to the last bit (powers apart). A rule that branches, or uses functions or
constants of its own, keeps to NumPy.
"""

import ast
import inspect
import os
import textwrap
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np

from helpers.compiled import compiling

ENOUGH = 200_000_000  # numbers that a rule has to move before it is compiled; NumPy takes about 0.2 s for them
LONG = 1_000_000  # numbers that are worth a thread a core
CORES = os.cpu_count() or 1
PLAIN = {"abs", "min", "max"}  # functions besides those of NumPy that compile number by number
moved = Counter()  # how many numbers each rule has moved so far
DRIVER = '''"""Written by helpers.compiled.step for {title}; safe to delete."""
import numpy as np
from numba import {real}, njit


@njit("void({signature})", cache=True, nogil=True, error_model="numpy")
def drive({arguments}):
    {before}
    for i in range(vx.size):
        {load}
        {body}
        {store}
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
def driver(kind, precision):
    """The compiled loop of a rule for numbers of one precision, "f" or "d", or None."""
    if not compiling.available() or precision not in "fd":
        return None
    return _compiled(kind, "float32" if precision == "f" else "float64", kind.rule)


@lru_cache(maxsize=64)
def ahead(kind):
    """The compiled loop that finds where a rule that looks ahead wants its gradient, in float32, or None."""
    return _compiled(kind, "float32", kind.look_ahead) if compiling.available() and kind.looks_ahead else None


def _compiled(kind, real, function):
    try:
        text = _text(kind, real, function)
    except (OSError, TypeError, SyntaxError, Unreadable):  # no source, or more than a formula
        return None
    return compiling.driver(f"{function.__name__}_{kind.__name__}", text, {})


class Unreadable(Exception):
    """The rule is more than assignments and a return of NumPy's arithmetic."""


def _text(kind, real, function):
    """The driver of a rule, or of its look ahead, whose answer is the vector "ahead"."""
    rule = function is kind.rule
    numbers = ["x", "g", *kind.state_names] if rule else ["x", *kind.state_names]
    changed = ["x", *kind.state_names] if rule else ["ahead"]
    vectors = list(dict.fromkeys(numbers + changed))
    reader = Reader(kind, real)
    move, *states = reader.read(function, len(changed))
    store = [f"v{changed[0]}[i] = n_x + {move}", *(f"v{s}[i] = {r}" for s, r in zip(changed[1:], states, strict=True))]
    types = [f"{real}[::1]"] * len(vectors) + ["float64"] * (1 + len(kind.hyperparameters))
    return DRIVER.format(
        title=kind.__name__, real=real, signature=", ".join(types),
        arguments=", ".join([*(f"v{name}" for name in vectors), "p_t", *(f"p_{h}" for h in kind.hyperparameters)]),
        before="\n    ".join(reader.before) or "pass",
        load="\n        ".join(f"n_{name} = v{name}[i]" for name in numbers),
        body="\n        ".join(reader.body) or "pass", store="\n        ".join(store))


class Reader(ast.NodeTransformer):
    """Splits a rule into what is worked out ``before`` the loop, in float64, and the ``body`` that each number needs.

    Names of single numbers become ``n_name``, all others ``p_name``; c0, c1, ... are constants in the vector's
    precision.
    """

    def __init__(self, kind, real):
        self.real = real
        self.numbers = {"x", "g", *kind.state_names}
        self.known = {"t", *kind.hyperparameters}
        self.before, self.body, self.constants = [], [], 0

    def read(self, function, count):
        """Go through the rule; returns the ``count`` expressions that it returns: the move and the new states."""
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        *lines, last = tree.body[0].body
        for line in lines:
            self._line(line)
        if not isinstance(last, ast.Return):
            raise Unreadable
        results = last.value.elts if isinstance(last.value, ast.Tuple) else [last.value]
        if len(results) != count:
            raise Unreadable
        return [ast.unparse(self.visit(result)) for result in results]

    def _line(self, line):
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            return  # a docstring
        if isinstance(line, ast.AugAssign):
            line = ast.Assign([line.target], ast.BinOp(ast.Name(line.target.id), line.op, line.value))
        if not isinstance(line, ast.Assign) or len(line.targets) != 1 or not isinstance(line.targets[0], ast.Name):
            raise Unreadable
        name = line.targets[0].id
        if self._of_numbers(line.value):
            self.numbers.add(name)
            self.body.append(f"n_{name} = {ast.unparse(self.visit(line.value))}")
        else:
            self.before.append(f"p_{name} = {ast.unparse(self._renamed(line.value))}")
            self.numbers.discard(name)
            self.known.add(name)

    def _of_numbers(self, node):
        return any(isinstance(part, ast.Name) and part.id in self.numbers for part in ast.walk(node))

    def visit(self, node):
        """A largest part without a number of the vector becomes a constant; the rest is kept."""
        if isinstance(node, ast.expr) and not self._of_numbers(node):
            self.before.append(f"c{self.constants} = {self.real}({ast.unparse(self._renamed(node))})")
            self.constants += 1
            return ast.Name(f"c{self.constants - 1}")
        return super().visit(node)

    def visit_Name(self, node):
        return ast.Name(f"n_{node.id}")

    def visit_BinOp(self, node):
        whole = isinstance(node.right, ast.Constant) and isinstance(node.right.value, int)
        if isinstance(node.op, ast.Pow) and whole:  # g**2 stays a product
            return ast.BinOp(self.visit(node.left), node.op, node.right)
        return self.generic_visit(node)

    def visit_Call(self, node):
        self._check_call(node)
        return ast.Call(node.func, [self.visit(argument) for argument in node.args], [])

    def _check_call(self, node):
        of_numpy = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "np"
        if node.keywords or not (of_numpy or getattr(node.func, "id", "") in PLAIN):
            raise Unreadable

    def generic_visit(self, node):
        if not isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare | ast.IfExp | ast.operator | ast.unaryop
                          | ast.cmpop):
            raise Unreadable
        return super().generic_visit(node)

    def _renamed(self, node):
        """The same expression with the names that it has before the loop."""
        node = ast.parse(ast.unparse(node), mode="eval").body
        for part in ast.walk(node):
            if isinstance(part, ast.Call):
                self._check_call(part)
            elif isinstance(part, ast.Name) and part.id in self.known:
                part.id = f"p_{part.id}"
            elif isinstance(part, ast.Name) and part.id not in {"np"} | PLAIN:
                raise Unreadable  # a name from outside the rule
        return node
