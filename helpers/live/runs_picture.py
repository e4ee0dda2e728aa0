"""What stands still in the live figure of repeated trainings, how much room it has, and what it says."""

import numpy as np

from helpers.drawing import COLOURS, dress, power_of_ten
from helpers.learning import difference_interval
from helpers.live.layout import sheet
from helpers.live.scene import Mark

BASES = (0.0, 1.3)  # where the heaps of the two groups stand
PLAIN, MOMENTUM, BLACK, GREEN = (COLOURS[name] for name in ("blue", "vermilion", "black", "green"))
DOTS = {"trail": False, "dots": True}
MARKS = [
    Mark("heaps", PLAIN, marker="s", size=10, label="without momentum", **DOTS),
    Mark("heaps", MOMENTUM, size=10, label="with momentum", **DOTS),
    Mark("heaps", MOMENTUM, marker="v", size=9, trail=False, head=True, label="its lowest run"),
    Mark("heaps", BLACK, marker="D", size=11, label="trained just now", **DOTS),
    Mark("heaps", PLAIN, width=3, marker="s", size=5, head=True),
    Mark("heaps", MOMENTUM, width=3, size=5, head=True),
    Mark("difference", BLACK, width=1),
    Mark("difference", GREEN, width=3),
    Mark("difference", GREEN, dash=(6, 3)),
    Mark("difference", GREEN, dash=(6, 3)),
    Mark("difference", BLACK, width=3, size=7, head=True),
]


def backdrop(title, limits, named):
    """The figure and its panels by name; the first ``named`` marks have their keys below."""
    keys = [mark.key() for mark in MARKS[:named]]
    figure, panels = sheet(470, keys, 4, heaps=(84, 500), difference=(612, 940))
    heaps, difference = panels.values()
    for name, sides in limits.items():
        panels[name].set(**{f"{side}lim": ends for side, ends in sides.items()})
    dress(heaps, title, "Matthews correlation", ylim=(-0.3, 2.35))
    heaps.set_yticks(np.add.outer(BASES, (0.03, 0.21)).ravel(), ["μ = 0", "η = 1", "μ = 0.9", "η = 0.2"])
    heaps.tick_params(axis="y", length=0)
    for base in BASES:
        heaps.axhline(base, color="0.8", lw=1, zorder=0)
    dress(difference, "With minus without: 95 % interval", "runs in each group", "difference of means")
    return figure, panels


def room(runs):
    """Limits for every run, for the interval of three runs a group, and for all numbers of runs."""
    low, high, pad = runs.min(), runs.max(), 0.06 * np.ptp(runs)
    wide = 3 * np.sqrt(runs.var(axis=1, ddof=1).mean())
    middle = runs[1].mean() - runs[0].mean()
    return {"heaps": {"x": (low - pad, high + pad)},
            "difference": {"x": (1.5, runs.shape[1] + 0.5), "y": (min(0, middle) - wide, max(0, middle) + wide)}}


def funnel(runs, n, ends):
    """The line of no difference, the difference with its interval for every number of runs, a bar at the present n."""
    counts = np.arange(2, runs.shape[1] + 1)
    found = np.array([difference_interval(*runs[:, :count]) for count in counts])
    difference, low, high = found[n - 2]
    return [np.array([(ends[0], 0), (ends[1], 0)]), *(np.stack([counts, found[:, k]], axis=1) for k in range(3)),
            np.array([(n, low), (n, high), (n, difference)])]


def in_words(n, mean, error, result):
    """A comparison of two groups of n runs as one line; what belongs together stays on it."""
    digits, mean = 4 if error.max() < 0.01 else 3, mean.round(12)  # no last bit decides whether 0.85715 rounds up
    plain, momentum = (f"{m:.{digits}f} ± {e:.{digits}f}" for m, e in zip(mean, error, strict=True))
    words = (f"{n} runs each: {plain} without, {momentum} with momentum. t = {_size(result.t)}, "
             f"p = {chance(result.p)}; Mann–Whitney p = {chance(result.u_p)}; d = {_size(result.d)}.")
    return words.replace("-", "−").replace(" = ", "\u00a0=\u00a0")


def _size(value):
    return f"{value:.1f}" if np.isfinite(value) else "beyond all numbers"  # of runs that are all alike


def chance(p):
    """A p-value as a person would write it: 0.8, 0.016, 9·10⁻⁵.

    >>> chance(0.80123), chance(0.0161), chance(8.7e-5)
    ('0.8', '0.016', '9·10⁻⁵')
    """
    if np.isnan(p):
        return "undefined"
    if p == 0 or p >= 0.001:
        return f"{p:.2g}"
    digit, power = f"{p:.0e}".split("e")
    return f"{digit}·{power_of_ten(10.0 ** int(power))}"
