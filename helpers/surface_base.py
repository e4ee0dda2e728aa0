"""What a surface is: a function of one or two variables with its slopes, a view and good starts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from helpers.formulas import Formula, check_signature, difference, second_difference, variables_of
from helpers.surface_settings import bound, minima_near, ranges, within


@dataclass(frozen=True, eq=False)
class Surface:
    """A function of one or two variables with its slopes: ``surface(point)``, ``surface.gradient(point)``.

    Arguments
    ---------
    function : f(x) or f(x, y), built from operations that work on floats and arrays alike.
    slope : its derivative f'(x), or the pair of partial derivatives; left out: central differences.
    curvature : f''(x), or the triple (f_xx, f_xy, f_yy); left out: differences of the gradient.
    name, formula : what to call it in a title, and its formula in LaTeX.
    minima : the known minima, lowest first, one row a point (one number each in one dimension).
    view : the window worth looking at, one (low, high) pair a variable.
    starts : good points to start from.
    log_levels : True where contours belong on a logarithmic scale.
    settings : name → (low, high) or (low, high, "log") of what may be moved: a parameter of the formulas with a
        default, where it stands at first. Minima are guesses then: Newton's method finds them wherever settings stand.

    The function is tried at three points of its view. Raises ValueError where it is none of one or two variables, and
    for a slope, a curvature, minima, a view, starts, settings or points that do not go with it. What has no real value
    somewhere (a root, a logarithm, 1/x) is nan there. Formulas that take no arrays are asked point by point.

    >>> steep = Surface(lambda x: 5 * x**2, lambda x: 10 * x, name="5x²")
    >>> print(steep(2.0), steep.gradient(2.0))
    20.0 20.0
    >>> valley = Surface(lambda x, y, squeeze=1.0: x**2 + (squeeze * y) ** 2, settings={"squeeze": (1, 16, "log")})
    >>> print(valley((0.0, 1.0)), valley.at(squeeze=3)((0.0, 1.0)))
    1.0 9.0
    """

    function: Callable
    slope: Callable | None = None
    curvature: Callable | None = None
    name: str = "f"
    formula: str = ""
    minima: np.ndarray = ()
    view: tuple = ()
    starts: tuple = ()
    log_levels: bool = False
    settings: dict = field(default_factory=dict)
    dimension: int = field(init=False)

    def __post_init__(self):
        dimension = variables_of(self.function)
        for role in ("slope", "curvature"):
            if getattr(self, role) is not None:
                check_signature(role, getattr(self, role), dimension)
        object.__setattr__(self, "dimension", dimension)
        object.__setattr__(self, "view", self._view())
        object.__setattr__(self, "minima", self._places("minima", self.minima))
        if self._places("starts", self.starts).size and np.ndim(self.starts) < dimension:  # one alone
            object.__setattr__(self, "starts", (self.starts,))
        self._height.try_out(self.view)
        object.__setattr__(self, "guesses", self.minima)
        if self.settings:
            object.__setattr__(self, "settings", ranges(self.settings, self.function))
            object.__setattr__(self, "minima", self._places("minima", minima_near(self, self.guesses)))

    def at(self, **values):
        """The same surface where some of its settings stand elsewhere; ValueError for other names or numbers."""
        for name, value in values.items():
            if name not in self.settings:
                known = ", ".join(self.settings) or "none"
                raise ValueError(f"{name!r} is no setting of {self.name}; its settings: {known}")
            within(name, self.settings[name]._replace(value=value))
        return self._moved(values, self.settings) if values else self

    def fixed(self, **values):
        """The same surface where some of its settings are none any more, but have these values; errors as ``at``."""
        return self.at(**values)._moved({}, {name: self.settings[name] for name in self.settings if name not in values})

    def _moved(self, values, settings):
        new = {name: float(value) for name, value in values.items()}
        parts = {role: bound(getattr(self, role), new) for role in ("function", "slope", "curvature")}
        ends = {name: setting[1:] for name, setting in settings.items()}
        return replace(self, **parts, settings=ends, minima=self.guesses)

    def _view(self):
        dimension = self.dimension
        try:
            view = np.asarray(self.view if len(self.view) else [(-5, 5)] * dimension, dtype=float)
        except (TypeError, ValueError):
            view = np.empty(0)
        if view.shape != (dimension, 2) or not np.all(view[:, 0] < view[:, 1]) or not np.isfinite(view).all():
            raise ValueError(f"view must be {dimension} pair(s) (low, high), got {self.view!r}")
        return tuple(map(tuple, view.tolist()))

    def _places(self, name, places):
        """Points as an array, one row a point (one number each in one dimension)."""
        wanted = "numbers" if self.dimension == 1 else "pairs (x, y)"
        try:
            array = np.asarray(places, dtype=float)
        except (TypeError, ValueError):
            raise ValueError(f"{name} must be {wanted}, got {places!r}") from None
        good = array.shape[1:] in ((), (1,)) if self.dimension == 1 else array.shape[-1:] == (2,)
        if array.size and not good:
            raise ValueError(f"{name} must be {wanted}, got {places!r}")
        return array.reshape((-1,) if self.dimension == 1 else (-1, 2))

    def __call__(self, point):
        """The height at ``point``: shape (...) for points of shape (...) or (2, ...)."""
        return self._height(self.coordinates(point))[0][()]

    def gradient(self, point):
        """The slope at ``point``, of the same shape as ``point``."""
        parts = self._slope(self.coordinates(point))
        return parts[0][()] if self.dimension == 1 else parts

    def hessian(self, point):
        """Second derivatives at ``point``: f'' in one variable, shape (2, 2, ...) in two."""
        second = self._curvature(self.coordinates(point))
        if self.dimension == 1:
            return second[0][()]
        xx, xy, yy = second
        return np.array([[xx, xy], [xy, yy]])

    def coordinates(self, point):
        """Split a point into its variables, as floats or arrays of floats."""
        point = np.asarray(point, dtype=float)
        if self.dimension == 1:
            return (point[()],)
        if point.ndim == 0 or point.shape[0] != 2:
            raise ValueError(f"a point on {self.name} must have shape (2, ...), x first; got shape {point.shape}")
        return point[0], point[1]

    @cached_property
    def slope_at(self):
        """The function behind ``gradient``, in plain coordinates."""
        return self.slope or difference(self.function, self.dimension)

    @cached_property
    def curvature_at(self):
        """The function behind ``hessian``, in plain coordinates."""
        return self.curvature or second_difference(self.slope_at, self.dimension)

    @cached_property
    def _height(self):
        return Formula("function", self.function, self.dimension)

    @cached_property
    def _slope(self):
        return Formula("slope", self.slope_at, self.dimension, self.dimension, self._by_points(self.slope))

    @cached_property
    def _curvature(self):
        parts = 2 * self.dimension - 1
        by_points = self._by_points(self.curvature or self.slope)
        return Formula("curvature", self.curvature_at, self.dimension, parts, by_points)

    def _by_points(self, written):
        """Differences of what goes point by point go so too; what a reader has written finds out by itself."""
        return written is None and self._height.by_points

    def __repr__(self):
        return f"<surface: {self.name}>"
