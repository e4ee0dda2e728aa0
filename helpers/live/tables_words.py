"""What a run did, in words: the summary under every live figure, from the same numbers that draw it."""

import numpy as np

from helpers.descent import measured_factor, predicted_factor


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
    if how == "hops":
        return f"hops to and fro, {number(distance)} from {which}{after}"
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


def told(surface, optimizer, points, kept, steps, outcomes):
    """The summary of one picture and what its first ball does (0 closes in, 1 zigzags, 2 moves away).

    Arguments: points (kept, dimension, balls) as far as shown, their step numbers, steps taken and outcome a ball.
    """
    kinds = [behaviour(points[:, :, b], kept, outcomes[b], surface.minima) for b in range(points.shape[2])]
    final = points[-1] if surface.dimension == 2 else points[-1, 0]
    one = points.shape[2] == 1
    hopping = [hops(single_steps(points[:, :, b], kept)) for b in range(points.shape[2])]
    ends = [outcome(surface, int(steps[b]), final[..., b], "hops" if hopping[b] else outcomes[b], one)
            for b in range(points.shape[2])]
    lead = f"η = {number(optimizer.learning_rate)}: " if hasattr(optimizer, "learning_rate") else ""
    if not one:
        balls = [f"{SIGNS[b % 6]} {end}" for b, end in enumerate(ends)]
        return f"{lead}{'; '.join(balls)}.", kinds[0]
    path = points[:, :, 0]
    with np.errstate(all="ignore"):
        does = "does not move" if np.abs(path - path[0]).max() <= 1e-9 else DOES[kinds[0]]
    return f"{lead}{does}; {ends[0]}.{factors(surface, optimizer, path, kept, hopping[0])}", kinds[0]


def hops(points):
    """Whether a path (kept, dimension) ends jumping between the same two points."""
    if len(points) < 3 or not np.isfinite(points[-3:]).all():
        return False
    jump, there_and_back = np.abs(points[-1] - points[-2]).max(), np.abs(points[-1] - points[-3]).max()
    return bool(jump > 1e-6 and there_and_back < 1e-3 * jump)


def behaviour(points, kept, how, minima):
    """Whether a path (kept, dimension) closes in, zigzags or moves away, judged by where its moves end.

    Moves that grow lead away, unless they have led nearer to a minimum: a ball that gathers speed is on its way.
    """
    moves = np.diff(single_steps(points, kept), axis=0)
    sizes = np.abs(moves).max(axis=1, initial=0)
    alive = np.flatnonzero(sizes > 1e-9)  # smaller moves are rounding
    last = moves[alive[-12:]] if len(alive) else moves[:0]
    with np.errstate(all="ignore"):
        first, half, end = _far(points, minima)
        growing = len(moves) > 2 and sizes[-1] > sizes[0] and sizes[-1] >= sizes.max() and not end < min(first, half)
        turns = (last[1:] * last[:-1] < 0).mean(axis=0).max() if len(last) > 1 else 0.0
        if how == "diverged" or growing or end > 1.001 * max(first, half):
            return 2
    return 1 if turns > 0.5 else 0


def single_steps(points, kept):
    """The last part of a path that was kept step by step; a long run is thinned out before that."""
    thinned = np.flatnonzero(np.diff(kept) != 1)
    return points[thinned[-1] + 1 if len(thinned) else 0 :]


def _far(points, minima):
    """How far a path is from the nearest minimum at its start, half way and at its end; 0 where there is none."""
    if not len(minima):
        return [0.0, 0.0, 0.0]
    return [np.abs(points[k] - minima.reshape(len(minima), -1)).max(axis=1).min() for k in (0, len(points) // 2, -1)]


def factors(surface, optimizer, points, kept, hopping=False):
    """Predicted and measured factor a step, where the rule is linear, a minimum is known; measured unless it hops."""
    if not len(surface.minima) or predicted_factor(optimizer, 1.0) is None or len(points) < 2:
        return ""
    minimum, _ = nearest_minimum(surface, points[-1] if surface.dimension == 2 else points[-1, 0])
    hessian, here = (np.atleast_2d(surface.hessian(p if surface.dimension == 2 else p[0])) for p in
                     (np.atleast_1d(minimum), points[-1]))
    curvature, directions = np.linalg.eigh(hessian)
    each = predicted_factor(optimizer, curvature)
    slowest = int(np.argmax(np.abs(each)))
    predicted = f"predicted {precise(float(each[slowest]))}"
    with np.errstate(all="ignore"):
        same_bowl = np.abs(here - hessian).max() < 0.2 * np.abs(hessian).max()
        measured = _measured(points, kept, minimum, directions[:, slowest]) if same_bowl else np.nan
    if hopping or not np.isfinite(measured):
        return f" Factor a step near the minimum: {predicted}."
    return f" Factor a step: {predicted}, measured {precise(measured)}."


def _measured(points, kept, minimum, direction):
    """The factor along the slowest direction, from the last steps that were kept one by one."""
    distances = (single_steps(points, kept) - minimum) @ direction
    thinned = len(distances) < 2 <= len(points)  # no two steps in a row were kept
    return measured_factor(distances) if np.isfinite(distances).all() and not thinned else np.nan


def precise(factor):
    """Three decimals, or as many as tell a factor from one."""
    gap = max(abs(abs(factor) - 1), 1e-9)
    digits = 3 if gap > 5e-4 else 1 - int(np.floor(np.log10(gap)))
    return f"{factor:.{digits}f}".replace("-", "−")
