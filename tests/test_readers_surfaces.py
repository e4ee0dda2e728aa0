"""Surfaces that readers write: what works, what is refused with the remedy, and that all drivers go the same way."""

import math

import numpy as np
import pytest

from helpers import descend
from helpers.formulas import Formula, is_no_value, number
from helpers.optimizers import Adagrad, GradientDescent, Momentum, Nesterov, Optimizer
from helpers.surfaces import Surface

DATA = np.array([1.0, 2.0, 4.0])
MATRIX = np.array([[2.0, 0.5], [0.5, 3.0]])


def unpacked(point):
    x, y = point
    return x**2 + y**2


# ---- a function of one vector -----------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [
    lambda v: np.sum(v**2), lambda v: (v**2).sum(), lambda v: v[0]**2 + v[1]**2, lambda v: v @ MATRIX @ v,
    lambda v: np.linalg.norm(v), lambda v: np.dot(v, v), lambda v: np.max(np.abs(v), 0), lambda v: np.prod(v),
    lambda v: np.sum((np.ones((5, 3)) @ v - 1)**2), lambda v: v[0] * v[2], lambda v: sum(a * a for a in v), unpacked,
    lambda v: np.einsum("i,i", v, v), lambda v: math.hypot(*v), lambda v, scale=2.0: scale * np.sum(v**2),
])
def test_a_function_of_a_vector_is_told_how_to_write_two_variables(function):
    with pytest.raises(ValueError, match=r"treats it as a vector.*For two variables write f\(x, y\), such as"):
        Surface(function)


@pytest.mark.parametrize("function", [lambda *v: v[0]**2 + v[1]**2, lambda *, x: x, np.vectorize(lambda x: x), dict])
def test_variables_must_have_names(function):
    with pytest.raises(ValueError, match=r"function must name its variables: write f\(x\) or f\(x, y\)"):
        Surface(function)


@pytest.mark.parametrize("function", [3.0, "x**2", None, np.ones(2)])
def test_what_is_no_function_is_told_so(function):
    with pytest.raises(ValueError, match="function must be a function such as lambda x"):
        Surface(function)


@pytest.mark.parametrize(("function", "said"), [
    (lambda x: None, r"function must return one number; at x = -1\.9 it returned nothing: is `return` missing\?"),
    (lambda x: (x, x), "must return one number; .* it returned"), (lambda x: "3", "must return one number"),
    (lambda x: DATA * x, "must return one number; .* it returned array"), (lambda x: {}, "must return one number"),
    (lambda x, y: [x, y], r"at x = -1\.9, y = 0\.7 it returned"), (lambda x, y: None, "is `return` missing"),
    (lambda x, y: {1, 2}, "must return one number"),
])
def test_a_function_returns_one_number(function, said):
    with pytest.raises(ValueError, match=said):
        Surface(function)


@pytest.mark.parametrize(("dimension", "slope", "said"), [
    (1, lambda x: None, r"slope must return one number, f'\(x\); .* is `return` missing"),
    (1, lambda x: (2 * x, 2 * x), r"it returned \(.*For two variables write function as f\(x, y\)"),
    (1, lambda x: np.array([2 * x, 0]), r"For two variables write function as f\(x, y\)"),
    (2, lambda x, y: None, r"slope must return two numbers, \(∂f/∂x, ∂f/∂y\); at x = 1, y = 2 it returned nothing"),
    (2, lambda x, y: 2 * x, r"must return two numbers.*it returned"), (2, lambda x, y: (x, y, 0), "two numbers"),
    (2, lambda x, y: (x, None), "two numbers"), (2, lambda x, y: {"x": x, "y": y}, "two numbers"),
    (2, lambda x, y: "ab", "two numbers"), (2, lambda x, y: [[x, y], [y, x]], "two numbers"),
])
@pytest.mark.parametrize("driver", ["auto", "plain", "broadcast"])
def test_a_slope_returns_a_number_for_each_variable(dimension, slope, said, driver):
    surface = Surface((lambda x: x**2) if dimension == 1 else (lambda x, y: x**2 + y**2), slope)
    start = (1.0, 2.0)[:dimension] if dimension == 2 else 1.0
    for use in (surface.gradient, lambda start: descend(surface, start, GradientDescent(0.1), 5, driver=driver)):
        with pytest.raises(ValueError, match=said):
            use(start)
    with pytest.raises(ValueError, match="slope must return"):
        surface.gradient(np.ones(3) if dimension == 1 else np.ones((2, 3)))


