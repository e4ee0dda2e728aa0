"""What is right in the exercises of chapter 17, linear regression, and what near misses mean."""

import numpy as np

from helpers.exercises import Choice, Number, Trial
from helpers.learning import line_loss, noise

X = np.array([1.0, 2, 3, 4, 5, 6, 8])


def _curvatures(x):
    return np.linalg.eigvalsh(line_loss(x, x).hessian(np.zeros(2)))


def _sharpest(x):
    return float(_curvatures(x)[-1])


def _too_narrow(shift):
    """Break it: with ``shift`` added to all x the condition number must pass a million."""
    if not abs(shift) <= 1e5:
        return False, "Keep the shift between −100,000 and 100,000, please."
    low, high = _curvatures(X + shift)
    kappa = high / low
    if kappa > 1e6:
        return True, (f"κ is about {kappa:.0e}, and the largest stable η {2 / high:.0e}. Nothing happened to the data: "
                      "x in years, 2001 to 2008, does it.")
    if kappa < _curvatures(X)[1] / _curvatures(X)[0]:
        return False, f"κ is {kappa:.3g}, lower than before: you moved the points towards 0. Go the other way."
    return False, f"κ is {kappa:.3g}. Farther: it grows like the fourth power of how far their mean is from 0."


def _within_192(settings):
    """Beat it: 192 points looked at, the mean over 100 draws (the first 20 are lucky ones)."""
    if np.shape(settings) != (3,):
        return False, f"This wants the three numbers (η, B, k); you gave {settings!r}."
    eta, batch, k = settings
    steps = int(192 // max(batch, 1))
    end = float(noise.walk(eta, batch, 1.0, k, steps, np.arange(100)).excess[-1].mean())
    told = f"{steps} steps of {batch:.0f} end {end:.4f} above the minimum."
    if end < 0.012:
        return True, f"{told} High first, low later: no constant rate comes below 0.019."
    if not end < 10:
        return False, "It flies off at the first steps. A smaller η, or a larger batch."
    if k == 0:
        return False, f"{told} That rate never sinks. Give it a k."
    clean = float(noise.walk(eta, batch, 0.0, k, steps, np.arange(100)).excess[-1].mean())
    if clean > end / 3:
        return False, f"{told} Not the noise alone: without it {clean:.4f} would be left. More steps, or larger ones."
    return False, (f"{told} The noise keeps it up. Begin higher and let the rate sink faster, or take more points a "
                   "step.")


EXERCISES = {
    "17.1": Choice("the same", {
        "half": "Half the rate alone does that. But half the batch doubles the mean square of the noise.",
        "the same": "The floor goes like η/B, and both are halved. Twice the steps to get there, at half the price.",
        "double": "Half the batch alone does that. But each noisy gradient now moves the line half as far.",
    }),
    "17.2": Number(lambda: 2 / _sharpest(X - X.mean()), "The curvatures are 1 and the variance, 4.98: 2/4.98.", near=(
        (lambda: 2 / _sharpest(X), "That is the limit before centring. Which curvatures are left afterwards?"),
        (lambda: 1 / _sharpest(X - X.mean()), "The right curvature. The limit is where the factor is −1: twice that."),
        (2.0, "That is the limit of the flatter direction, λ = 1. The steeper one breaks first."),
        (lambda: 2 / (1 + _sharpest(X - X.mean())), "That is the best η. The limit lies above it."),
        (lambda: 2 / float(np.var(X, ddof=1)), "Divide by m, not by m − 1: the loss is a plain mean."),
        (lambda: _sharpest(X - X.mean()), "That is the largest curvature. Now the limit, 2/λ."))),
    "17.3": Trial(_too_narrow, one_number=True),
    "17.4": Trial(_within_192),
}
