"""Where an axis that follows a run has its marks, and what stands there; the same as live/page/ticks.js."""

import numpy as np


def ticks(limits, scale="linear", most=5, width=1.0):
    """Up to about ``most`` round numbers between two ends, as (value, text) pairs.

    ``scale``: "linear", "log", or "asinh", which is linear within ``width`` of 0 and logarithmic both ways beyond.

    >>> ticks((0, 30))
    [(0, '0'), (10, '10'), (20, '20'), (30, '30')]
    """
    low, high = limits
    if scale == "asinh":
        return _both_ways(high, width, most)
    return _decades(low, high, most) if scale == "log" else _even(low, high, most)


def _both_ways(high, width, most):
    """0, and up to half as many powers of ten on each side, not too near to it."""
    first, last = np.log10(width), int(np.floor(np.log10(high) + 1e-9))
    stride = int(max(1, np.ceil((last - first) / (most // 2))))
    ends = [(10.0**power, power_of_ten(10.0**power)) for power in range(last, last - stride * (most // 2), -stride)
            if power > first + 0.4 * stride][::-1]
    return [*((-value, f"−{text}") for value, text in reversed(ends)), (0.0, "0"), *ends]


def _decades(low, high, most):
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    stride = max(1, -(-(last - first) // (most - 1)))
    return [(10.0**power, power_of_ten(10.0**power)) for power in range(last, first - 1, -stride)][::-1]


def _even(low, high, most):
    rough = (high - low) / most
    unit = 10.0 ** np.floor(np.log10(rough) + 1e-9)
    stride = next(s * unit for s in (1, 2, 5, 10) if s * unit >= rough * (1 - 1e-9))
    digits = max(0, -int(np.floor(np.log10(stride) + 1e-9)))
    places = np.arange(np.ceil(low / stride - 1e-9), np.floor(high / stride + 1e-9) + 1)
    return [(k * stride if digits else int(k * stride), f"{k * stride:,.{digits}f}".replace("-", "−"))
            for k in (places + 0.0).tolist()]


def band_ends(bands, limits):
    """The marks under coloured ranges: 0, the last limit, then what leaves room for its label."""
    shown = []
    for end in [0.0, *(high for _, high, *_ in reversed(bands[:-1]))]:
        if all(abs(end - other) > 0.1 * (limits[1] - limits[0]) for other, _ in shown):
            shown.append((end, f"{end:.2f}".rstrip("0").rstrip(".")))
    return shown


def power_of_ten(value, _=None):
    """10⁻³ in plain letters, which draw many times faster than mathematical type."""
    digits = str(round(np.log10(value))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{digits}"


def fitted(heights, scale="linear"):
    """Limits in whole decades that hold all finite ``heights``, or a little more than their range.

    >>> fitted(np.array([0.02, 3.0]), "log")
    (0.01, 10.0)
    """
    heights = np.ravel(heights)
    heights = heights[np.isfinite(heights) & (np.abs(heights) < 1e12)]
    if scale == "log":
        heights = heights[heights > 1e-15]
        if not heights.size:
            return 1e-2, 1e2
        bottom = np.floor(max(np.log10(heights.min()), -14.0) + 1e-9)
        top = np.ceil(np.log10(heights.max()) + 0.05)
        return float(10.0 ** min(bottom, top - 1)), float(10.0**top)
    if not heights.size:
        return 0.0, 1.0
    room = 0.08 * (np.ptp(heights) or 1.0)
    return float(heights.min() - room), float(heights.max() + room)