@pytest.mark.parametrize(("role", "formula", "said"), [
    ("slope", lambda p: p, "slope must take x, y, as function does"), ("slope", 3.0, "slope must be one function"),
    ("slope", (lambda x, y: x, lambda x, y: y), r"slope must be one function, lambda x, y: \.\.\., got \(<function"),
    ("curvature", lambda x: 2.0, "curvature must take x, y"), ("curvature", np.eye(2), "curvature must be one"),
])
def test_slope_and_curvature_take_what_the_function_takes(role, formula, said):
    with pytest.raises(ValueError, match=said):
        Surface(lambda x, y: x**2 + y**2, **{role: formula})


def test_a_curvature_is_three_numbers():
    surface = Surface(lambda x, y: x**2 + y**2, curvature=lambda x, y: [[2.0, 0.0], [0.0, 2.0]])
    with pytest.raises(ValueError, match=r"curvature must return three numbers, \(f_xx, f_xy, f_yy\)"):
        surface.hessian((1, 2))


@pytest.mark.parametrize("name", ["minima", "starts"])
@pytest.mark.parametrize("places", [[1.0, 2.0, 3.0], [(1, 2, 3)], "here", [(1, 2), (3,)], 5.0, {"x": 1}])
def test_minima_and_starts_are_pairs(name, places):
    with pytest.raises(ValueError, match=rf"{name} must be pairs \(x, y\), got"):
        Surface(lambda x, y: x + y, **{name: places})


def test_one_start_alone_is_a_start():
    assert Surface(lambda x, y: x + y, starts=(1.0, 2.0)).starts == ((1.0, 2.0),)
    assert Surface(lambda x: x, starts=1.5).starts == (1.5,)


@pytest.mark.parametrize("view", [3.0, "ab", [(0, np.inf)], [("a", "b")]])
def test_a_view_of_another_kind_is_refused(view):
    with pytest.raises((ValueError, TypeError), match=r"view must be 1 pair"):
        Surface(lambda x: x, view=view)


# ---- formulas that take no arrays --------------------------------------------------------------------------------


def absolute(x):
    if x > 0:
        return x
    return -x


@pytest.mark.parametrize("function", [
    lambda x: math.sin(x) + x**2, absolute, lambda x: max(x, 0) ** 2, lambda x: x if x > 1 else 1, lambda x: float(x),
    lambda x: int(x), lambda x: np.mean((x * DATA - 1) ** 2), lambda x: sum((x - d) ** 2 for d in DATA),
    lambda x: np.trapezoid(np.sin(DATA * x), DATA), lambda x: 10**400 if x > 0 else 1, lambda x: f"{x:.1f}" and x,
])
def test_a_function_of_single_numbers_is_asked_point_by_point(function):
    surface = Surface(function)
    for points in (np.linspace(-3, 3, 3), np.linspace(-3, 3, 10), np.linspace(-3, 3, 12).reshape(3, 4), np.empty(0)):
        heights = surface(points)
        assert heights.shape == points.shape
        assert heights.dtype == float
        np.testing.assert_array_equal(heights, np.reshape([number(function(p)) for p in points.flat], points.shape))
        assert surface.gradient(points).shape == points.shape


