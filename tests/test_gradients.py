"""Numerical gradients: against gradients worked out by hand, and what they must leave as it was."""

import math

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


# ---- a checker that says yes -------------------------------------------------------------------------------------


def squares(w):
    return (w**2).sum()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble, ">f4", ">f8"])
@pytest.mark.parametrize("start", [[2.0, 3.0], [0.5, -0.1], [200.0, -3000.0], [1e5, 2e5]])
def test_right_gradients_pass_and_wrong_ones_fail_in_any_precision(dtype, start):
    w = np.array(start, dtype=dtype)
    before = w.copy()
    assert check_gradient(lambda: squares(w), [w], [2 * w]).passed
    for wrong in (np.zeros(2), -2 * w, 2.1 * w, w, [2 * w[0], 0.0], 2 * w[::-1]):
        assert not check_gradient(lambda: squares(w), [w], [wrong]).passed
    assert np.array_equal(w, before)
    np.testing.assert_allclose(numerical_gradient(lambda: squares(w), [w])[0], 2 * before, rtol=1e-2)


def test_half_precision_never_passes_a_wrong_gradient():
    w = np.array([2.0, 3.0], dtype=np.float16)
    for wrong in (np.zeros(2), -2 * w, w, 2 * w[::-1]):
        assert not check_gradient(lambda: squares(w), [w], [wrong]).passed
    np.testing.assert_allclose(numerical_gradient(lambda: squares(w), [w])[0], [4, 6], rtol=0.1)
    tall = np.array([0.1, 0.2], dtype=np.float16)
    with pytest.raises(ValueError, match="nothing can be decided: rounding hides slopes up to"):
        check_gradient(lambda: 1000 + squares(tall), [tall], [np.zeros(2)])


def in_single(w):
    return (w.astype(np.float32) ** 2).sum()


@pytest.mark.parametrize("f", [in_single, lambda w: float(in_single(w)), lambda w: float(f"{squares(w):.4f}")])
def test_what_is_rounded_inside_f_is_noticed(f):
    w = np.array([2.0, 3.0])
    with pytest.raises(ValueError, match=r"nothing can be decided|FAILED"):
        raise ValueError(repr(check_gradient(lambda: f(w), [w], [np.zeros(2)])))


def test_a_function_that_works_in_single_precision_gets_a_longer_step():
    w = np.array([2.0, 3.0])
    assert check_gradient(lambda: in_single(w), [w], [2 * w]).passed
    np.testing.assert_allclose(numerical_gradient(lambda: float(in_single(w)), [w])[0], [4, 6], rtol=1e-3)


@pytest.mark.parametrize("f", [lambda w: int(squares(w)), lambda w: round(squares(w)), lambda w: in_single(1000 * w)])
def test_a_staircase_is_not_called_flat(f):
    w = np.array([200.25, 300.25])
    with pytest.raises(ValueError, match=r"nothing can be decided|FAILED"):
        raise ValueError(repr(check_gradient(lambda: f(w), [w], [np.zeros(2)])))


@pytest.mark.parametrize("offset", [1e10, 1e12, 1e15])
def test_what_rounding_hides_altogether_is_not_passed(offset):
    w = np.array([2.0, 3.0])
    with pytest.raises(ValueError, match="nothing can be decided"):
        check_gradient(lambda: offset + squares(w), [w], [np.zeros(2)])
    with pytest.raises(ValueError, match="nothing can be decided: rounding hides slopes"):
        check_gradient(lambda: squares(w), [w], [np.zeros(2)], eps=1e-15)


@pytest.mark.parametrize("gradient", [np.zeros(2), np.ones(2)])
def test_a_function_that_does_not_use_the_parameters_is_told_so(gradient):
    w, b, copied = np.array([2.0, 3.0]), np.array([1.0]), np.array([2.0, 3.0])
    for f in (lambda: 3.0, lambda: squares(copied)):
        with pytest.raises(ValueError, match=r"f does not depend on params\[0\].*Does f read this very array"):
            check_gradient(f, [w], [gradient])
    with pytest.raises(ValueError, match=r"f does not depend on params\[1\]"):
        check_gradient(lambda: squares(w), [w, b], [2 * w, [0.0]])


def test_a_plateau_and_a_minimum_still_pass():
    w = np.array([0.5, 0.7])
    assert check_gradient(lambda: np.maximum(0, 1 - 4 * w).sum(), [w], [np.zeros(2)]).passed
    w[:] = 0
    assert check_gradient(lambda: 5 + squares(w), [w], [np.zeros(2)]).passed
    assert check_gradient(lambda: 1e6 + squares(w), [w], [np.zeros(2)]).passed


def test_a_function_that_changes_or_is_no_number_is_told_so():
    w, draw = np.array([2.0, 3.0]), np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"f must be the same whenever it is called.*random"):
        check_gradient(lambda: squares(w) + draw.normal(), [w], [2 * w])
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match="f must be finite at params"):
            check_gradient(lambda bad=bad: bad, [w], [2 * w])


