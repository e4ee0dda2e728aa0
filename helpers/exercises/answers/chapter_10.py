"""What is right in the exercises of chapter 10, Adadelta, and what near misses mean."""

import numpy as np

from helpers import optimizers, surfaces
from helpers.descent import descend
from helpers.exercises import Choice, Function, Number, Trial


def _leaves_again(epsilon):
    """Break it: near the minimum once, far from it at the end."""
    path = descend(surfaces.narrow_valley, (-2.4, 0.2), optimizers.Adadelta(1.0, epsilon=epsilon), 20_000)
    far = np.hypot(*path.points.T)
    told = f"With ε = {epsilon:g} it came within {far.min():.4f} and ended {far[-1]:.2f} away."
    if far[-1] < 1.1 * far.min() and far.min() >= 0.05:
        return False, f"{told} It has not arrived yet: a larger seed starts sooner."
    if far.min() >= 0.05:
        return False, told + (" Its hops are too long: a smaller seed comes closer." if epsilon > 1e-3 else
                              " Just missed: try one some three times as large.")
    if far[-1] <= 0.8:
        return False, f"{told} ½√(εt) says how far it drifts; a larger seed pushes harder."
    return True, f"{told} A larger ε starts sooner, and pushes it out sooner."


EXERCISES = {
    "10.1": Choice("walks out", {
        "walks out": "Along x λ is 125 now, and ηλ is far above 2. Plain descent with η = 1 would not stay either.",
        "settles": "It settled because λ was 1/8 and ηλ below 2. What is λ when the valley is 1,000 times higher?",
        "stands still": "The seed is a length² and does not care about heights: it starts as before. And at the floor?",
    }),
    "10.2": Number(lambda: 1e-6 / np.sqrt(0.05e-6 + 1e-6), "√ε g/√((1 − ρ)g² + ε) = 0.000976: on the flat the floor ε "
                   "rules, √ε/√ε is nearly 1, and the step is nearly g itself.", near=(
        (lambda: np.sqrt(1e-6 / 0.05), "That is the first step on steep ground. Here (1 − ρ)g² is smaller than ε."),
        (0.0045, "That is the first step on steep ground. Here (1 − ρ)g² is smaller than ε."),
        (9.8e-4, "Nearly. Three digits that count, please: 0.000xxx."),
        (1e-3, "Nearly: with s left out altogether. (1 − ρ)g² is small beside ε, but it is there."),
        (lambda: 1e-6 / np.sqrt(2e-6), "s is not g² after one step, but (1 − ρ)g²."),
        (lambda: 1e-6 / np.sqrt(0.1e-6 + 1e-6), "That is with ρ = 0.9; here ρ = 0.95."),
        (lambda: 1e-6 / 1.05e-6, "Take the root below as well: s is a square.")), tolerance=3e-6),
    "10.3": Function(lambda t, eps, lam, eta: eta / 2 * np.sqrt(eps * (1 - 4 / (eta * lam) ** 2) * t),
                     [(20_000, 1e-4, 18.0, 0.12), (5000, 1e-6, 30.0, 2.0), (100, 1e-4, 5.0, 0.5)],
                     "Only ηλ counts in the bracket, and where it falls below 2 nothing is left: the old limit.", near=(
        (lambda t, eps, lam, eta: 0.5 * np.sqrt(eps * (1 - 4 / lam**2) * t), "That is the chapter's, for η = 1."),
        (lambda t, eps, lam, eta: eta / 2 * np.sqrt(eps * (1 - 4 / lam**2) * t),
         "The hop is right, ηΔ. But |g| = λ|y| and |y| = ηΔ/2: η belongs into the bracket, too."),
        (lambda t, eps, lam, eta: 0.5 * np.sqrt(eps * (1 - 4 / (eta * lam) ** 2) * t),
         "The bracket is right. But the ball moves by ηΔ, so |y| is ηΔ/2."),
        (lambda t, eps, lam, eta: eta / 2 * np.sqrt(eps * (1 - 4 * eta**2 / lam**2) * t),
         "η stands on the wrong side: g² = λ²η²Δ²/4, so λ comes with η."))),
    "10.4": Trial(_leaves_again, one_number=True),
}
