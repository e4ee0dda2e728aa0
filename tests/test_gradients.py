"""Numerical gradients: against gradients worked out by hand, and what they must leave as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import surfaces
from helpers.learning.gradients import check_gradient, complex_step, numerical_gradient, relative_error

shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)


def valley(x):
    return x[0] ** 2 / 16 + 9 * x[1] ** 2


def test_the_lecture_at_two_three():
    x = np.array([2.0, 3.0])
    gradient, = numerical_gradient(lambda: valley(x), [x])
    np.testing.assert_allclose(gradient, (0.25, 54), rtol=1e-8)


@given(st.lists(shapes, min_size=1, max_size=3), st.integers(0, 99))
def test_any_list_of_arrays_of_any_shape(shapes, seed):
    draw = np.random.default_rng(seed)
    params = [draw.normal(size=shape) for shape in shapes]
    weights = [draw.normal(size=shape) for shape in shapes]
    before = [array.copy() for array in params]
    gradients = numerical_gradient(lambda: sum((w * np.sin(p)).sum() for w, p in zip(weights, params, strict=True)),
                                   params)
    for g, w, p, b in zip(gradients, weights, params, before, strict=True):
        assert g.shape == p.shape
        np.testing.assert_allclose(g, w * np.cos(p), atol=1e-8)
        assert np.array_equal(p, b)


@pytest.mark.parametrize("call", range(1, 5))
def test_parameters_are_put_back_even_where_f_fails(call):
    x, calls = np.array([2.0, 3.0]), []

    def fails():
        calls.append(1)
        if len(calls) == call:
            raise ZeroDivisionError
        return valley(x)

    with pytest.raises(ZeroDivisionError):
        numerical_gradient(fails, [x])
    assert x.tolist() == [2.0, 3.0]


def test_forward_differences_err_by_half_the_curvature_times_eps():
    x = np.array([2.0, 3.0])
    gradient, = numerical_gradient(lambda: valley(x), [x], eps=1e-3, kind="forward")
    np.testing.assert_allclose(gradient - (0.25, 54), (1e-3 / 16, 9e-3), rtol=1e-5)


def test_complex_step_is_exact_to_rounding():
    points = np.array([[0.3, 1.2, -2.0], [1.0, -0.7, 0.4]])
    for point in points.T:
        ours = complex_step(lambda p: surfaces.beale.function(*p), point)
        np.testing.assert_allclose(ours, surfaces.beale.gradient(point), rtol=1e-13)


def test_complex_step_says_where_the_imaginary_part_is_lost():
    with pytest.raises(ValueError, match="imaginary part"):
        complex_step(lambda x: abs(x[0]), np.array([1.0]))


@pytest.mark.parametrize(("a", "b", "error"), [(1, 1, 0), (0, 0, 0), (2, 1, 0.5), (-1, 1, 2), (0, 3, 1)])
def test_relative_error(a, b, error):
    assert relative_error(a, b) == error


def test_a_check_tells_where_the_worst_error_is():
    w, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5])
    right = [2 * w, np.cos(b)]
    wrong = [right[0].copy(), right[1]]
    wrong[0][1, 0] *= 1.01

    def f():
        return (w**2).sum() + np.sin(b).sum()

    assert check_gradient(f, [w, b], right).passed
    found = check_gradient(f, [w, b], wrong)
    assert not found.passed
    assert found.worst == (0, (1, 0))
    assert found.error == pytest.approx(0.01 / 1.01, rel=1e-3)
    assert "params[0][1, 0]" in repr(found)


def test_a_gradient_that_is_no_number_fails():
    w = np.array([1.0])
    assert not check_gradient(lambda: (w**2).sum(), [w], [np.array([np.nan])]).passed


def test_what_rounding_cannot_resolve_counts_as_equal():
    w = np.array([1.0, 0.0])
    assert check_gradient(lambda: 1e6 + (w**2).sum(), [w], [2 * w], tolerance=1e-3).passed


@pytest.mark.parametrize(("arguments", "said"), [
    ({"eps": 0}, "eps must be"), ({"eps": -1.0}, "eps must be"), ({"eps": np.nan}, "eps must be"),
    ({"eps": "small"}, "eps must be"), ({"kind": "backward"}, "kind must be"),
    ({"params": np.ones(2)}, "list of arrays"), ({"params": [[1.0]]}, "array of floats"),
    ({"params": [np.ones(2, dtype=int)]}, "array of floats"), ({"f": 3.0}, "f must be a function"),
    ({"params": [np.array([1e20])], "eps": 1e-6}, "too small"),
])
def test_bad_input_is_named(arguments, said):
    with pytest.raises(ValueError, match=said):
        numerical_gradient(**{"f": lambda: 0.0, "params": [np.ones(2)], **arguments})


def test_gradients_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="shapes of params"):
        check_gradient(lambda: 0.0, [np.ones(2)], [np.ones(3)])
