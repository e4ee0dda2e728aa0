"""What a run did, in words: the summary under every live figure, from the same numbers that draw it."""

import numpy as np

from helpers.descent import curvatures, measured_factor, predicted_factor


def number(value, digits=3):
    """Some significant digits, as a person would write them: 0.0301, 25,600, 5e-06."""
    value = float(value)
    if not np.isfinite(value):
        return "beyond all numbers"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        digits = max(0, digits - 1 - int(np.floor(np.log10(abs(value)))))
        text = f"{value:,.{digits}f}".replace("-", "−")
        return text.rstrip("0").rstrip(".") if digits else text
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}".replace("-", "−")


def place(point):
    """A point as text: 1.25 or (−0.98, 0.98)."""
    values = [number(v) for v in np.atleast_1d(point)]
    return values[0] if len(values) == 1 else f"({', '.join(values)})"


def outcome(surface, steps, final, how, full=True):
    """One run in one sentence, without its full stop: where it ended and how; ``full`` names the number of steps."""
    after = f" after {steps:,} step{'s' * (steps != 1)}" if full else ""
    if how == "diverged":
        return f"diverged at step {steps:,}"
    if not len(surface.minima):
        return f"at {place(final)}{after}"
    minimum, distance = nearest_minimum(surface, final)
    which = "the minimum" if len(surface.minima) == 1 else place(minimum)
    if distance < 1e-9:  # rounding decides the rest
        return f"{'converged, ' if how == 'converged' else ''}at {which} to nine decimals{after}"
    if how in AROUND.values():
        return f"{how}, {number(distance)} from {which}{after}"
    if distance < 0.02 * np.ptp(surface.view[0]):
        lead = "converged, " if how == "converged" else ""
        return f"{lead}within {number(distance)} of {which}{after}"
    return f"still {number(distance)} from {which}{after}"


def nearest_minimum(surface, point):
    """The minimum closest to ``point`` and its distance."""
    gaps = surface.minima - np.asarray(point)
    distances = np.abs(gaps) if surface.dimension == 1 else np.hypot(*gaps.T)
    k = int(np.argmin(np.nan_to_num(distances, nan=np.inf)))
    return surface.minima[k], float(distances[k])


SIGNS = "●■▲◆▼⬟"
DOES = ("closes in", "zigzags", "moves away")
TAIL = 400  # the steps of a run that are judged one by one
AROUND = {2: "hops to and fro", 3: "hops round three places", 4: "hops round four places"}  # by the steps of a round


def told(surface, optimizer, paths):
    """The summary of one picture and what its first ball does (0 closes in, 1 zigzags, 2 moves away).

    Arguments: paths, one Path a ball, with every step kept. The page says the same (live/page/words.js).
    """
    tails = [tail(path) for path in paths]
    hopping = [around(last) for last in tails]
    kinds = [behaviour(path, last, hop) for path, last, hop in zip(paths, tails, hopping, strict=True)]
    ends = [outcome(surface, path.steps, path.final, hop or path.outcome, len(paths) == 1)
            for path, hop in zip(paths, hopping, strict=True)]
    rate = getattr(optimizer, "learning_rate", None)
    leads = [] if rate is None or callable(rate) else [f"η = {number(rate)}"]
    lead = "".join(f"{part}: " for part in [", ".join(leads + _shape(surface, paths))] if part)
    if len(paths) > 1:
        balls = [f"{SIGNS[b % 6]} {end}" for b, end in enumerate(ends)]
        return f"{lead}{'; '.join(balls)}.", kinds[0]
    points = coordinates(paths[0])
    with np.errstate(all="ignore"):
        does = "does not move" if np.abs(points - points[0]).max() <= 1e-9 else DOES[kinds[0]]
    return f"{lead}{does}; {ends[0]}.{factors(surface, optimizer, tails[0], hopping[0])}", kinds[0]


def _shape(surface, paths):
    """The condition number where the one ball is, of a surface that can be moved and bends upwards there."""
    if len(paths) > 1 or surface.dimension == 1 or not surface.settings:
        return []
    with np.errstate(all="ignore"):
        low, high = curvatures(surface, paths[0].final)
    return [f"κ = {number(high / low)}"] if low > 0 else []


