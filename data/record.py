"""Train everything again and write the tables of this folder:

    python data/record.py FOLDER          (where Fashion-MNIST's four files are; or --download)

Each run has its own seed, so each can be repeated alone.
"""

import argparse
import csv
import time

import numpy as np

from helpers import optimizers
from helpers.learning import accuracy, datasets, matthews, study, train, train_many

RATES = {  # tried for each rule in ``tuning``: half decades, wide enough for the best to lie inside
    "GradientDescent": (0.3, 1.0, 3.0, 10.0), "Momentum": (0.03, 0.1, 0.3, 1.0), "Nesterov": (0.03, 0.1, 0.3, 1.0),
    "Adagrad": (0.03, 0.1, 0.3, 1.0), "Adadelta": (3.0, 10.0, 30.0, 100.0),
}
USUAL = (1e-3, 3e-3, 1e-2, 3e-2)  # for RMSprop, Adam and its family


def groups(problem, minibatches=None, first=0, count=22):
    """Train ``count`` networks without and ``count`` with momentum, all with seeds of their own; rows of a table."""
    for seed, optimizer in zip((first, first + count), (study.PLAIN, study.WITH_MOMENTUM), strict=True):
        yield from rows(problem, optimizer, range(seed, seed + count), minibatches)


def rows(problem, optimizer, seeds, minibatches=None):
    """One row a training: rule and settings, accuracy, Matthews correlation, and the classes that it never names."""
    classes = np.array(problem.images.classes)
    for seed, table in zip(seeds, problem.confusions(optimizer, seeds, minibatches), strict=True):
        yield {"data": problem.name, "rule": type(optimizer).__name__, "learning_rate": optimizer.learning_rate,
               "momentum": getattr(optimizer, "momentum", 0.0), "seed": seed,
               "minibatches": minibatches or problem.minibatches, "accuracy": f"{accuracy(table):.4f}",
               "matthews": f"{matthews(table):.6f}", "never": "; ".join(classes[table.sum(axis=0) == 0])}


def tuning(problem, minibatches=10_000, seeds=(3000, 3001, 3002, 3003)):
    """Several rates for each rule, judged on the last sixth of the training set, which is kept out; rows of a table."""
    data, cut = problem.images, len(problem.images.train) * 5 // 6
    for rule in optimizers.everything:
        for rate in RATES.get(rule.__name__, USUAL):
            done = train_many(problem.network, data.train[:cut], data.train_labels[:cut], rule(rate), seeds,
                              minibatches)
            for seed, right in zip(seeds, done.accuracy(data.train[cut:], data.train_labels[cut:]), strict=True):
                yield {"data": problem.name, "rule": rule.__name__, "learning_rate": rate, "seed": seed,
                       "minibatches": minibatches, "accuracy": f"{right:.4f}"}


def best_rate(rule):
    """The rate with the best mean accuracy in the recorded table of ``tuning``.

    >>> best_rate("GradientDescent")
    3.0
    """
    tried = study.read("tuning_fashion")
    rates = np.unique(tried["learning_rate"][tried["rule"] == rule])
    means = [tried["accuracy"][(tried["rule"] == rule) & (tried["learning_rate"] == rate)].mean() for rate in rates]
    return float(rates[int(np.argmax(means))])


def compared(problem, minibatches=10_000, seeds=range(2000, 2010)):
    """Each rule at the rate that ``tuning`` has found, one training after the other, each timed; rows of a table."""
    for rule in optimizers.everything:
        rate = best_rate(rule.__name__)
        timed(problem, rule(rate), seeds[0] - 1, minibatches)  # the first compiles the rule
        for seed in seeds:
            right, seconds = timed(problem, rule(rate), seed, minibatches)
            yield {"data": problem.name, "rule": rule.__name__, "learning_rate": rate, "seed": seed,
                   "minibatches": minibatches, "accuracy": f"{right:.4f}", "seconds": f"{seconds:.3f}"}


def timed(problem, optimizer, seed, minibatches):
    """Accuracy on the test set and seconds of a single training."""
    data, begin = problem.images, time.perf_counter()
    done = train(problem.network, data.train, data.train_labels, optimizer, minibatches, seed=seed, record=minibatches)
    return float(done.accuracy(data.test, data.test_labels)), time.perf_counter() - begin


def write(name, table):
    """Write rows to data/NAME.csv."""
    table = list(table)
    with (datasets.DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def main():
    """Train everything and write the tables; tells how long each took."""
    parser = argparse.ArgumentParser(prog="python data/record.py", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", help="where Fashion-MNIST's four files are")
    parser.add_argument("--download", action="store_true", help="fetch them instead")
    parser.add_argument("--only", choices=["digits", "more", "22", "again", "100", "tuning", "rules"],
                        help="one of the tables")
    given = parser.parse_args()
    fashion = None if given.only in ("digits", "more") else study.fashion_problem(given.folder, given.download)
    digits = study.digits_problem()
    tables = {"digits": ("momentum_digits", lambda: (*groups(digits, 1_000), *groups(digits))),
              "more": ("momentum_more", lambda: groups(digits, first=100, count=100)),
              "22": ("momentum_fashion", lambda: groups(fashion)),
              "again": ("momentum_again", lambda: groups(fashion, first=44)),
              "100": ("momentum_100", lambda: rows(fashion, study.WITH_MOMENTUM, range(1000, 1100), 10_000)),
              "tuning": ("tuning_fashion", lambda: tuning(fashion)),
              "rules": ("rules_fashion", lambda: compared(fashion))}
    for key, (name, made) in tables.items():
        if given.only in (None, key):
            begin = time.perf_counter()
            write(name, made())
            print(f"data/{name}.csv: {time.perf_counter() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()
