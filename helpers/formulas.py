"""What readers write as a formula: is it one of x, or of x and y, and what are its values at one point or at many?

Formulas of operations that take arrays are asked for all points at once. Others (``math.sin``, ``if x > 0``,
``np.linalg.norm([x, y])``) are asked point by point, with the same result, only slower.
"""

import inspect
import math
import reprlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

VECTOR = ("function takes one variable and treats it as a vector: it indexes or unpacks it, or makes one number of "
          "several by np.sum, np.max, @ or the like. For two variables write f(x, y), such as lambda x, y: x**2 + "
          "y**2; for one, a formula that gives a number for each x")
WANTED = {("function", 1): "one number", ("slope", 1): "one number, f'(x)", ("curvature", 1): "one number, f''(x)",
          ("slope", 2): "two numbers, (∂f/∂x, ∂f/∂y)", ("curvature", 3): "three numbers, (f_xx, f_xy, f_yy)"}
PLACES = np.array([[0.31, 0.62, 0.83], [0.57, 0.26, 0.78]])  # where in its view a new formula is tried


def variables_of(function):
    """How many variables a function of one or two takes; those with a default do not count."""
    if not callable(function):
        raise ValueError(f"function must be a function such as lambda x: x**2, got {function!r}")
    if isinstance(function, np.ufunc):
        return function.nin
    try:
        needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    except (TypeError, ValueError):
        needed = None  # some of what is written in C does not tell
    if needed is None or any(p.kind not in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in needed):
        raise ValueError("function must name its variables: write f(x) or f(x, y), such as lambda x, y: g(x, y)")
    if len(needed) not in (1, 2):
        raise ValueError(f"function must take one or two variables, f(x) or f(x, y); it takes {len(needed)}")
    return len(needed)


def check_signature(role, function, variables):
    """Raise ValueError unless ``function`` can be called with so many variables."""
    named = ", ".join("xy"[:variables])
    if not callable(function):
        raise ValueError(f"{role} must be one function, lambda {named}: ..., got {reprlib.repr(function)}")
    try:
        inspect.signature(function).bind(*range(variables))
    except TypeError:
        raise ValueError(f"{role} must take {named}, as function does; write lambda {named}: ...") from None
    except ValueError:
        return  # it does not tell


@dataclass(eq=False)
class Formula:
    """A reader's function of ``variables`` coordinates that gives ``parts`` numbers; ``role`` is what to call it.

    ``by_points`` becomes True once it turns out that it cannot be asked for many points at once.
    """

    role: str
    function: Callable
    variables: int
    parts: int = 1
    by_points: bool = False

    def __call__(self, coordinates):
        """Its values at points given by their coordinates, numbers or arrays of one shape: (parts, *shape)."""
        shape = np.shape(coordinates[0])
        if shape and not self.by_points:
            found = self._all_at_once(coordinates, shape)
            if found is not None:
                return found
            self.by_points = True
        each = [self.at(point) for point in zip(*map(np.ravel, coordinates), strict=True)]
        return np.array(each, dtype=float).reshape(-1, self.parts).T.reshape(self.parts, *shape)

    def at(self, point):
        """Its values at one point as floats: nan where there is none, or none that is real."""
        try:
            found = self.function(*point)
        except (ArithmeticError, ValueError) as error:
            if not is_no_value(error):
                raise
            return (math.nan,) * self.parts
        try:
            parts = [found] if self.parts == 1 else list(found)
            numbers = tuple(map(number, parts))
        except (TypeError, ValueError):
            numbers = ()
        if len(numbers) != self.parts:
            raise ValueError(self._refusal(found, point))
        return numbers

    def _all_at_once(self, coordinates, shape):
        """Its values as for each point alone; None where it does not take arrays, or mixes the points."""
        try:
            found = self.function(*coordinates)
            parts = [_floats(part) for part in ([found] if self.parts == 1 else found)]
            values = np.stack([np.broadcast_to(part, shape) for part in parts])
        except Exception:  # whatever it may raise, asked point by point it will say so, or work
            return None
        if len(parts) != self.parts:
            return None
        if all(part.shape == shape for part in parts) or math.prod(shape) < 2:
            return values
        return values if self._holds_at_the_ends(coordinates, values) else None

    def _holds_at_the_ends(self, coordinates, values):
        """Whether fewer values than points are constants, and not what a sum over all points has left."""
        ends = [[np.ravel(c)[end] for c in coordinates] for end in (0, -1)]
        wanted = np.array([self.at(end) for end in ends]).T
        return np.allclose(values.reshape(self.parts, -1)[:, [0, -1]], wanted, rtol=1e-9, atol=0, equal_nan=True)

    def _refusal(self, found, point):
        where = ", ".join(f"{name} = {value:g}" for name, value in zip("xy", point, strict=False))
        what = "nothing: is `return` missing?" if found is None else reprlib.repr(found)
        text = f"{self.role} must return {WANTED[self.role, self.parts]}; at {where} it returned {what}"
        several = self.role == "slope" and self.variables == 1 and np.size(found) == 2
        return f"{text}. For two variables write function as f(x, y)" if several else text

    def try_out(self, view):
        """Ask for three points of the view, one by one and together; raise ValueError where it is no such formula."""
        low, high = np.transpose(view)[..., None]
        points = low + (high - low) * PLACES[: self.variables]
        with np.errstate(all="ignore"):
            try:
                alone = np.array([self.at(point) for point in points.T]).T
            except Exception:
                if self._is_of_a_vector():
                    raise ValueError(VECTOR) from None
                raise
            together = self._all_at_once(list(points), points.shape[1:])
            self.by_points = together is None or not np.allclose(together, alone, rtol=1e-9, atol=0, equal_nan=True)
            if self.by_points and self._is_of_a_vector():
                raise ValueError(VECTOR)

    def _is_of_a_vector(self):
        """Whether a function of one variable makes one number of several, or works for several only."""
        if self.variables != 1:
            return False
        makes_one = [self._makes_one_number(np.linspace(0.3, 0.7, size)) for size in (2, 3, 4)]
        return all(makes_one[:2]) or (any(makes_one) and not self._makes_one_number(np.float64(0.3)))

    def _makes_one_number(self, value):
        try:
            return np.ndim(self.function(value)) == 0 and number(self.function(value)) is not None
        except Exception:  # with a vector of this length it does not work
            return False


