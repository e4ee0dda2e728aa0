"""What is right in the exercises of chapter 04, Beale's function, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _downhill_and_away(start):
    """Break it: every step leads down, yet the run ends farther from the star than it began."""
    start = np.asarray(start, dtype=float)
    if start.shape != (2,):
        return False, f"This wants a start of two numbers, (x, y); you gave something of shape {start.shape}."
    if not np.all(np.abs(start) <= 4.5):
        return False, "Both numbers must lie between −4.5 and 4.5."
    path = descend(surfaces.beale, start, optimizers.GradientDescent(5e-6), 300_000)
    if path.outcome == "diverged":
        return False, f"It flew off at step {path.steps}: that is uphill. Find one that keeps going down."
    if np.any(np.diff(path.values) > 0):
        return False, "Not every step led downhill: the start is on too steep a wall. Try flatter ground."
    first, last = (float(np.hypot(*(p - surfaces.beale.minima[0]))) for p in (start, path.final))
    if last == first:
        return False, "It has not moved at all: the ground is level there. Start a little beside it."
    if last <= first:
        return False, f"It came closer: from {first:.3f} to {last:.3f}. Where on the map do the arrows point away?"
    return True, f"Downhill all the way, from {first:.3f} to {last:.3f} away from the star."


def _two_gears(answer):
    """Beat it: first 5e-6, then a rate of the reader's own, within a millionth in at most 2,500 steps."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return False, f"This wants a pair, (steps, rate), such as (1_000, 0.005); you gave {answer!r}."
    first, rate = answer
    if first > 2500:
        return False, f"{first:,} steps before the change are more than 2,500. Where is the ground flat enough?"
    fall = descend(surfaces.beale, (3, 4), optimizers.GradientDescent(5e-6), first)
    rest = descend(surfaces.beale, fall.final, optimizers.GradientDescent(rate), 20_000)
    close = np.hypot(*(rest.points - surfaces.beale.minima[0]).T) <= 1e-6
    if rest.outcome == "diverged":
        limit = 2 / np.linalg.eigvalsh(surfaces.beale.hessian(fall.final))[-1]
        return False, (f"It flew off. After {fall.steps:,} steps the limit 2/λ is {limit:.2g}: change gear later, or "
                       "take a smaller rate.")
    if not close.any():
        return False, f"Not there after 20,000 more steps with {rate:g}. The limit at the star is 0.041; aim below it."
    total = fall.steps + int(np.argmax(close))
    if total > 2500:
        return False, f"There after {total:,} steps; 2,500 is the goal. Is the time lost before the change or after it?"
    return True, f"There after {total:,} steps: off the cliff and home."


def _millions(left, curvature):
    """Millions of steps of 5e-6 until this share of the distance is left."""
    return float(np.log(1 / left) / (5e-6 * curvature)) / 1e6


_FLAT, _STEEP = np.linalg.eigvalsh(surfaces.beale.hessian((3, 0.5)))

EXERCISES = {
    "04.1": Choice("neither", {
        "cliff": "Only by a hair, 0.304 against 0.331: it lands a little nearer. Both spend their time waiting.",
        "floor": "It looks like a head start. But the cliff costs only some thousand of the 300,000 steps.",
        "neither": "They end 0.304 and 0.331 away. The cliff costs next to nothing; the plain costs all the rest.",
    }),
    "04.2": Number(_millions(0.1, _FLAT), "ln 10 / (5e-6 · 0.30146): 1.5 million a decimal.", near=(
        (1e6 * _millions(0.1, _FLAT), "Right, but in steps. The question asks for millions."),
        (1.5e6, "Right, but in steps. The question asks for millions."),
        (_millions(0.5, _FLAT), "That is for a half. For a tenth put ln 10 in place of ln 2."),
        (5 * _millions(0.5, _FLAT), "Five halvings leave 1/32. A tenth takes about 3.3 of them."),
        (_millions(1 / np.e, _FLAT), "That leaves 1/e of the distance. A tenth takes ln 10 times as long."),
        (_millions(0.9, _FLAT), "That takes a tenth away. A tenth should be left."),
        (_millions(0.1, _STEEP), "That is the steep axis, λ = 48.98. The flat one is what you wait for.")),
        tolerance=0.012),
    "04.3": Trial(_downhill_and_away),
    "04.4": Trial(_two_gears),
}
