"""What is right in the exercises of chapter 11, Adam, and what near misses mean."""

import math

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Number, Trial


def _longer_than_five(slopes):
    """Break a promise: slopes on which Adam, corrected and with its usual betas, makes a step longer than 5η."""
    try:
        slopes = np.asarray(slopes, dtype=float)
    except (TypeError, ValueError):
        return False, f"This wants a list of slopes, such as [0] * 100 + [1]; you gave {slopes!r}."
    if slopes.ndim != 1 or not 1 <= slopes.size <= 2000:
        return False, f"This wants a list of at most 2,000 slopes; you gave something of shape {slopes.shape}."
    if not np.all(np.abs(slopes) <= 1):
        return False, "Every slope must lie between −1 and 1."
    m, v, lengths = 0.0, 0.0, []
    for t, g in enumerate(slopes, start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        lengths.append(abs(m) / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8))
    longest, step = max(lengths), int(np.argmax(lengths)) + 1
    if longest > 5:
        return True, f"Step {step} is {longest:.2f} η long. (Slopes that grow after endless silence reach 7.27 η.)"
    if longest > 2.3:
        return False, (f"The longest step, number {step}, is {longest:.2f} η. Small slopes before large ones are "
                       "the right idea. How long must each of them last? m needs some ten steps to catch up.")
    return False, (f"The longest step, number {step}, is {longest:.2f} η. Without correction m/√v climbs past 6 in the "
                   "chapter's first table. When does the correction not help?")


def _home_on_beale(beta1):
    """Tip it over: which memory of the direction brings Adam home from the edge with β₂ = 0.9?"""
    starts = np.transpose([(3, 4), (3, 3.95), (3, 4.05)])
    path = descend(surfaces.beale, starts, optimizers.Adam(0.001, beta1, 0.9), 20_000, keep="last")
    far = np.hypot(*(path.final - surfaces.beale.minima[0][:, None]))
    x, y = path.final[:, 0]
    place = f"({x:.2f}, {y:.2f})"
    if far[0] < 0.01:
        below, above = far[1:] < 0.01
        near = ""
        if below:
            near = (" From (3, 3.95) and (3, 4.05) it gets home, too: so long a memory lifts the border above them."
                    if above else " From (3, 3.95) it gets home, too, from (3, 4.05) not: on the edge a hair decides.")
        return True, f"With β₁ = {beta1:g} it ends at {place}.{near}"
    if x < 0 and beta1 < 0.95:
        return False, f"With β₁ = {beta1:g} it ends in the gutter, at {place}. Remember the direction longer."
    return False, f"With β₁ = {beta1:g} it ends at {place}, still {far[0]:.2f} away. Remember a little less."


EXERCISES = {
    "11.1": Number((1.99, 3.01), "−η times the sign of g, in each coordinate.", near=(
        ((1.99, 2.99), "x is right. In y the slope is −54, and against that is upwards."),
        ((2.01, 2.99), "The length is right, the direction is uphill: Adam goes against the sign of g."),
        ((1.9975, 3.54), "That is plain descent, −ηg. Adam divides by √v̂ = |g|."),
        ((1.999, 3.001), "That would be without the correction of m, m = 0.1g. Corrected, m̂ = g."),
        ((2 - 0.01 * np.sqrt(10), 3 + 0.01 * np.sqrt(10)), "That is without the corrections: 0.1/√0.001 = 3.16."),
        ((2 - 0.01 * 0.25 / 54.0006, 3.01), "Each coordinate is divided by its own √v̂, not by the length of g."),
    ), tolerance=1e-5),
    "11.2": Number(lambda: math.ceil(math.log(1 - 1 / 1.01) / math.log(0.9)), "0.9⁴⁴ is below 1 − 1/1.01.", near=(
        (43, "Almost: 1/(1 − 0.9⁴³) is 1.0109, still too much."),
        (10, "1/(1 − β₁) = 10 is the memory; by then the correction is still 1/(1 − 0.9¹⁰) = 1.54."),
        (4613, "That is for β₂ = 0.999.")), tolerance=1e-3),
    "11.3": Trial(_longer_than_five),
    "11.4": Trial(_home_on_beale, one_number=True),
}
