"""Surfaces: slopes against finite differences and SciPy, minima, shapes, and the numbers the chapters rely on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, check_grad, minimize, rosen, rosen_der, rosen_hess

from helpers import surfaces
from helpers.surfaces import Surface

ALL = pytest.mark.parametrize("surface", surfaces.everything, ids=lambda s: s.name)
WITH_MINIMA = pytest.mark.parametrize(
    "surface", [s for s in surfaces.everything if len(s.minima)], ids=lambda s: s.name)


def points_in_view(surface, count=50):
    """Points spread over the view: shape (count,) in one dimension, (2, count) in two."""
    random = np.random.default_rng(1)
    points = np.array([random.uniform(low, high, count) for low, high in surface.view])
    return points[0] if surface.dimension == 1 else points


def directions(surface):
    """One small step along each variable, shaped to be added to ``points_in_view``."""
    return [1.0] if surface.dimension == 1 else [np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])]


@ALL
def test_gradient_is_the_central_difference(surface):
    points, h = points_in_view(surface), 1e-5
    for number, along in enumerate(directions(surface)):
        measured = (surface(points + h * along) - surface(points - h * along)) / (2 * h)
        gradient = surface.gradient(points)
        exact = gradient if surface.dimension == 1 else gradient[number]
        np.testing.assert_allclose(exact, measured, rtol=1e-6, atol=1e-6 * np.abs(exact).max())


@ALL
def test_hessian_is_the_difference_of_gradients(surface):
    points, h = points_in_view(surface), 1e-5
    hessian = surface.hessian(points)
    for number, along in enumerate(directions(surface)):
        measured = (surface.gradient(points + h * along) - surface.gradient(points - h * along)) / (2 * h)
        exact = hessian if surface.dimension == 1 else hessian[number]
        np.testing.assert_allclose(exact, measured, rtol=1e-6, atol=1e-6 * np.abs(exact).max())


@ALL
def test_gradient_agrees_with_scipy(surface):
    for point in np.atleast_2d(points_in_view(surface, 5).T).reshape(5, surface.dimension):
        flat = (lambda p: surface(p[0])) if surface.dimension == 1 else surface
        slope = (lambda p: surface.gradient(p[:1])) if surface.dimension == 1 else surface.gradient
        size = 1 + np.abs(slope(point)).max() + np.abs(surface.hessian(point)).max()
        assert check_grad(flat, slope, point) < 1e-5 * size
        np.testing.assert_allclose(approx_fprime(point, flat), slope(point), atol=1e-5 * size)


@WITH_MINIMA
def test_every_listed_minimum_is_one(surface):
    for minimum in surface.minima:
        assert np.abs(surface.gradient(minimum)).max() < 1e-8
        curvature = np.reshape(surface.hessian(minimum), (surface.dimension,) * 2)
        assert np.linalg.eigvalsh(curvature).min() > 0


@WITH_MINIMA
def test_minima_come_lowest_first_in_view_and_once(surface):
    columns = surface.minima if surface.dimension == 1 else surface.minima.T
    heights = surface(columns)
    assert np.all(np.diff(heights) >= -1e-9)
    low, high = np.transpose(surface.view)
    assert np.all((surface.minima >= low) & (surface.minima <= high))
    assert len(np.unique(surface.minima.round(6), axis=0)) == len(surface.minima)


@pytest.mark.parametrize("surface", [surfaces.beale, surfaces.rosenbrock, surfaces.himmelblau, surfaces.two_wells],
                         ids=lambda s: s.name)
def test_scipy_finds_the_same_minima(surface):
    for minimum in surface.minima:
        found = minimize(surface, minimum + 0.05, jac=surface.gradient, tol=1e-12)
        np.testing.assert_allclose(found.x, minimum, atol=1e-6)


def test_rastrigin_lists_every_minimum_in_view():
    assert len(surfaces.rastrigin.minima) == 11 * 11
    assert surfaces.rastrigin.minima[0].tolist() == [0, 0]


def test_cube_and_saddle_have_no_minimum():
    assert len(surfaces.cube.minima) == len(surfaces.saddle.minima) == 0
    assert surfaces.cube.gradient(0.0) == 0


@ALL
def test_starts_lie_in_view_and_have_the_right_shape(surface):
    low, high = np.transpose(surface.view)
    assert surface.starts
    for start in surface.starts:
        assert np.shape(start) == (() if surface.dimension == 1 else (2,))
        assert np.all((np.asarray(start) >= low) & (np.asarray(start) <= high))


@pytest.mark.parametrize("shape", [(), (5,), (2,), (2, 3), (2, 3, 4)])
@pytest.mark.parametrize("surface", [s for s in surfaces.everything if s.dimension == 1], ids=lambda s: s.name)
def test_shapes_in_one_variable(surface, shape):
    points = np.full(shape, 0.7)
    assert np.shape(surface(points)) == np.shape(surface.gradient(points)) == np.shape(surface.hessian(points)) == shape


@pytest.mark.parametrize("runs", [(), (1,), (2,), (7,), (3, 4)])
@pytest.mark.parametrize("surface", [s for s in surfaces.everything if s.dimension == 2], ids=lambda s: s.name)
def test_shapes_in_two_variables(surface, runs):
    points = np.stack([np.full(runs, 0.7), np.full(runs, -0.4)])
    assert np.shape(surface(points)) == runs
    assert surface.gradient(points).shape == (2, *runs)
    assert surface.hessian(points).shape == (2, 2, *runs)


@ALL
def test_many_points_give_what_each_gives_alone(surface):
    points = points_in_view(surface, 6)
    for number, alone in enumerate(points.T):
        np.testing.assert_allclose(surface(points)[..., number], surface(alone), rtol=1e-13)
        np.testing.assert_allclose(surface.gradient(points)[..., number], surface.gradient(alone), rtol=1e-13)
        np.testing.assert_allclose(surface.hessian(points)[..., number], surface.hessian(alone), rtol=1e-13)


def test_points_may_be_lists_tuples_or_whole_numbers_and_stay_as_they_are():
    point = np.array([3, 4])
    assert surfaces.beale.gradient((3, 4)).tolist() == surfaces.beale.gradient(point).tolist() == [25625.25, 57519.0]
    assert point.tolist() == [3, 4]
    assert surfaces.parabola(2) == surfaces.parabola(2.0) == 3.0


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_rosenbrock_is_scipys(x, y):
    assert surfaces.rosenbrock((x, y)) == pytest.approx(rosen([x, y]), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(surfaces.rosenbrock.gradient((x, y)), rosen_der([x, y]), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(surfaces.rosenbrock.hessian((x, y)), rosen_hess([x, y]), rtol=1e-10, atol=1e-10)


def test_numbers_of_chapter_01():
    assert surfaces.cubic.gradient(np.array([-1.0, 3.0])).tolist() == [0, 0]
    assert surfaces.cubic.hessian(-1.0) < 0 < surfaces.cubic.hessian(3.0)


def test_numbers_of_chapter_04():
    assert surfaces.beale.gradient((3, 4)).tolist() == [25625.25, 57519]
    largest = np.linalg.eigvalsh(surfaces.beale.hessian((3, 4)))[-1]
    assert largest == pytest.approx(88814, abs=0.5)
    assert 2 / largest == pytest.approx(2.3e-5, abs=5e-7)
    at_minimum = np.linalg.eigvalsh(surfaces.beale.hessian((3, 0.5)))[-1]
    assert at_minimum == pytest.approx(48.98, abs=0.005)
    assert 2 / at_minimum == pytest.approx(0.041, abs=5e-4)


def test_numbers_of_chapter_05():
    deep, shallow = surfaces.two_wells.minima
    np.testing.assert_allclose(deep, (-0.98038, 0.98038), atol=5e-6)
    np.testing.assert_allclose(shallow, (0.89397, -0.89397), atol=5e-6)
    assert surfaces.two_wells(deep) == pytest.approx(-2.01903, abs=5e-6)
    assert surfaces.two_wells(shallow) == pytest.approx(-1.04418, abs=5e-6)
    between = (0.36407, -0.36407)
    assert np.abs(surfaces.two_wells.gradient(between)).max() < 1e-5
    first, second = np.linalg.eigvalsh(surfaces.two_wells.hessian(between))
    assert first < 0 < second


def test_a_readers_surface_needs_only_its_formula():
    def height(x, y):
        return np.sin(x) * np.exp(y / 2) + x**2 * y

    exact, differenced = surfaces.beale, Surface(surfaces.beale.function)
    point = np.array([[0.3, 1.7], [0.2, -0.4]])
    np.testing.assert_allclose(differenced.gradient(point), exact.gradient(point), rtol=1e-7)
    np.testing.assert_allclose(differenced.hessian(point), exact.hessian(point), rtol=1e-3)
    readers = Surface(height)
    assert readers.dimension == 2
    assert readers.view == ((-5, 5), (-5, 5))
    np.testing.assert_allclose(readers.gradient((0, 0)), (1, 0), atol=1e-9)
    np.testing.assert_allclose(readers.hessian((0, 0)), [[0, 0.5], [0.5, 0]], atol=1e-4)


def test_a_readers_surface_in_one_variable():
    surface = Surface(lambda x: np.cos(x), minima=[np.pi])
    assert surface.dimension == 1
    assert surface.gradient(np.pi / 2) == pytest.approx(-1)
    assert surface.hessian(np.pi) == pytest.approx(1, abs=1e-5)
    assert surface.minima.shape == (1,)


def test_constant_slopes_and_default_arguments_are_fine():
    plane = Surface(lambda x, y, tilt=2.0: tilt * x + y, lambda x, y: (2.0, 1.0))
    assert plane.dimension == 2
    assert plane.gradient(np.zeros((2, 3))).tolist() == [[2, 2, 2], [1, 1, 1]]
    assert Surface(lambda x, scale=3: scale * x, lambda x: 3.0).gradient(np.zeros(2)).tolist() == [3, 3]


@pytest.mark.parametrize("point", [3.0, (1, 2, 3), np.zeros((3, 2)), np.zeros((1, 5))])
@pytest.mark.parametrize("method", ["__call__", "gradient", "hessian"])
def test_a_point_of_the_wrong_shape_is_refused(point, method):
    with pytest.raises(ValueError, match=r"point on Beale's function must have shape \(2, \.\.\.\).*got shape"):
        getattr(surfaces.beale, method)(point)


@pytest.mark.parametrize("function", [lambda: 1.0, lambda x, y, z: x])
def test_a_function_of_other_than_one_or_two_variables_is_refused(function):
    with pytest.raises(ValueError, match="one or two variables"):
        Surface(function)


@pytest.mark.parametrize("view", [[(0, 1)], [(0, 1), (1, 0)], [(0, 1), (2, 2)]])
def test_a_bad_view_is_refused(view):
    with pytest.raises(ValueError, match=r"view must be 2 pair"):
        Surface(lambda x, y: x + y, view=view)


def test_surfaces_say_what_they_are():
    assert repr(surfaces.bowl) == "<surface: 6x² + 9y² − 12x − 14y + 3>"
    assert len({s.name for s in surfaces.everything}) == len(surfaces.everything) == 12
    assert all(s.formula for s in surfaces.everything)
