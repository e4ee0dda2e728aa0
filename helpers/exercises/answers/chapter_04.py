"""What is right in the exercises of chapter 04, Beale's function, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import curvatures, descend
from helpers.exercises import Choice, Number, Trial, pair


def _downhill_and_away(answer):
    """Break it: every step leads down, yet the run ends farther from the star than it began, in the lower half."""
    start = pair(answer)
    if start is None:
        return False, f"This wants a start of two numbers, (x, y); you gave {answer!r}."
    if not np.all(np.abs(start) <= 4.5):
        return False, "Both numbers must lie between −4.5 and 4.5."
    if start[1] >= 0:
        return False, "That is in the upper half, whose arm you know. Find one in the lower half, with y below 0."
    path = descend(surfaces.beale, start, optimizers.GradientDescent(5e-6), 300_000)
    if path.outcome == "diverged":
        return False, f"It flew off at step {path.steps}: that is uphill. Find one that keeps going down."
    if np.any(np.diff(path.values) > 0):
        return False, "Not every step led downhill: the start is on too steep a wall. Try flatter ground."
    first, last = (float(np.hypot(*(p - surfaces.beale.minima[0]))) for p in (start, path.final))
    if last <= first:
        return False, (f"It came closer: from {first:.3f} to {last:.3f}. Which arrows at the "
                       "bottom of the map do not lead towards the star?")
    return True, f"Downhill all the way, from {first:.3f} to {last:.3f} away from the star."


def _two_gears(answer):
    """Beat it: first 5e-6, then a rate that the ground allows, within a millionth in at most 5,000 steps."""
    given = pair(answer)
    if given is not None and 0 < given[0] < 1 <= given[1]:
        return False, "The wrong way round: first the number of steps, then the rate."
    if given is None or given[0] < 0 or given[0] % 1 or not given[1] > 0:
        return False, f"This wants a pair, (steps, rate), such as (1_000, 0.005); you gave {answer!r}."
    first, rate = int(given[0]), float(given[1])
    if first > 5000:
        return False, f"{first:,} steps before the change are more than 5,000. Where is the ground flat enough?"
    fall = descend(surfaces.beale, (3, 4), optimizers.GradientDescent(5e-6), first)
    limit = 2 / float(curvatures(surfaces.beale, fall.final)[-1])
    if rate >= limit:
        return False, (f"That is a jump: after {first:,} steps the limit 2/λ is {limit:.2g}. It may land well, but "
                       "nobody promised it. Change later, or take a smaller rate.")
    rest = descend(surfaces.beale, fall.final, optimizers.GradientDescent(rate), 20_000)
    close = np.hypot(*(rest.points - surfaces.beale.minima[0]).T) <= 1e-6
    if not close.any():
        return False, f"Not there after 20,000 more steps with {rate:g}; at the star 0.041 is allowed."
    total = fall.steps + int(np.argmax(close))
    if total > 5000:
        hint = "and it grows for some time" if first < 3000 else "but you waited long for it"
        hint = "and your rate is well below it" if rate < 0.8 * limit else hint
        return False, (f"There after {total:,} steps; the goal is 5,000. The limit at the change was {limit:.2g}, "
                       f"{hint}.")
    return True, f"There after {total:,} steps, and never faster than the ground allowed at the change ({limit:.2g})."


def _millions(left, curvature):
    """Millions of steps of 5e-6 until this share of the distance is left."""
    return float(np.log(1 / left) / (5e-6 * curvature)) / 1e6


_FLAT, _STEEP = np.linalg.eigvalsh(surfaces.beale.hessian((3, 0.5)))

EXERCISES = {
    "04.1": Choice("neither", {
        "cliff": "Only by a hair, 0.304 against 0.331: it lands a little nearer. (From (3.3, 4) it would be "
                 "clearly nearer: that ball lands farther along.)",
        "floor": "It looks like a head start. But the cliff costs only some thousand of the 300,000 steps.",
        "neither": "They end 0.304 and 0.331 away. The cliff costs next to nothing; the plain costs all the rest.",
    }),
    "04.2": Number(_millions(0.1, _FLAT), "ln 10 / (5e-6 · 0.30146): 1.5 million a decimal.", near=(
        (1e6 * _millions(0.1, _FLAT), "Right, but in steps. The question asks for millions."),
        (1.5e6, "Right, but in steps. The question asks for millions."),
        (1e3 * _millions(0.1, _FLAT), "Right, but in thousands. The question asks for millions."),
        (_millions(0.5, _FLAT), "That is for a half. For a tenth put ln 10 in place of ln 2."),
        (5 * _millions(0.5, _FLAT), "Five halvings leave 1/32. A tenth takes about 3.3 of them."),
        (_millions(1 / np.e, _FLAT), "That leaves 1/e of the distance. A tenth takes ln 10 times as long."),
        (_millions(0.9, _FLAT), "That takes a tenth away. A tenth should be left."),
        (_millions(0.1, _STEEP), "That is the steep axis, λ = 48.98. The flat one is what you wait for.")),
        tolerance=0.018),
    "04.3": Trial(_downhill_and_away),
    "04.4": Trial(_two_gears),
}
