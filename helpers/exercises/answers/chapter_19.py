"""What is right in the exercises of chapter 19, training a network, and what near misses mean."""

import numpy as np

from helpers import optimizers
from helpers.compiled import one_blas_thread
from helpers.exercises import Choice, Number, Trial
from helpers.learning import Network, Training, accuracy, datasets, matthews

FILTER = np.array([[5, 1], [2, 4]])  # rows: letter, spam; columns: let through, caught


def _does_not_learn(scale):
    """Break it: from such a start fewer than one in four test pictures may be right."""
    if isinstance(scale, bool | str) or not np.isscalar(scale) or not 0 <= float(scale) <= 1e6:
        return False, f"This wants a number from 0 to a million; you gave {scale!r}."
    network, data = Network((64, 30, 10)), datasets.digits()
    start = network.start(np.random.default_rng(0), float(scale))
    with one_blas_thread():
        done = Training(network, data.train, data.train_labels, optimizers.Momentum(0.2, 0.9), start=start).go(1000)
    share = float(done.accuracy(data.test, data.test_labels))
    if share >= 0.25:
        return False, f"With scale {float(scale):g} it gets {share:.0%} of the test pictures. Go further off."
    if scale < 1:
        return True, "All units start alike and get the same gradient: thirty units that work as one."
    return True, ("Such sums are far from 0, σ is 0 or 1 there, and a(1 − a) is nothing: the units are saturated and "
                  "no slope comes through.")


EXERCISES = {
    "19.1": Choice("the same", {
        "the same": "Equal units get equal slopes, step after step, and never part. Random starts are there for this.",
        "different": "What could part them? They see the same pictures and feed equal weights, step after step.",
        "still zero": "The first step moves the last layer only, for Wᵀδ is 0. The second moves them too.",
    }),
    "19.2": Number(float(Network((784, 128, 10)).size), "785 · 128 + 129 · 10: each unit has a bias too.", near=(
        (784 * 128 + 128 * 10, "Those are the weights. Each of the 138 units has a bias as well."),
        (785 * 129 + 129 * 10, "A layer of m units with n inputs has m · (n + 1) numbers: only n gets the extra one."),
        (785 * 128 + 128 * 10, "The biases of the last layer are missing."),
        (784 + 128 + 10, "Those are the units. Count the numbers between them: m · (n + 1) a layer.")), tolerance=1e-7),
    "19.3": Number(lambda: float(matthews(FILTER)), "(4 · 5 − 1 · 2) / √(5 · 6 · 6 · 7) = 18 / √1260.", near=(
        (lambda: float(accuracy(FILTER)), "That is the accuracy, 9 of 12."),
        (18 / 1260, "Take the square root of the product below the line."),
        (22 / 1260**0.5, "Subtract FP · FN above the line."),
        (lambda: -float(matthews(FILTER)), "The sign is wrong: this filter is better than guessing.")), tolerance=4e-4),
    "19.4": Trial(_does_not_learn),
}
