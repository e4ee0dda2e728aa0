"""What is right in the exercises of chapter 02, descent in one dimension, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Number, Trial

WORDS = {"closes in": ("closes in", "close in", "steady", "steadily"), "zigzags": ("zigzags", "zigzag"),
         "diverges": ("diverges", "diverge", "moves away")}


def _fate(answer):
    """Predict, in any of the words that the figures use."""
    said = str(answer).strip().lower()
    chosen = [name for name, words in WORDS.items() if said in words]
    if not chosen:
        return False, f"Choose one of {', '.join(map(repr, WORDS))}; you wrote {answer!r}."
    return chosen == ["zigzags"], {
        "closes in": "It gets closer, but how? The factor 1 − 2 · 0.7 is below zero: each step crosses the minimum.",
        "zigzags": "1 − 2 · 0.7 = −0.4: it changes sides at every step, and is soon there.",
        "diverges": "The factor 1 − 2 · 0.7 is −0.4. Its size is below one, so the distance shrinks.",
    }[chosen[0]]


def _four_points(rate):
    """Break it, in good order: after a long walk on the cubic every fourth point must be the same, no earlier one."""
    path = descend(surfaces.cubic, 1.0, optimizers.GradientDescent(rate), 6000)
    if path.outcome == "diverged":
        return False, f"With η = {rate:g} it leaves the world after {path.steps} steps. Stay below 1/4."
    last = path.points[-33:]
    round_trips = [n for n in range(1, 17) if _comes_back(path.points, n) and _comes_back(path.points, 1680 // n * n)]
    if not round_trips:
        return False, (f"With η = {rate:g} it does not go round 16 points or fewer after 6,000 steps. Where has "
                       "the picture four points?")
    if round_trips[0] == 4:
        return True, f"Round and round: {', '.join(f'{x:.3f}' for x in last[-4:])}."
    if round_trips[0] == 1:
        return False, f"With η = {rate:g} it comes to rest at {last[-1]:.3f}. Go past the limit, 1/6."
    return False, (f"With η = {rate:g} it goes round {round_trips[0]} points. "
                   f"{'A little larger.' if round_trips[0] < 4 and rate < 0.21 else 'A little smaller.'}")


def _comes_back(points, after):
    """Whether the last points of a run stand where it was so many steps before; long before, for it may still drift."""
    return np.abs(points[-33:] - points[-33 - after : -after]).max() < 1e-6


EXERCISES = {
    "02.1": Trial(_fate, words=tuple(WORDS)),
    "02.2": Number(0.25, "f″ = (−2 + 8) / 1.5 = 4, and the factor 1 − 4η is zero for η = 1/4.", tolerance=1e-4, near=(
        (4, "That is f″, and a good start. The best rate is 1/f″."),
        (0.5, "2/f″ is the limit: there the ball hops between two points for ever."),
        (1 / 6, "The slope rises by 6, but over a way of 1.5: f″ is the rise for each unit of x."),
        (-0.25, "Check the sign: from −8 to −2 the slope rises."),
        (2.5 / 6, "Divide by the way from 1 to 2.5, not by 2.5: the curvature is a difference over a difference."),
        (0.15, "From −8 to −2 the slope rises by 6, not by 10."),
        (1 / 12, "That is the best rate on the chapter's parabola, where f″ = 12. Here you have to measure f″."),
        (0.0625, "That is 1/f″². The best rate is 1/f″."),
        (12, "That is f″ on the chapter's parabola, and f″ is not a rate. Measure f″ here, then take 1/f″."),
        (6, "That is how much the slope rises from 1 to 2.5. Divide by the way for f″, and then take 1/f″."))),
    "02.3": Number(1 / 18, "The slope at 5 is 36 and the way is 2. Near the minimum it would be 1/f″(3) = 1/12.",
                   tolerance=1e-4, near=(
        (1 / 12, "That is 1/f″ at the minimum. At 5 the slope is 36, and the way to go is 2."),
        (1 / 24, "That is 1/f″ at 5. It would be right if the curvature stayed the same on the way."),
        (18, "Upside down: the rate times the slope is the way."),
        (1 / 36, "The slope is 36, but the way from 5 to 3 is not 1."),
        (-1 / 18, "The rule has its own minus sign: x ← x − η f′(x)."),
        (5 / 36, "From 5 to 3 the way is 2, not 5."))),
    "02.4": Trial(_four_points, one_number=True),
}
