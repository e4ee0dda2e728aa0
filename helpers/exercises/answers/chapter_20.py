"""What is right in the exercises of chapter 20, does momentum help, and what near misses mean."""

import numpy as np

from helpers import optimizers
from helpers.exercises import Choice, Number, Trial
from helpers.learning import difference_interval, study

MEANS, ERRORS, RUNS = (0.85778, 0.86413), (0.00056, 0.00075), 22  # as the book prints them


def _book_d():
    """Standard deviations are √n times the standard errors."""
    return (MEANS[1] - MEANS[0]) / np.sqrt(RUNS * np.mean(np.square(ERRORS)))


def false_alarms(looks, experiments=2_000, runs=22):
    """How often two groups that do not differ give p < 0.05 at one look at least, when looked at after so many runs."""
    first, second = np.random.default_rng(20).normal(size=(2, experiments, runs))
    alarm = np.zeros(experiments, dtype=bool)
    for n in looks:
        _, low, high = difference_interval(first[:, :n], second[:, :n])
        alarm |= (low > 0) | (high < 0)
    return float(alarm.mean())


def _peek(looks):
    """Break it: a plan of looks that cries wolf in more than 20 of 100 experiments."""
    if np.ndim(looks) != 1 or isinstance(looks, str):
        return False, f"This wants a list of numbers of runs, such as [11, 22]; you gave {looks!r}."
    looks = sorted({int(n) for n in looks})
    if not looks or looks[0] < 2 or looks[-1] > 22:
        return False, "Name the numbers of runs at which you look, from 2 to 22: a list such as [11, 22]."
    rate = 100 * false_alarms(looks)
    times = "once" if len(looks) == 1 else f"{len(looks)} times"
    if rate < 20:
        more = "One honest look keeps the promise of 5." if len(looks) == 1 else "Be more impatient."
        return False, f"Looking {times} cries wolf in {rate:.0f} of 100 experiments. {more}"
    return True, (f"Looking {times} cries wolf in {rate:.0f} of 100 experiments in which nothing differs, "
                  "and each single look promised 5. Decide the number of runs before the first one.")


def _catch_up(eta):
    """Mend it: a plain rate, not the text's 4, whose twelve runs come up to those with momentum."""
    if eta == 4:
        return False, "The text has tried 4 and told what it gives: find another rate."
    tables = [study.read(name) for name in ("momentum_digits", "momentum_more")]
    goal = np.concatenate([runs["matthews"][(runs["rule"] == "Momentum") & (runs["minibatches"] == 8_000)]
                           for runs in tables]).mean()
    found = study.digits_problem().many(optimizers.GradientDescent(eta), range(200, 212))[0]
    mean, error = found.mean(), found.std(ddof=1) / np.sqrt(12)
    told = f"Twelve runs at η = {eta:g} without momentum: {mean:.3f} ± {error:.3f}; with it, {goal:.3f}."
    broken = int((found < 0.85).sum())
    if broken and eta > 4:
        return False, f"{told} {broken} of them break{'s' * (broken == 1)} down: the rate is too large."
    if mean < goal - 0.002:
        return False, f"{told} Not there yet: think of the top speed η/(1 − μ), and try beyond it."
    return True, f"{told} So much of what momentum gave was a larger rate."


EXERCISES = {
    "20.1": Choice("half", {
        "the same": "More runs do not change how much single runs spread, but their mean spreads less: s/√n.",
        "half": "The error is s/√n, and √4 = 2. For one more digit you need a hundred times the runs.",
        "a quarter": "That would be s/n. Errors of single runs partly cancel, not wholly: the law is s/√n.",
    }),
    "20.2": Number(_book_d, "Each s is √22 times its standard error; the pooled s is 0.0031, and d = 2.05 (the book, "
                            "before rounding, 2.04).", near=(
        (lambda: (MEANS[1] - MEANS[0]) / np.sqrt(np.mean(np.square(ERRORS))),
         "You divided by standard errors. d wants standard deviations, √22 times as large."),
        (lambda: (MEANS[1] - MEANS[0]) / np.hypot(*ERRORS), "That is t. It grows with the number of runs; d does not."),
        (lambda: (MEANS[0] - MEANS[1]) / np.sqrt(RUNS * np.mean(np.square(ERRORS))),
         "The right size. But momentum did better: put its mean first."),
        (lambda: (MEANS[1] - MEANS[0]) / (np.sqrt(RUNS) * ERRORS[0]),
         "You divided by the spread of one group. Pool the two: the root of the mean of s₁² and s₂²."),
        (lambda: (MEANS[1] - MEANS[0]) / (np.sqrt(RUNS) * np.hypot(*ERRORS)),
         "Nearly: the pooled s² is the mean of the two squares, and you took their sum."),
    ), tolerance=3e-3),
    "20.3": Trial(_peek),
    "20.4": Trial(_catch_up, one_number=True),
}
