"""What a training has come to, and how well it does."""

from dataclasses import dataclass

import numpy as np

from helpers.learning.metrics import accuracy, confusion, matthews
from helpers.learning.models import Network
from helpers.optimizer_base import Optimizer

RAN_ALL, DIVERGED, STOPPED = "ran all minibatches", "diverged", "stopped"


@dataclass(frozen=True, eq=False)
class Trained:
    """What a training has come to, for one network or, with a leading axis of K, for K of them.

    params : the flat vector. steps : minibatches seen so far. recorded, losses : step numbers, and the mean loss of
        every tenth minibatch since the record before, shape (records,) or (records, K).
    outcome : "ran all minibatches", "diverged" (a loss that is no number), or "stopped" (by the reader; what was
        learned so far is kept).
    """

    network: Network
    optimizer: Optimizer
    params: np.ndarray
    steps: int
    recorded: np.ndarray
    losses: np.ndarray
    outcome: str

    def confusion(self, pictures, labels):
        """How often the class of each row was taken for that of each column, as ``metrics.confusion``."""
        return confusion(labels, self.network.predict(self.params, pictures), self.network.sizes[-1])

    def accuracy(self, pictures, labels):
        """The share of pictures whose class is found, one number a network."""
        return accuracy(self.confusion(pictures, labels))

    def matthews(self, pictures, labels):
        """Matthews correlation, one number a network: 1 without mistakes, 0 for guessing."""
        return matthews(self.confusion(pictures, labels))

    def __repr__(self):
        networks = "" if self.params.ndim == 1 else f" of {len(self.params)} networks"
        loss = f", loss {self.losses[-1].mean():.3g}" if len(self.losses) else ""
        return f"<training{networks}: {self.outcome} after {self.steps:,} minibatches{loss}>"
