"""Two groups of numbers, such as the scores of repeated trainings: how far apart are they, and could it be chance?

Every function works along the last axis, so that a hundred comparisons are one call.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats


def mean_and_error(values):
    """Mean and its standard error s/√n, with s the standard deviation over n − 1.

    Arguments: values (..., n), n at least 2. Raises ValueError for fewer, or for what is no number.

    >>> mean, error = mean_and_error([1.0, 2.0, 3.0, 4.0])
    >>> float(mean), round(float(error), 4)
    (2.5, 0.6455)
    """
    values = _checked("values", values)
    return values.mean(axis=-1), values.std(axis=-1, ddof=1) / np.sqrt(values.shape[-1])


def mean_interval(values, share=0.95):
    """The interval, mean ± t · s/√n, that holds the true mean in ``share`` of all experiments with normal numbers.

    >>> low, high = mean_interval([1.0, 2.0, 3.0, 4.0])
    >>> round(float(low), 3), round(float(high), 3)
    (0.446, 4.554)
    """
    mean, error = mean_and_error(values)
    reach = _reach(share, np.shape(values)[-1] - 1) * error
    return mean - reach, mean + reach


def difference_interval(first, second, share=0.95):
    """Difference of the means, second − first, and the ends of its interval by Student's t: three numbers or arrays.

    m₂ − m₁ ± t · s √(1/n₁ + 1/n₂) with the pooled s. The interval leaves zero out exactly where p < 1 − share.

    >>> [round(float(end), 3) for end in difference_interval([1.0, 2.0, 3.0, 4.0], [3.0, 4.0, 5.0, 6.0])]
    [2.0, -0.234, 4.234]
    """
    first, second = _checked("first", first), _checked("second", second)
    n, m = first.shape[-1], second.shape[-1]
    squares = (n - 1) * first.var(axis=-1, ddof=1) + (m - 1) * second.var(axis=-1, ddof=1)
    error = np.sqrt(squares / (n + m - 2) * (1 / n + 1 / m))
    difference = second.mean(axis=-1) - first.mean(axis=-1)
    reach = _reach(share, n + m - 2) * error
    return difference, difference - reach, difference + reach


@dataclass(frozen=True, eq=False)
class Comparison:
    """What ``compare`` finds; every field is a number, or an array where many pairs of groups were compared.

    difference : of the means, second − first. low, high : the ends of its 95 % interval.
    t, p : Student's t and the chance of one as large or larger, of either sign, if there were no difference.
    d : Cohen's d. u, u_p : Mann and Whitney's U, the pairs in which the second group wins (a tie is half), and its p.
    """

    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray
    t: np.ndarray
    p: np.ndarray
    d: np.ndarray
    u: np.ndarray
    u_p: np.ndarray


def compare(first, second, share=0.95):
    """Compare two groups (..., n₁) and (..., n₂): Student's t, Mann and Whitney's U, Cohen's d and an interval.

    t = (m₂ − m₁)/(s √(1/n₁ + 1/n₂)) with the pooled s assumes normal numbers of equal spread; U assumes neither. d is
    the same difference over s alone. SciPy's tests; the p of U is that of the normal approximation. Raises ValueError
    for groups of fewer than two numbers. Returns a ``Comparison``.
    Source: J. Cohen, Statistical Power Analysis (1988), chapter 2.

    >>> result = compare([1.0, 2.0, 3.0, 4.0], [3.0, 4.0, 5.0, 6.0])
    >>> round(float(result.t), 4), round(float(result.p), 4), float(result.u), round(float(result.d), 4)
    (2.1909, 0.071, 14.0, 1.5492)
    """
    first, second = _checked("first", first), _checked("second", second)
    described = [part for g in (second, first) for part in (g.mean(axis=-1), g.std(axis=-1, ddof=1), g.shape[-1])]
    with np.errstate(all="ignore"):  # two runs may be equal by chance
        t, p = stats.ttest_ind_from_stats(*described)
    rank = stats.mannwhitneyu(second, first, axis=-1, method="asymptotic")
    d = t * np.sqrt(1 / first.shape[-1] + 1 / second.shape[-1])
    return Comparison(*difference_interval(first, second, share), t, p, d, rank.statistic, rank.pvalue)


def _reach(share, freedom):
    """How many standard errors an interval goes to each side."""
    return stats.t.ppf((1 + share) / 2, freedom)


def _checked(name, values):
    values = np.asarray(values, dtype=float)
    if values.ndim == 0 or values.shape[-1] < 2 or not np.all(np.isfinite(values)):
        raise ValueError(f"{name} must be at least two finite numbers, got {values.tolist()!r}"[:200])
    return values
