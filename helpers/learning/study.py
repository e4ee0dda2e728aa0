"""The experiment of chapter 20, and the command that made the recorded runs: does momentum help?

    python -m helpers.learning.study FOLDER          (where Fashion-MNIST's four files are; or --download)

trains everything again and writes the tables into data/. Each run has its own seed, so each can be repeated alone.
"""

import argparse
import csv
import time
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from helpers import optimizers
from helpers.learning import datasets
from helpers.learning.metrics import accuracy, matthews
from helpers.learning.models import Network
from helpers.learning.training import train, train_many
from helpers.optimizers import GradientDescent, Momentum

PLAIN, WITH_MOMENTUM = GradientDescent(1.0), Momentum(0.2, 0.9)
RATES = {  # tried for each rule in ``tuning``: half decades, wide enough for the best to lie inside
    "GradientDescent": (0.3, 1.0, 3.0, 10.0), "Momentum": (0.03, 0.1, 0.3, 1.0), "Nesterov": (0.03, 0.1, 0.3, 1.0),
    "Adagrad": (0.03, 0.1, 0.3, 1.0), "Adadelta": (3.0, 10.0, 30.0, 100.0),
}
USUAL = (1e-3, 3e-3, 1e-2, 3e-2)  # for RMSprop, Adam and its family


@dataclass(frozen=True)
class Problem:
    """A data set, a network for it, and how many minibatches of 64 a training sees."""

    name: str
    images: datasets.Images
    network: Network
    minibatches: int

    def confusions(self, optimizer, seeds, minibatches=None, watch=None):
        """The confusion matrices (seeds, classes, classes) on the test set of networks trained side by side."""
        data, minibatches = self.images, minibatches or self.minibatches
        done = train_many(self.network, data.train, data.train_labels, optimizer, seeds, minibatches,
                          record=min(500, minibatches), watch=watch)
        return done.confusion(data.test, data.test_labels)

    def many(self, optimizer, seeds, minibatches=None, watch=None):
        """Matthews correlation and accuracy on the test set, one number a seed, trained side by side."""
        tables = self.confusions(optimizer, seeds, minibatches, watch)
        return matthews(tables), accuracy(tables)

    def one(self, optimizer, seed, minibatches=None):
        """Accuracy on the test set and seconds of a single training."""
        data, begin = self.images, time.perf_counter()
        done = train(self.network, data.train, data.train_labels, optimizer, minibatches or self.minibatches, seed=seed,
                     record=minibatches or self.minibatches)
        return float(done.accuracy(data.test, data.test_labels)), time.perf_counter() - begin


def digits_problem():
    """The digits with a network of 30 hidden units: a training takes a fifth of a second, for "run three more"."""
    return Problem("digits", datasets.digits(), Network((64, 30, 10)), 8_000)


def fashion_problem(folder=None, download=False):
    """Fashion-MNIST at 14×14 with the network of the book, 196-100-50-10, and 40,000 minibatches."""
    return Problem("fashion", datasets.fashion_mnist(folder, download), Network((196, 100, 50, 10)), 40_000)


def groups(problem, minibatches=None, first=0, count=22):
    """Train ``count`` networks without and ``count`` with momentum, all with seeds of their own; rows of a table."""
    for seed, optimizer in zip((first, first + count), (PLAIN, WITH_MOMENTUM), strict=True):
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
    tried = read("tuning_fashion")
    rates = np.unique(tried["learning_rate"][tried["rule"] == rule])
    means = [tried["accuracy"][(tried["rule"] == rule) & (tried["learning_rate"] == rate)].mean() for rate in rates]
    return float(rates[int(np.argmax(means))])


def compared(problem, minibatches=10_000, seeds=range(2000, 2010)):
    """Each rule at the rate that ``tuning`` has found, one training after the other, each timed; rows of a table."""
    for rule in optimizers.everything:
        rate = best_rate(rule.__name__)
        problem.one(rule(rate), seeds[0] - 1, minibatches)  # the first compiles the rule
        for seed in seeds:
            right, seconds = problem.one(rule(rate), seed, minibatches)
            yield {"data": problem.name, "rule": rule.__name__, "learning_rate": rate, "seed": seed,
                   "minibatches": minibatches, "accuracy": f"{right:.4f}", "seconds": f"{seconds:.3f}"}


def read(name):
    """A recorded table from data/ as a dictionary of columns: text, or arrays of numbers.

    >>> runs = read("momentum_digits")
    >>> sorted(set(runs["rule"].tolist()))
    ['GradientDescent', 'Momentum']
    """
    with (datasets.DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    columns = {key: np.array([row[key] for row in table]) for key in table[0]}
    for key, column in columns.items():
        with suppress(ValueError):  # text stays text
            columns[key] = column.astype(float)
    return columns


def write(name, table):
    """Write rows to data/NAME.csv."""
    table = list(table)
    with (datasets.DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def main():
    """Train everything and write the tables; tells how long each took."""
    parser = argparse.ArgumentParser(prog="python -m helpers.learning.study", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", help="where Fashion-MNIST's four files are")
    parser.add_argument("--download", action="store_true", help="fetch them instead")
    parser.add_argument("--only", choices=["digits", "more", "22", "again", "100", "tuning", "rules"],
                        help="one of the tables")
    given = parser.parse_args()
    fashion = None if given.only in ("digits", "more") else fashion_problem(given.folder, given.download)
    tables = {"digits": ("momentum_digits", lambda: (*groups(digits_problem(), 1_000), *groups(digits_problem()))),
              "more": ("momentum_more", lambda: groups(digits_problem(), first=100, count=100)),
              "22": ("momentum_fashion", lambda: groups(fashion)),
              "again": ("momentum_again", lambda: groups(fashion, first=44)),
              "100": ("momentum_100", lambda: rows(fashion, WITH_MOMENTUM, range(1000, 1100), 10_000)),
              "tuning": ("tuning_fashion", lambda: tuning(fashion)),
              "rules": ("rules_fashion", lambda: compared(fashion))}
    for key, (name, made) in tables.items():
        if given.only in (None, key):
            begin = time.perf_counter()
            write(name, made())
            print(f"data/{name}.csv: {time.perf_counter() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()
