"""Answers that should be numbers: what a reader wrote instead, in words that say how to write it."""

import reprlib

import numpy as np

COMMA = ("a comma makes several numbers of it. Write a thousand as 1000 or 1_000, one and a half as 1.5")
NOTHING = ("you gave None: your function or cell returned nothing. Is `return` missing, or does print stand in its "
           "place?")


def numbers_in(answer, shape=()):
    """The answer as an array of floats of a shape, and None; or None, and what is wrong with it.

    >>> numbers_in((3, 4), (2,))
    (array([3., 4.]), None)
    >>> print(numbers_in((1, 0))[1])
    This wants one number; you gave (1, 0): a comma makes several numbers of it. Write a thousand as 1000 or 1_000, \
one and a half as 1.5.
    """
    wanted = f"This wants {int(np.prod(shape))} numbers" if shape else "This wants one number"
    if answer is None:
        return None, f"{wanted}; {NOTHING}"
    values = floats_in(answer)
    if values is not None and values.shape == shape:
        return values, None
    return None, f"{wanted}; you gave {reprlib.repr(answer)}{_remedy(answer, values, shape)}."


def pair(answer):
    """The answer as an array of two floats; None where it is anything else."""
    return numbers_in(answer, (2,))[0]


def floats_in(answer):
    """An array of floats where an answer consists of real numbers, None where not: text is no number, nor is True."""
    try:
        array = np.asarray(answer)
        if array.dtype.kind == "O":  # fractions, decimals, whole numbers of many digits
            if any(isinstance(part, str | bool) or part is None for part in array.flat):
                return None
            return np.array([float(part) for part in array.flat]).reshape(array.shape)
        return array.astype(float) if array.dtype.kind in "iuf" else None
    except (TypeError, ValueError, OverflowError):
        return None


def _remedy(answer, values, shape):
    """What to change, where that can be guessed."""
    if isinstance(answer, str):
        return ", which is text: write it without quotation marks"
    if callable(answer):
        return ", a function: call it, with its arguments in brackets behind its name"
    if isinstance(answer, complex | np.complexfloating):
        return ", which is complex"
    if isinstance(answer, tuple | list) and any(isinstance(part, str) for part in answer):
        return ", with text in it: write numbers without quotation marks"
    if isinstance(answer, tuple | list) and any(part is None for part in answer):
        return ", with None in it: did a function return nothing?"
    if values is None:
        return ""
    if isinstance(answer, tuple) and values.size > max(1, int(np.prod(shape))) and all(type(p) is int for p in answer):
        return f": {COMMA}"
    return f", {values.size} numbers" if shape and values.size != np.prod(shape) and values.ndim else ""