def is_no_value(error):
    """Whether an exception says that there is no value here: x / 0, math.log(-1), math.floor(nan), an overflow."""
    return isinstance(error, ArithmeticError) or (
        type(error) is ValueError and str(error).startswith(("math domain", "expected a", "cannot convert float NaN")))


def number(value):
    """One number as a float, nan where it is not real; TypeError for anything else.

    >>> number(True), number(np.array([2])), number((-8.0) ** 0.5)
    (1.0, 2.0, nan)
    """
    if isinstance(value, float):
        return float(value)
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "buifcO" or array.item() is None:
        raise TypeError(f"{value!r} is not one number")
    value = array.item()
    try:
        return float(value) if not isinstance(value, complex) else value.real if value.imag == 0 else math.nan
    except OverflowError:  # a whole number of hundreds of digits
        return math.nan


def whole(name, value, least=0):
    """An argument that counts something as an int; ValueError for what is no whole number of at least ``least``.

    >>> whole("steps", 300.0)
    300
    """
    counts = isinstance(value, int | np.integer) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not counts or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    return int(value)


def _floats(part):
    """An array of floats, nan where numbers are not real."""
    part = np.asarray(part)
    if part.dtype.kind == "c":
        return np.where(part.imag == 0, part.real, np.nan)
    if part.dtype.kind == "O":
        return np.reshape([float(value) for value in part.flat], part.shape)
    if part.dtype.kind not in "buif":
        raise TypeError("not numbers")
    return part.astype(float, copy=False)


# ---- slopes and curvatures that nobody has worked out -----------------------------------------------------------


def difference(f, variables, h=1e-6):
    """Central differences of a function, in plain coordinates."""
    if variables == 1:
        return lambda x: (f(x + h) - f(x - h)) / (2 * h)
    return lambda x, y: ((f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h))


def second_difference(slope, variables, h=1e-4):
    """Central differences of a slope."""
    if variables == 1:
        return lambda x: (slope(x + h) - slope(x - h)) / (2 * h)

    def second(x, y):
        (east_x, east_y), (west_x, west_y) = slope(x + h, y), slope(x - h, y)
        (north_x, north_y), (south_x, south_y) = slope(x, y + h), slope(x, y - h)
        cross = (east_y - west_y + north_x - south_x) / (4 * h)
        return (east_x - west_x) / (2 * h), cross, (north_y - south_y) / (2 * h)

    return second