@pytest.mark.parametrize(("value", "said"), [
    (None, "nothing: is `return` missing"), (np.ones(3), r"shape \(3,\): is a sum or a mean missing"), ("3", "'3'"),
    (1j, "1j"), ([], r"\[\]"), ([1.0, 2.0], r"shape \(2,\)")])
def test_f_returns_one_number(value, said):
    for use in (lambda f, p: numerical_gradient(f, p), lambda f, p: check_gradient(f, p, [np.ones(2)])):
        with pytest.raises(ValueError, match=f"f must return one real number, got {said}"):
            use(lambda: value, [np.ones(2)])
    w = np.array([2.0])
    assert numerical_gradient(lambda: w**2, [w])[0].round(6).tolist() == [4]  # an array of one number is one


@pytest.mark.parametrize("dtype", [int, bool, complex, object, np.int8, np.uint64])
def test_arrays_that_cannot_be_moved_a_little_are_refused(dtype):
    w = np.array([2, 3]).astype(dtype)
    with pytest.raises(ValueError, match=r"params\[0\] must be an array of floats, which can be changed in place"):
        check_gradient(lambda: 1.0, [w], [np.ones(2)])


def test_other_parameters_that_make_no_sense():
    fixed = np.ones(2)
    fixed.flags.writeable = False
    with pytest.raises(ValueError, match=r"params\[0\].*read-only: make a copy"):
        numerical_gradient(lambda: fixed.sum(), [fixed])
    for empty in ([], [np.empty(0)]):
        with pytest.raises(ValueError, match="params must hold at least one number"):
            check_gradient(lambda: 1.0, empty, empty)
    single = np.ones(2, np.float32)
    with pytest.raises(ValueError, match=r"eps = 1e-06 is too small for params\[0\] in float32"):
        check_gradient(lambda: squares(single), [single], [2 * single], eps=1e-6)
    w, none = np.array([2.0]), np.empty(0)
    assert check_gradient(lambda: squares(w), [none, w], [none, 2 * w]).worst == (1, (0,))


@pytest.mark.parametrize(("gradients", "said"), [
    (None, "got None: does the function that works them out return them"), ([None], r"gradients\[0\] must be"),
    (5.0, "must be a list of arrays"), ("ab", "must be a list"), ([["a", "b"]], r"gradients\[0\] must be"),
    ([[1j, 2]], r"gradients\[0\] must be an array of real numbers"), (np.ones(2), "shapes of params"),
    ([4.0], "shapes of params"), ([np.ones(2)] * 2, "shapes of params")])
def test_gradients_of_another_kind_are_named(gradients, said):
    w = np.array([2.0, 3.0])
    with pytest.raises(ValueError, match=said):
        check_gradient(lambda: squares(w), [w], gradients)


@pytest.mark.parametrize("tolerance", [0, -1, 1, 5.0, np.nan, np.inf, "small"])
def test_a_tolerance_that_passes_anything_or_nothing_is_refused(tolerance):
    w = np.array([2.0, 3.0])
    with pytest.raises(ValueError, match="tolerance must be a relative error above 0 and below 1"):
        check_gradient(lambda: squares(w), [w], [2 * w], tolerance=tolerance)


@pytest.mark.parametrize("f", [
    lambda x: abs(x[0]) * x[0] + x[1], lambda x: abs(x[0]) + x[1], lambda x: np.real(x[0]) * x[1],
    lambda x: x @ x.conj(),
    lambda x: np.linalg.norm(x) * x[0], lambda x: abs(x[0]) + 0j, lambda x: np.vdot(x, x), lambda x: x[0].real + x[1]])
def test_a_complex_step_that_loses_its_way_is_found(f):
    with pytest.raises(ValueError, match="f loses the imaginary part"):
        complex_step(f, np.array([1.5, -0.7]))


@pytest.mark.parametrize(("f", "x", "said"), [
    (lambda x: math.sin(x[0]), [1.0], "fails on complex numbers.*np.sin"), (lambda x: None, [1.0], "`return` missing"),
    (lambda x: x, [1.0, 2.0], r"one number, got shape \(2,\)"), (lambda x: x[0] ** 2, ["a"], "x must be an array"),
    (lambda x: x[0] ** 2, [np.nan], "x must be finite"), (lambda x: x[0] ** 2, [1j], "x must be an array of real")])
def test_a_complex_step_names_what_it_cannot_use(f, x, said):
    with pytest.raises(ValueError, match=said):
        complex_step(f, x)
    for h in (0, -1, np.nan, "a"):
        with pytest.raises(ValueError, match="h must be a number above 0"):
            complex_step(lambda x: x[0], [1.0], h)


def test_complex_steps_of_whole_numbers_and_kinks_beside():
    assert complex_step(lambda x: x[0] ** 2, [3]).tolist() == [6]
    assert complex_step(lambda x: np.sin(1e9 * x[0]), [0.5]) == pytest.approx(1e9 * np.cos(5e8))
    assert complex_step(lambda x: (x**2).sum(), np.array([3.0], dtype=np.float16)).tolist() == [6]
