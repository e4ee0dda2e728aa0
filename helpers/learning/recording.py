"""A training that keeps a diary: loss, share of test pictures found, and which of some pictures are right."""

import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from helpers.compiled import one_blas_thread
from helpers.learning.trained import RAN_ALL, STOPPED, Trained
from helpers.learning.training import Training

MOST_TESTED = 2000  # so many test pictures are enough to follow a training by


class Entry(NamedTuple):
    """One entry of the diary: step, mean loss, share of test pictures right, and which of the followed are right."""

    step: int
    loss: float
    share: float
    right: np.ndarray


@dataclass(frozen=True)
class Ahead:
    """What the next minibatches would bring: ``steps`` and ``losses`` on the way, and the ``share`` right then."""

    steps: np.ndarray
    losses: np.ndarray
    share: float


class Recording:
    """A training and its diary, ``entries``: one every 10 minibatches, later every fortieth part of those taken.

    Arguments: network; data, Images; optimizer, batch and seed as in ``Training``; followed, the numbers of the test
    pictures that are followed one by one. Raises what ``Training`` raises.

    >>> from helpers import optimizers
    >>> from helpers.learning import Network, datasets
    >>> diary = Recording(Network((64, 10)), datasets.digits(), optimizers.GradientDescent(1.0))
    >>> diary.go(30)
    >>> [entry.step for entry in diary.entries], diary.ahead(20).steps.tolist()
    ([10, 20, 30], [40, 50])
    """

    def __init__(self, network, data, optimizer, batch=64, seed=0, followed=()):
        self._fresh = Training(network, data.train, data.train_labels, optimizer, batch, seed)
        self.tested = data.test[:MOST_TESTED].T, data.test_labels[:MOST_TESTED]
        self.followed = data.test[list(followed)].T, data.test_labels[list(followed)]
        self._open(self._fresh.fork())

    def _open(self, training):
        self.training, self.outcome, self.params, self.entries = training, RAN_ALL, training.params.copy(), []

    def anew(self, optimizer, batch):
        """Another recording, which begins with the same network under other settings."""
        other = copy.copy(self)
        other._open(self._fresh.fork(optimizer, batch))
        other.training.state = tuple(np.full_like(other.params, s) for s in optimizer.initial_state())
        return other

    def go(self, minibatches, watch=None):
        """Take so many minibatches. ``watch()`` is called after each entry and may return True to stop.

        An interrupt of the kernel stops as well; what was learned is kept.
        """
        end, self.outcome = self.training.steps + minibatches, RAN_ALL
        try:
            with one_blas_thread():
                while self.training.steps < end and self.outcome == RAN_ALL:
                    self._piece(min(self._spacing(), end - self.training.steps))
                    if self.outcome == RAN_ALL and watch is not None and watch():
                        self.outcome = STOPPED
        except KeyboardInterrupt:
            self.outcome = STOPPED

    def _spacing(self):
        return max(10, self.training.steps // 40)

    def _piece(self, size):
        """So many minibatches and an entry, which is complete whenever somebody looks."""
        done = self.training.go(size, record=size)
        self.outcome, self.params = done.outcome, done.params
        if len(done.losses):
            self.entries.append(Entry(done.steps, float(done.losses[-1]), self._share(done.params),
                                      self._hits(done.params, *self.followed)))

    def _hits(self, params, pictures, labels):
        with np.errstate(all="ignore"):
            return self.training.network.scores(params, pictures).argmax(axis=0) == labels

    def _share(self, params):
        return float(self._hits(params, *self.tested).mean())

    def set(self, optimizer, batch):
        """Go on with other settings of the rule, or another batch, from the next minibatch."""
        if batch != self.training.batch:
            self.training = self.training.fork(batch=batch)
        self.training.optimizer = optimizer

    def ahead(self, minibatches, optimizer=None, batch=None):
        """Try the next minibatches out, with other settings if given; this training stays where it is."""
        branch = self.training.fork(optimizer, batch)
        with one_blas_thread():
            done = branch.go(minibatches, record=self._spacing())
            return Ahead(done.recorded, done.losses, self._share(done.params))

    @property
    def trained(self):
        """What has come of it up to the latest entry, as ``train`` would return it."""
        entries, t = list(self.entries), self.training
        return Trained(t.network, t.optimizer, self.params.copy(), entries[-1].step if entries else 0,
                       np.array([e.step for e in entries]), np.array([e.loss for e in entries]), self.outcome)