def coordinates(path):
    """The points of one run as (steps + 1, dimension), without those that only repeat where it stopped."""
    return path.points[: path.steps + 1].reshape(path.steps + 1, -1)


def tail(path):
    """The last points of a run, up to 401 of them."""
    return coordinates(path)[-TAIL - 1 :]


def around(points):
    """How a path (steps, dimension) ends that comes back, twice in a row, to where it was a few steps before, or ""."""
    for period, name in AROUND.items():
        last = points[-period - 2 :]
        if len(last) < period + 2 or not np.isfinite(last).all():
            return ""
        jump = np.abs(np.diff(last, axis=0)).max()
        if jump > 1e-6 and np.abs(last[-2:] - last[:2]).max() < 1e-3 * jump:
            return name
    return ""


def behaviour(path, points, hopping):
    """Whether a run closes in, zigzags or moves away, judged by where its moves end; ``points`` are its last ones.

    Moves that grow lead away, unless they have led nearer to a minimum: a ball that gathers speed is on its way. What
    is ``hopping`` closes in on nothing.
    """
    moves = np.diff(points, axis=0)
    sizes = np.abs(moves).max(axis=1, initial=0)
    last = moves[np.flatnonzero(sizes > 1e-9)[-12:]]  # smaller moves are rounding
    everything = coordinates(path)
    with np.errstate(all="ignore"):
        first, half, end = (_far(everything[k], path.surface.minima) for k in (0, len(everything) // 2, -1))
        larger = len(moves) > 2 and sizes[-1] > 1.000001 * sizes[0] and sizes[-1] >= sizes.max()  # not by rounding
        growing = larger and not hopping and not end < min(first, half)
        turned = 1.001 if hopping else 0.99  # of halfway: what has crept back by less has not turned
        if path.outcome == "diverged" or growing or end > max(1.001 * first, turned * half):
            return 2
        turns = (last[1:] * last[:-1] < 0).mean(axis=0).max() if len(last) > 1 else 0.0
    return 1 if turns > 0.5 or hopping else 0


def _far(point, minima):
    """How far a point is from the nearest minimum, by its larger coordinate; 0 where there is none."""
    return np.abs(point - minima.reshape(len(minima), -1)).max(axis=1).min() if len(minima) else 0.0


def factors(surface, optimizer, points, hopping=False):
    """Predicted and measured factor a step, where the rule is linear, a minimum is known; measured unless it hops."""
    if not len(surface.minima) or predicted_factor(optimizer, 1.0) is None or len(points) < 2:
        return ""
    here = points[-1] if surface.dimension == 2 else points[-1, 0]
    minimum, _ = nearest_minimum(surface, here)
    at_minimum, at_end = (np.atleast_2d(surface.hessian(p)) for p in (minimum, here))
    curvature, directions = np.linalg.eigh(at_minimum)
    each = predicted_factor(optimizer, curvature)
    slowest = int(len(each) > 1 and abs(each[-1]) > abs(each[0]) * (1 + 1e-9))  # two that are equal are no choice
    predicted = f"predicted {precise(float(each[slowest]))}"
    with np.errstate(all="ignore"):
        same_bowl = np.abs(at_end - at_minimum).max() < 0.2 * np.abs(at_minimum).max()
        away = points - np.atleast_1d(minimum)
        distances = away @ (away[0] / np.linalg.norm(away[0]) if _round(curvature) else directions[:, slowest])
    measured = measured_factor(distances) if same_bowl and np.isfinite(distances).all() else np.nan
    if hopping or not np.isfinite(measured):
        return f" Factor a step near the minimum: {predicted}."
    return f" Factor a step: {predicted}, measured {precise(measured)}."


def _round(curvature):
    """Whether a bowl bends alike on all sides, so that any direction will do: then the run's own."""
    return len(curvature) == 2 and curvature[1] - curvature[0] < 1e-9 * abs(curvature[1])


def precise(factor):
    """Three decimals, or as many as tell a factor from one."""
    gap = max(abs(abs(factor) - 1), 1e-9)
    digits = 3 if gap > 5e-4 else 1 - int(np.floor(np.log10(gap)))
    return f"{factor:.{digits}f}".replace("-", "−")
