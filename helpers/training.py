"""Minibatches, one training, and many trainings at once; any optimizer of the course takes the steps."""

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from helpers.metrics import accuracy, confusion, matthews
from helpers.models import Backpropagation, Network
from helpers.moving import move
from helpers.optimizer_base import Optimizer

CHUNK = 256  # so many minibatches are drawn at a time: the same pictures, however a training is cut into pieces
AT_ONCE = 11  # so many small networks side by side still fit into a core's cache
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


class Training:
    """A training that can be gone on with: ``training.go(1000)`` takes the next thousand minibatches.

    Arguments
    ---------
    network : a ``Network``. pictures, labels : as in ``Images``. optimizer : any Optimizer; it may be exchanged on
        the way for another setting of the same rule.
    batch : pictures in a minibatch, drawn at random with replacement.
    seed : of the first parameters and of the draws; a list of K seeds trains K networks side by side, each as it
        would be trained alone. start : first parameters, instead of random ones.

    Raises ValueError for pictures, labels, batch or start that do not fit the network.
    """

    def __init__(self, network, pictures, labels, optimizer, batch=64, seed=0, start=None):
        _check(network, pictures, labels, optimizer, batch)
        self.network, self.optimizer = network, optimizer
        self._draws = [np.random.default_rng(int(s)) for s in np.atleast_1d(seed)]
        first = [network.start(draw) if start is None else _start(network, start) for draw in self._draws]
        self.params = first[0] if np.ndim(seed) == 0 else np.stack(first)
        self.state = tuple(np.full_like(self.params, s) for s in optimizer.initial_state())
        self.steps, self._chunk, self._next = 0, None, CHUNK
        self._packed = pack(pictures, labels, network.sizes[-1])
        self._reserve(int(batch))

    def _reserve(self, batch):
        """Memory for one minibatch and its gradient."""
        self.batch, features = batch, self.network.sizes[0]
        self._taken = np.empty((*self.params.shape[:-1], batch, self._packed.shape[1]), np.float32)
        turned = np.swapaxes(self._taken, -1, -2)
        self.inputs, self.targets = turned[..., : features + 1, :], turned[..., features + 1:, :]
        self._backpropagation = Backpropagation(self.network, self.params, batch)

    def fork(self, optimizer=None, batch=None):
        """A training of its own that goes on from here: with other settings of the rule, or another batch.

        With the same batch it sees the very minibatches that this one would see next.
        """
        other = copy.copy(self)
        other.optimizer = optimizer or self.optimizer
        other.params, other.state = self.params.copy(), tuple(s.copy() for s in self.state)
        other._draws = copy.deepcopy(self._draws)
        if batch not in (None, self.batch):
            other._chunk, other._next = None, CHUNK
        other._reserve(batch or self.batch)
        return other

    def minibatch(self):
        """Draw the next minibatch: ``inputs`` (..., features + 1, batch), the last row ones, and ``targets``."""
        if self._next == CHUNK:
            drawn = [draw.integers(0, len(self._packed), (CHUNK, self.batch)) for draw in self._draws]
            self._chunk, self._next = drawn[0] if self.params.ndim == 1 else np.stack(drawn, axis=1), 0
        self._packed.take(self._chunk[self._next], axis=0, out=self._taken, mode="clip")
        self._next += 1
        return self.inputs, self.targets

    def step(self):
        """One minibatch, its gradient, and one step by the optimizer's rule."""
        inputs, targets = self.minibatch()
        self.steps += 1
        if not self.optimizer.looks_ahead:
            g = self._backpropagation(inputs, targets)
        else:
            here = self.params.copy()
            self.params[...] = self.optimizer.gradient_point(here, self.state, self.steps)
            g = self._backpropagation(inputs, targets)
            self.params[...] = here
        self.state = move(self.optimizer, self.params, g, self.state, self.steps)

    def loss(self):
        """The loss of the latest minibatch, before its step; one number a network."""
        return self._backpropagation.loss_of(self.targets)

    def go(self, minibatches, record=100, watch=None):
        """Take steps. Every ``record`` of them the loss is noted and ``watch(training, loss)`` is called.

        ``watch`` may return True to stop; so may an interrupt of the kernel. Returns what has come of it, a
        ``Trained``; calling ``go`` again goes on from there.
        """
        end, recorded, losses, outcome = self.steps + _whole("minibatches", minibatches), [], [], RAN_ALL
        try:
            with np.errstate(all="ignore"):
                while self.steps < end and outcome == RAN_ALL:
                    losses.append(self._mean_loss(min(record, end - self.steps)))
                    recorded.append(self.steps)
                    outcome = self._outcome(losses[-1], watch)
        except KeyboardInterrupt:
            outcome = STOPPED
        return Trained(self.network, self.optimizer, self.params.copy(), self.steps, np.array(recorded),
                       np.array(losses), outcome)

    def _mean_loss(self, minibatches):
        """Take so many steps; the mean loss of every tenth minibatch."""
        total, looked = 0.0, 0
        for k in range(minibatches):
            self.step()
            if k % 10 == 0:
                total, looked = total + self.loss(), looked + 1
        return total / max(looked, 1)

    def _outcome(self, loss, watch):
        if not np.all(np.isfinite(loss)):
            return DIVERGED
        return STOPPED if watch is not None and watch(self, loss) else RAN_ALL


