"""Comparisons of two groups against SciPy, and against the definitions."""

import numpy as np
import pytest
from scipy import stats

from helpers.learning.comparison import compare, difference_interval, mean_and_error, mean_interval


def groups(first=22, second=22, pairs=5, decimals=None):
    draw = np.random.default_rng(7)
    a, b = draw.normal(size=(pairs, first)), draw.normal(0.4, 1.5, size=(pairs, second))
    return (a, b) if decimals is None else (a.round(decimals), b.round(decimals))


@pytest.mark.parametrize("sizes", [(22, 22), (5, 9), (30, 8)])
def test_many_pairs_at_once_are_each_pair_alone(sizes):
    """And t is the book's formula, U the count of wins."""
    a, b = groups(*sizes)
    found, (n, m) = compare(a, b), sizes
    for k, (first, second) in enumerate(zip(a, b, strict=True)):
        pooled = np.sqrt(((n - 1) * first.var(ddof=1) + (m - 1) * second.var(ddof=1)) / (n + m - 2))
        d = (second.mean() - first.mean()) / pooled
        np.testing.assert_allclose((found.d[k], found.t[k]), (d, d / np.sqrt(1 / n + 1 / m)))
        assert found.u[k] == np.sum(second[:, None] > first)
        for name, value in vars(compare(first, second)).items():
            np.testing.assert_allclose(value, getattr(found, name)[k])


def test_t_p_and_interval_are_those_of_scipys_test():
    a, b = groups(9, 14)
    found, wanted = compare(a, b), stats.ttest_ind(b, a, axis=-1)
    np.testing.assert_allclose((found.t, found.p), (wanted.statistic, wanted.pvalue))
    np.testing.assert_allclose((found.low, found.high), wanted.confidence_interval())


def test_runs_that_are_equal_by_chance_are_no_trouble():
    found = compare([0.5, 0.5], [0.6, 0.7])
    assert np.isfinite([found.t, found.p, found.low, found.high]).all()


def test_u_counts_a_tie_as_half():
    assert compare([1.0, 2.0, 3.0], [2.0, 4.0]).u == 4.5


def test_mean_error_and_interval_are_those_of_scipy():
    a, _ = groups()
    mean, error = mean_and_error(a)
    assert np.allclose(error, stats.sem(a, axis=-1))
    assert np.allclose(mean_interval(a), stats.t.interval(0.95, 21, mean, error))


def test_cohens_d_is_free_of_unit_and_number_of_runs():
    a, b = groups(pairs=1)
    assert np.isclose(compare(10 * a + 3, 10 * b + 3).d, compare(a, b).d)
    assert np.isclose(compare(b, a).d, -compare(a, b).d)
    assert np.isclose(compare([0.0, 2.0], [3.0, 5.0, 4.0]).d, 3 / np.sqrt((2 + 2) / 3))


def test_an_interval_leaves_zero_out_exactly_where_p_is_small():
    a, b = groups(pairs=400)
    _, low, high = difference_interval(a, b)
    significant = compare(a, b).p < 0.05
    assert significant.any()
    assert not significant.all()
    assert np.array_equal((low > 0) | (high < 0), significant)


@pytest.mark.parametrize("wrong", [[1.0], [], 3.0, [1.0, np.nan]])
def test_what_cannot_be_compared_is_named(wrong):
    with pytest.raises(ValueError, match="second must be at least two finite numbers"):
        compare([1.0, 2.0], wrong)
