"""eˣ in plain arithmetic, so that compiled code works out several at once; the library's takes them one by one."""

from math import factorial

import numpy as np

SHIFT = 1.5 * 2.0**52  # added to a number of moderate size it leaves the nearest whole one in the last bits
LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2 in two parts, for k·LN2_HIGH is exact

SHIFT32, LOG2_E32, END32 = np.float32(1.5 * 2**23), np.float32(LOG2_E), np.float32(87)
HIGH32, LOW32 = np.float32(0.693359375), np.float32(-2.12194440e-4)
C2, C3, C4, C5, C6, C7 = (np.float32(1 / factorial(n)) for n in range(2, 8))


def exp(x):
    """eˣ = 2ᵏ eʳ with k the whole number nearest to x / ln 2, and eʳ by its Taylor series; for Numba alone.

    Within about one unit in the last place. Beyond ±708 it gives infinity and 0, a little early.
    """
    shifted = x * LOG2_E + SHIFT
    k = shifted - SHIFT
    r = (x - k * LN2_HIGH) - k * LN2_LOW  # between −0.35 and 0.35
    r2 = r * r
    r4 = r2 * r2
    low = (1 / 2 + r * (1 / 6)) + r2 * (1 / 24 + r * (1 / 120))
    middle = (1 / 720 + r * (1 / 5040)) + r2 * (1 / 40320 + r * (1 / 362880))
    high = (1 / 3628800 + r * (1 / 39916800)) + r2 * (1 / 479001600 + r * (1 / 6227020800))
    p = r + r2 * (low + r4 * (middle + r4 * high))  # so grouped, most of it can be worked out side by side
    two_to_k = np.int64((np.float64(shifted).view(np.int64) + 1023) << 52).view(np.float64)  # k as an exponent
    y = p * two_to_k + two_to_k
    y = 0.0 if x < -708.0 else y
    return np.inf if x > 708.0 else y


def exp32(x):
    """The same in single precision; beyond ±87 as if it were ±87."""
    x = min(max(x, -END32), END32)
    shifted = x * LOG2_E32 + SHIFT32
    k = shifted - SHIFT32
    r = (x - k * HIGH32) - k * LOW32
    p = r + r * r * (C2 + r * (C3 + r * (C4 + r * (C5 + r * (C6 + r * C7)))))
    two_to_k = np.int32((np.float32(shifted).view(np.int32) + np.int32(127)) << np.int32(23)).view(np.float32)
    return p * two_to_k + two_to_k
