"""What is right in the exercises of chapter 11, Adam, and what near misses mean."""

import math

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Number, Trial


def _always_eta(triple):
    """The identity: no memory at all leaves the sign of g, so every step has length 0.1 in each coordinate."""
    if np.shape(triple) != (3,):
        return False, f"This wants the triple (η, β₁, β₂); you gave {triple!r}."
    eta, beta1, beta2 = (float(part) for part in triple)
    path = descend(surfaces.himmelblau, (0.03, -0.02), optimizers.Adam(eta, beta1, beta2, 0.0), 40)
    lengths = np.abs(np.diff(path.points, axis=0))
    off = np.abs(lengths - 0.1).max(axis=1) > 1e-9
    if not off.any():
        return True, "Without memory m̂ = g and v̂ = g²: only the sign of g is left. This is called sign descent."
    if off[0]:
        return False, f"Already the first step has length {lengths[0].max():.3g}. That one is η, whatever the betas."
    t = int(np.argmax(off))
    return False, f"Up to step {t} it holds; step {t + 1} moves by ({lengths[t, 0]:.5f}, {lengths[t, 1]:.5f})."


def _home_on_beale(beta1):
    """Break it, then mend it: which memory of the direction brings Adam home with β₂ = 0.9?"""
    path = descend(surfaces.beale, (3, 4), optimizers.Adam(0.001, beta1, 0.9), 20_000, keep="last")
    far = float(np.hypot(*(path.final - surfaces.beale.minima[0])))
    place = f"({path.final[0]:.2f}, {path.final[1]:.2f})"
    if far < 0.01:
        return True, f"With β₁ = {beta1:g} it swings past the saddle to the right and ends at {place}."
    if path.final[0] < 0 and beta1 < 0.95:
        return False, f"With β₁ = {beta1:g} it ends in the gutter, at {place}. Remember the direction longer."
    return False, f"With β₁ = {beta1:g} it ends at {place}, still {far:.2f} away. Remember a little less."


EXERCISES = {
    "11.1": Number((1.99, 3.01), "−η times the sign of g, in each coordinate.", near=(
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
    "11.3": Trial(_always_eta),
    "11.4": Trial(_home_on_beale, one_number=True),
}
