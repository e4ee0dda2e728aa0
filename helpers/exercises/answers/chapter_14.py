"""What is right in the exercises of chapter 14, learning-rate schedules, and what near misses mean."""

import numpy as np

from helpers import optimizers, schedules, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Number, Trial


def _never_arrives(rate):
    """Break it: the rates must add up to less than the way."""
    if not callable(rate):
        return False, f"This wants a function of t, such as lambda t: 0.1 / (1 + t); you gave {rate!r}."
    try:
        rates = np.array([float(rate(t)) for t in range(100_000)])
    except Exception as error:  # a reader's function may fail in any way; say how
        return False, f"Your function fails: {type(error).__name__}: {error}"
    if not np.all(np.isfinite(rates)) or np.any(rates < 0):
        return False, "A rate must be a finite number above zero at every step."
    if rates[0] < 0.1:
        return False, f"It starts at {rates[0]:g}. That is crawling from the first step on; start at 0.1 or more."
    if rates.max() > 2:
        return False, (f"A rate of {rates.max():.3g} is beyond the limit 2: such a step leads away, but that is not "
                       "stopping short.")
    if rates.max() > 1:
        return False, f"A rate of {rates.max():.3g} jumps over the minimum. Stop short of it, on the way down."
    if rates[0] >= 0.5:
        return False, f"The first step alone takes {rates[0]:.0%} of the way. Start lower."
    left = abs(float(np.prod(1 - rates)))
    if left <= 0.5:
        told = f"{left:.2g}" if left > 1e-300 else "nothing"
        return False, f"It leaves {told} of the distance; the rates add up to {rates.sum():.3g}. Let them sink faster."
    if np.any(rates[:30] == 0):
        return False, "A rate of exactly zero is switching off, not slowing down."
    return True, f"All {len(rates):,} rates together make {rates.sum():.3g}, and {left:.0%} of the way is left."


def _warm_up_faster(pair):
    """Beat it: Beale from the cliff in fewer than 1,500 steps."""
    if np.shape(pair) != (2,):
        return False, f"This wants a pair (rate, over), such as (0.03, 2000); you gave {pair!r}."
    try:
        high, over = float(pair[0]), int(pair[1])
    except (TypeError, ValueError):
        return False, f"Both must be numbers, as in (0.03, 2000); you gave {pair!r}."
    rate = schedules.WarmUp(high, over=over)
    path = descend(surfaces.beale, (3, 4), optimizers.GradientDescent(rate), 3000)
    if path.outcome == "diverged" and path.steps < 100:
        return False, f"It diverged at step {path.steps}: the first rate was {rate(0):.1e}. Too hasty on the cliff."
    if path.outcome == "diverged":
        grown = float(rate(path.steps - 1))
        return False, (f"It diverged at step {path.steps:,}: the rate had grown to {grown:.2g}, and the limit at the "
                       "star is 0.041.")
    reached = np.flatnonzero(np.hypot(*(path.points - surfaces.beale.minima[0]).T) < 1e-6)
    if not len(reached):
        late = "end just below 0.041, after a warm-up no longer than the cliff asks"
        why = f"{high:g} is beyond the limit 0.041 at the star" if rate(2999) > 0.041 else late
        return False, f"Not within a millionth in 3,000 steps: {why}."
    if reached[0] >= 1500:
        return False, f"It arrives after {reached[0]:,} steps. Shorten the warm-up, and end just below 0.041."
    return True, f"Within a millionth after {reached[0]:,} steps, of which {over:,} were the warm-up."


EXERCISES = {
    "14.1": Choice("stop short", {
        "settle": "Its steps do shrink to nothing. But add them up first: do they cover 2.12?",
        "hop": "To hop around the star it must get there. Its steps add up to 0.1/(1 − e^−0.1). Is that 2.12?",
        "stop short": "0.1/(1 − e^−0.1) = 1.05: half of the way, however long you wait.",
    }),
    "14.2": Number(np.log(2) / 20, "e^(−20k) = 1/2, so k = ln 2/20: about 3.4 % less at each step.", near=(
        (-np.log(2) / 20, "The size is right. The minus sign stands in the formula already: yours lets it grow."),
        (0.5 ** (1 / 20), "That is γ, the factor of one step. And γ = e^(−k)."),
        (1 / 20, "That halves 1/(1 + kt) after 20 steps. The exponential falls faster: e^(−1) is 0.37, not 0.5."),
        (1 / 40, "That would halve a straight line. This one loses a share of what is left: e^(−20k) = 1/2."),
        (20 / np.log(2), "Upside down: with that k the rate would vanish in the first step."),
        (np.log10(2) / 20, "You took the logarithm to base 10; e wants the natural one.")), tolerance=2e-4),
    "14.3": Trial(_never_arrives),
    "14.4": Trial(_warm_up_faster),
    "14.5": Choice("b", {
        "a": "In A the old η lives on inside v: all that was gathered at the old rate still moves x.",
        "b": "In B the new η multiplies all of v, old slopes included. In A they keep the rate they came in with.",
        "neither": "They agree for constant η only. Where does η stand in each: inside v, or in front of it?",
    }),
}