@pytest.mark.parametrize("function", [
    lambda x, y: np.linalg.norm([x, y]), lambda x, y: np.sum((MATRIX @ [x, y]) ** 2), lambda x, y: math.hypot(x, y),
    lambda x, y: np.array([x, y]) @ MATRIX @ np.array([x, y]), lambda x, y: x if x > y else y,
    lambda x, y: np.mean((x + y * DATA - 1) ** 2), lambda x, y: np.max([x, y]), lambda x, y: x / np.sum(np.abs(x)) + y,
])
@pytest.mark.parametrize("shape", [(2,), (3,), (4,), (3, 3)])
def test_points_are_never_mixed(function, shape):
    surface = Surface(function)
    points = np.random.default_rng(0).normal(size=(2, *shape))
    each = np.reshape([function(x, y) for x, y in points.reshape(2, -1).T], shape)
    np.testing.assert_allclose(surface(points), each, rtol=1e-12)
    slopes = np.array([surface.gradient(p) for p in points.reshape(2, -1).T]).T.reshape(points.shape)
    np.testing.assert_allclose(surface.gradient(points), slopes, rtol=1e-9, atol=1e-9)


def test_a_slope_that_mixes_points_is_asked_point_by_point():
    def slope(x, y):
        length = np.linalg.norm([x, y])
        return x / length, y / length

    surface, points = Surface(lambda x, y: np.sqrt(x**2 + y**2), slope), np.array([[3.0, 6.0, 0.0], [4.0, 8.0, 1.0]])
    constant = Surface(lambda x: x, lambda x: np.sum(x) / x if x else 1)
    np.testing.assert_allclose(constant.gradient(np.ones(4)), 1)
    alone = np.stack([surface.gradient(point) for point in points.T], axis=1)
    together = Surface(lambda x, y: x, lambda x, y: (np.sum(x), 1.0))
    np.testing.assert_allclose(alone, [[0.6, 0.6, 0], [0.8, 0.8, 1]])
    np.testing.assert_allclose(together.gradient(points), [points[0], [1, 1, 1]])


@pytest.mark.parametrize("value", [3, 3.0, True, np.float32(3), np.array([3.0])])
def test_a_constant_has_as_many_values_as_points(value):
    for surface in (Surface(lambda x: value), Surface(lambda x: value, lambda x: 0, lambda x: 0)):
        assert surface(np.zeros((2, 3))).tolist() == [[float(np.ravel(value)[0])] * 3] * 2
        assert surface(1.0) == float(np.ravel(value)[0])
        path = descend(surface, [1.0, 2.0], GradientDescent(0.1), 4)
        assert path.values.shape == (5, 2)
        assert path.final.tolist() == [1, 2]


def test_a_mistake_in_a_formula_is_shown_as_it_is():
    with pytest.raises(NameError, match="unknown"):
        Surface(lambda x: unknown * x)  # noqa: F821


def test_numbers_and_what_is_none():
    assert [number(v) for v in (3, True, np.float32(0.5), np.array([[2]]), 2 + 0j)] == [3, 1, 0.5, 2, 2]
    assert math.isnan(number(1 + 1e-9j))
    assert math.isnan(number(10**400))
    for value in (None, "3", [1, 2], np.ones(2), {}, b"3"):
        with pytest.raises(TypeError):
            number(value)
    assert is_no_value(OverflowError())
    assert not is_no_value(ValueError("matmul: shapes"))


def test_making_a_surface_asks_no_slope_and_few_heights():
    asked = []
    Surface(lambda x, y: asked.append(x) or x + y, lambda x, y: 1 / 0, lambda x, y: 1 / 0)
    assert len(asked) <= 4


# ---- all drivers go the same way ---------------------------------------------------------------------------------


def branching_root(x):
    return math.sqrt(x) if x < 2 else 1.0


@pytest.mark.parametrize(("function", "slope", "start"), [
    (lambda x: x**1.5, lambda x: 1.5 * x**0.5, 1.0), (lambda x: x**1.5, None, 1.0),
    (lambda x: math.sqrt(x), lambda x: 0.5 / math.sqrt(x), 0.2), (lambda x: math.log(x), lambda x: -1 / x, 0.1),
    (lambda x: x**2, lambda x: 0.0 ** -x, 1.0), (lambda x: x, lambda x: 1 / (x - 1), 1.0),
    (lambda x: x**2, lambda x: 10**400 * x, 1.0), (lambda x: x**2, lambda x: math.exp(1000 * x), 1.0),
    (lambda x: abs(x), lambda x: x > 0, 1.0), (lambda x: x**2, lambda x: round(2 * x), 3.0),
    (lambda x: x**2, lambda x: np.array([2 * x]), 3.0), (lambda x: x**2, lambda x: 1j * x, 1.0),
    (lambda x: x**2, lambda x: 2, 1.0), (lambda x: x**3, branching_root, 1.0),
])
@pytest.mark.parametrize("optimizer", [GradientDescent(1.0), Momentum(1.0, 0.5), Nesterov(1.0, 0.5), Adagrad(1.0)],
                         ids=lambda o: o.name)
