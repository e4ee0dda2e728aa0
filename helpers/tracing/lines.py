"""The lines of a program that symbols write, each an operation on names and numbers or a branch; and their JavaScript.
"""

from typing import NamedTuple

import numpy as np

EACH = "__"  # with it begin the names of what differs from number to number of a vector
PLACES = ("{0}", "{1}")
# What two symbols do, and what one does, as JavaScript of the same rounding wherever the language promises any.
BETWEEN = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "true_divide": "/", "fmod": "%", "less": "<",
           "greater": ">", "less_equal": "<=", "greater_equal": ">=", "equal": "===", "not_equal": "!==",
           "logical_and": "&&", "logical_or": "||", "bitwise_and": "&&", "bitwise_or": "||", "logical_xor": "!==",
           "bitwise_xor": "!=="}
CALLS = {"absolute": "abs", "fabs": "abs", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2",
         "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "maximum": "max", "minimum": "min", "power": "pow",
         "float_power": "pow", **{name: name for name in (
             "sqrt", "cbrt", "exp", "expm1", "log", "log10", "log2", "log1p", "sin", "cos", "tan", "sinh", "cosh",
             "tanh", "sign", "floor", "ceil", "trunc", "hypot")}}
WRITTEN = {"square": "{0} * {0}", "reciprocal": "1 / {0}", "negative": "-{0}", "logical_not": "!{0}",
           "invert": "!{0}", "floor_divide": "Math.floor({0} / {1})", "remainder": "{0} - {1} * Math.floor({0} / {1})",
           "exp2": "Math.pow(2, {0})", "isnan": "Number.isNaN({0})", "isfinite": "Number.isFinite({0})",
           "isinf": "Math.abs({0}) === Infinity", "heaviside": "{0} < 0 ? 0 : {0} > 0 ? 1 : {1}",
           "deg2rad": "{0} * (Math.PI / 180)", "radians": "{0} * (Math.PI / 180)", "degrees": "{0} * (180 / Math.PI)",
           "rad2deg": "{0} * (180 / Math.PI)",
           "copysign": "{1} < 0 || Object.is({1}, -0) ? -Math.abs({0}) : Math.abs({0})",
           "where": "{0} ? {1} : {2}",
           "rint": "Math.abs({0} % 1) === 0.5 ? 2 * Math.round({0} / 2) : Math.round({0})"}
JAVASCRIPT = {**{name: f"{{0}} {sign} {{1}}" for name, sign in BETWEEN.items()}, **WRITTEN,
              **{name: f"Math.{call}({', '.join(PLACES[: getattr(np, name).nin])})" for name, call in CALLS.items()}}


class Line(NamedTuple):
    """What a name stands for: an operation on names and numbers.

    operation : NumPy's name for it, or a text with places for the operands that says the same in all languages.
    """

    result: str
    operation: str
    operands: tuple


class Branch(NamedTuple):
    """The lines for where a condition is true, and for where it is not."""

    condition: str
    yes: list
    no: list


def javascript(lines):
    """Lines as texts of JavaScript; what is text already stays as it is."""
    for line in lines:
        if isinstance(line, Branch):
            yield from (f"if ({line.condition}) {{", *javascript(line.yes), "} else {", *javascript(line.no), "}")
        elif isinstance(line, Line):
            code = JAVASCRIPT.get(line.operation, line.operation).format(*line.operands)
            yield f"const {line.result} = {code};"
        else:
            yield line
