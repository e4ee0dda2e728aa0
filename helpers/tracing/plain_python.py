"""What stands for ``math``, ``float``, ``max`` and their like while a formula runs on symbols."""

import builtins
import math
from functools import reduce
from types import BuiltinFunctionType, CellType, FunctionType, MethodType, SimpleNamespace

import numpy as np

from helpers.tracing.symbols import Symbol, applied_to


def _of_math(name):
    """What stands for a function of ``math``, and for ``float`` and ``int``, while a formula runs on symbols."""
    plain = getattr(math, name, None) or getattr(builtins, name)
    numpy_name = {"pow": "power", "float": "positive", "int": "trunc"}.get(name, name.replace("acos", "arccos")
                  .replace("asin", "arcsin").replace("atan", "arctan"))

    def function(*values):
        values = [v.item() if isinstance(v, np.ndarray) and v.ndim == 0 else v for v in values]
        if any(isinstance(value, Symbol) for value in values):
            return applied_to(numpy_name, values)
        return plain(*values)
    return function


MATH = {name: _of_math(name) if callable(getattr(math, name)) else getattr(math, name)
        for name in dir(math) if name[0] != "_"}
FROM_MATH = {getattr(math, name): replaced for name, replaced in MATH.items() if callable(replaced)}


def _extreme(plain, ufunc):
    """What stands for ``max`` or ``min``: as an operation, where Python would compare and branch."""
    def function(*values, **options):
        several = values if len(values) > 1 else tuple(values[0])
        if options or not any(isinstance(value, Symbol) for value in several):
            return plain(*values, **options)
        return reduce(ufunc, several)
    return function


PLAIN = {"float": _of_math("float"), "int": _of_math("int"), "max": _extreme(max, np.maximum),
         "min": _extreme(min, np.minimum)}


def for_symbols(function, depth=4):
    """The same function, but what it takes from ``math`` accepts symbols; so do the functions that it calls."""
    if isinstance(function, MethodType):
        return MethodType(for_symbols(function.__func__, depth), function.__self__)
    if not isinstance(function, FunctionType):
        inside = vars(type(function)).get("__call__")  # a schedule: an object that can be called
        return MethodType(for_symbols(inside, depth), function) if isinstance(inside, FunctionType) else function

    def replaced(value):
        if value is math:
            return SimpleNamespace(**MATH)
        if isinstance(value, BuiltinFunctionType) and value in FROM_MATH:
            return FROM_MATH[value]
        own = isinstance(value, FunctionType) and not (value.__module__ or "").startswith("numpy") and depth
        return for_symbols(value, depth - 1) if own else value

    names = [name for name in function.__code__.co_names if name in function.__globals__]
    space = function.__globals__ | PLAIN | {name: replaced(function.__globals__[name]) for name in names}
    cells = tuple(CellType(replaced(cell.cell_contents)) for cell in function.__closure__ or ())
    again = FunctionType(function.__code__, space, function.__name__, function.__defaults__, cells)
    again.__kwdefaults__ = function.__kwdefaults__
    return again