def test_where_there_is_no_value_all_drivers_agree(function, slope, start, optimizer):
    surface = Surface(function, slope)
    plain = descend(surface, start, optimizer, 20, driver="plain")
    several = descend(surface, [start, 0.7, start], optimizer, 20)
    for path in (descend(surface, start, optimizer, 20), descend(surface, start, optimizer, 20, driver="broadcast")):
        assert (path.outcome, path.steps) == (plain.outcome, plain.steps)
        np.testing.assert_allclose(path.points, plain.points, rtol=1e-9)
    assert several.outcome[0] == several.outcome[2] == plain.outcome
    assert several.steps[0] == plain.steps


def test_the_example_of_the_reader_who_found_it():
    surface = Surface(lambda x: x**1.5, lambda x: 1.5 * x**0.5)
    for driver in ("auto", "plain", "broadcast", "compiled"):
        path = descend(surface, 1.0, GradientDescent(1.0), 9, driver=driver)
        assert (path.outcome, path.steps) == ("diverged", 2)
    with np.errstate(invalid="ignore"):
        assert np.isnan(surface(-1.0))
        assert np.isnan(surface(np.array([-1.0, 1.0]))).tolist() == [True, False]


@pytest.mark.parametrize("start", [0.0, np.zeros(3)])
def test_a_whole_power_below_zero_is_endless_at_0_in_every_driver(start):
    surface = Surface(lambda x: x**2, lambda x: x**-1)
    for driver in ("auto", "plain", "broadcast"):
        for steps in (5, 30_000):  # compiled code cannot do it and leaves it to Python
            path = descend(surface, start, GradientDescent(0.1), steps, driver=driver)
            assert np.all(path.outcome == "diverged")
            assert np.all(path.steps == 1)
    with pytest.raises(ValueError, match="driver='compiled' needs Numba and a rule and surface that it can compile"):
        descend(surface, start, GradientDescent(0.1), 5, driver="compiled")


@pytest.mark.parametrize("start", [None, "here", {}, [None], [[1.0], [2.0, 3.0]], 1j])
def test_a_start_that_is_no_number_is_named(start):
    with pytest.raises(ValueError, match=r"start must be (numbers|finite), got"):
        descend(Surface(lambda x: x**2), start, GradientDescent(0.1))


def test_a_rule_that_bounds_an_endless_slope_goes_on_in_every_driver():
    class Clipped(Optimizer):
        learning_rate: float = 0.1

        def rule(g, learning_rate):
            return -learning_rate * np.minimum(np.maximum(g, -1), 1)

    surface = Surface(lambda x: x, lambda x: 1 / (x - 1))
    finals = [descend(surface, 1.0, Clipped(), 3, driver=driver).final for driver in ("plain", "broadcast", "compiled")]
    np.testing.assert_allclose(finals, 0.9)  # there and back again


def test_a_rule_without_value_diverges_in_every_driver():
    class Rooted(Optimizer):
        learning_rate: float = 0.1

        def rule(g, v, learning_rate):
            v = v + g**0.5
            return -learning_rate * v, v

    surface = Surface(lambda x: x**2, lambda x: 2 * x)
    for driver in ("plain", "broadcast", "compiled"):
        path = descend(surface, -1.0, Rooted(), 5, driver=driver)
        assert (path.outcome, path.steps) == ("diverged", 1)


def test_a_formula_says_which_of_the_three_it_is():
    assert Formula("slope", lambda x, y: (x, y), 2, 2)((1.0, 2.0)).tolist() == [1, 2]
