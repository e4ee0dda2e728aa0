"""The experiment of chapter 20: does momentum help? What is trained there, and the tables of recorded runs.

``data/record.py`` made the tables; each run has its own seed, so each can be repeated alone.
"""

import csv
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from helpers.learning import datasets
from helpers.learning.metrics import accuracy, matthews
from helpers.learning.models import Network
from helpers.learning.training import train_many
from helpers.optimizers import GradientDescent, Momentum

PLAIN, WITH_MOMENTUM = GradientDescent(1.0), Momentum(0.2, 0.9)


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


def digits_problem():
    """The digits with a network of 30 hidden units: a training takes a fifth of a second, for "run three more"."""
    return Problem("digits", datasets.digits(), Network((64, 30, 10)), 8_000)


def fashion_problem(folder=None, download=False):
    """Fashion-MNIST at 14×14 with the network of the book, 196-100-50-10, and 40,000 minibatches."""
    return Problem("fashion", datasets.fashion_mnist(folder, download), Network((196, 100, 50, 10)), 40_000)


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