def pack(pictures, labels, classes):
    """Rows [pixels | 1 | one-hot label] as float32, so that a minibatch is one ``np.take``."""
    one_hot = np.eye(classes, dtype=np.float32)[labels]
    return np.hstack([np.asarray(pictures, np.float32), np.ones((len(pictures), 1), np.float32), one_hot])


def train(network, pictures, labels, optimizer, minibatches=1000, batch=64, seed=0, record=100, watch=None):
    """Train a network from random parameters; see ``Training`` for the arguments. Returns a ``Trained``.

    BLAS works with one thread meanwhile: on such small matrices a second one only gets in the way.

    >>> from helpers import datasets, optimizers
    >>> data = datasets.digits()
    >>> done = train(Network((64, 10), "softmax"), data.train, data.train_labels, optimizers.GradientDescent(0.5), 300)
    >>> done.outcome, bool(done.accuracy(data.test, data.test_labels) > 0.85)
    ('ran all minibatches', True)
    """
    with one_blas_thread():
        return Training(network, pictures, labels, optimizer, batch, seed).go(minibatches, record, watch)


def train_many(network, pictures, labels, optimizer, seeds, minibatches=1000, batch=64, record=1000, watch=None):
    """One training for each seed, in two threads of up to ``AT_ONCE`` networks side by side.

    Each network comes out as ``train`` with its seed would have it. watch(done, all) is told how many minibatches of
    all are done and may return True to stop. Returns a ``Trained`` with a leading axis in the order of the seeds.
    """
    groups = _groups(list(seeds))
    total, done, lock, enough = len(groups) * minibatches, [0], threading.Lock(), threading.Event()

    def watched(_training, _loss):
        with lock:
            done[0] += min(record, minibatches)
            if watch is not None and watch(done[0], total):
                enough.set()
        return enough.is_set()

    def one(group):
        return Training(network, pictures, labels, optimizer, batch, group).go(minibatches, record, watched)

    with one_blas_thread(), ThreadPoolExecutor(2) as pool:
        try:
            parts = list(pool.map(one, groups))
        except KeyboardInterrupt:
            enough.set()
            raise
    return _joined(parts)


def _groups(seeds):
    """The seeds in an even number of groups, as equal as can be, none larger than AT_ONCE."""
    if not seeds:
        raise ValueError("seeds must name at least one training, got none")
    rounds = -(-len(seeds) // (2 * AT_ONCE))
    return [part.tolist() for part in np.array_split(np.array(seeds), min(2 * rounds, len(seeds)))]


def _joined(parts):
    shortest = min(len(part.recorded) for part in parts)
    order = [RAN_ALL, STOPPED, DIVERGED]
    return Trained(parts[0].network, parts[0].optimizer, np.concatenate([part.params for part in parts]),
                   min(part.steps for part in parts), parts[0].recorded[:shortest],
                   np.concatenate([part.losses[:shortest] for part in parts], axis=1),
                   max((part.outcome for part in parts), key=order.index))


_blas = {"lock": threading.Lock(), "users": 0, "limits": None}


@contextmanager
def one_blas_thread():
    """A context in which BLAS works with one thread; those of several threads may overlap."""
    with _blas["lock"]:
        if not _blas["users"]:
            _blas["limits"] = threadpool_limits(1, "blas")
        _blas["users"] += 1
    try:
        yield
    finally:
        with _blas["lock"]:
            _blas["users"] -= 1
            if not _blas["users"]:
                _blas["limits"].restore_original_limits()


# ---- checks -----------------------------------------------------------------------------------------------------


def _check(network, pictures, labels, optimizer, batch):
    pictures, labels, features, classes = np.asarray(pictures), np.asarray(labels), network.sizes[0], network.sizes[-1]
    if not isinstance(optimizer, Optimizer):
        raise ValueError(f"optimizer must be an Optimizer such as GradientDescent(0.1), got {optimizer!r}")
    if pictures.ndim != 2 or pictures.shape[1] != features or not len(pictures):
        raise ValueError(f"pictures must have shape (n, {features}) for this network, got {pictures.shape}")
    if labels.shape != pictures.shape[:1] or not np.issubdtype(labels.dtype, np.integer) \
            or labels.min() < 0 or labels.max() >= classes:
        raise ValueError(f"labels must be {len(pictures)} whole numbers from 0 to {classes - 1}, "
                         f"got {labels.dtype} of shape {labels.shape}")
    if _whole("batch", batch) < 1:
        raise ValueError(f"batch must be at least 1, got {batch!r}")


def _start(network, start):
    start = np.array(start, dtype=np.float32)
    if start.shape != (network.size,):
        raise ValueError(f"start must be {network.size} numbers for this network, got shape {start.shape}")
    return start


def _whole(name, value):
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        raise ValueError(f"{name} must be a whole number of at least 0, got {value!r}")
    return int(value)
