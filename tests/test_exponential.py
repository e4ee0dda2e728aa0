"""The exponential function that compiled loops use in place of the library's."""

import numpy as np
import pytest

from helpers.compiled import compiling
from helpers.compiled.exponential import exp, exp32

pytestmark = pytest.mark.skipif(not compiling.available(), reason="Numba is not installed")


@pytest.fixture(scope="module")
def compiled():
    from numba import njit

    one = njit(exp, fastmath={"contract"}, **compiling.OPTIONS)
    return lambda numbers: np.array([one(x) for x in np.asarray(numbers, dtype=float)])


@pytest.mark.parametrize("reach", [0.4, 1, 40, 700])
def test_it_is_right_to_the_last_digit_or_two(reach, compiled):
    x = np.random.default_rng(0).uniform(-reach, reach, 20_000)
    y, exact = compiled(x), np.exp(x)
    assert (np.abs(y - exact) / np.spacing(exact)).max() <= 2


def test_at_the_ends(compiled):
    x = [0.0, -0.0, 708.0, -708.0, 709.0, -709.0, 1e6, -1e6, np.inf, -np.inf, np.nan]
    at_708 = np.exp([708.0, -708.0])
    np.testing.assert_allclose(compiled(x), [1, 1, *at_708, np.inf, 0, np.inf, 0, np.inf, 0, np.nan], rtol=1e-15)


@pytest.fixture(scope="module")
def single():
    from numba import njit

    one = njit(exp32, fastmath={"contract"}, **compiling.OPTIONS)
    return lambda numbers: np.array([one(x) for x in np.asarray(numbers, dtype=np.float32)])


@pytest.mark.parametrize("reach", [0.4, 1, 40, 86])
def test_single_precision(reach, single):
    x = np.random.default_rng(0).uniform(-reach, reach, 20_000).astype(np.float32)
    y, exact = single(x), np.exp(x.astype(float))
    assert np.array_equal(y, y.astype(np.float32))  # nothing was worked out in double precision
    assert (np.abs(y - exact) / np.spacing(exact.astype(np.float32))).max() <= 2


def test_single_precision_at_the_ends(single):
    high, low = np.exp([87.0, -87.0])
    np.testing.assert_allclose(single([0, 87, -87, 1e6, -1e6, np.inf, -np.inf, np.nan]),
                               [1, high, low, high, low, high, low, np.nan], rtol=1e-6)
