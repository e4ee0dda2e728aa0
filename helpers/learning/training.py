"""Minibatches, one training, and many trainings at once; any optimizer of the course takes the steps."""

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from helpers.compiled import move, one_blas_thread
from helpers.compiled import training as compiled_training
from helpers.formulas import whole
from helpers.learning.labels import checked_labels, checked_pictures
from helpers.learning.models import Backpropagation
from helpers.learning.trained import DIVERGED, RAN_ALL, STOPPED, Trained
from helpers.optimizer_base import Optimizer

CHUNK = 256  # so many minibatches are drawn at a time: the same pictures, however a training is cut into pieces
AT_ONCE = 11  # so many small networks side by side still fit into a core's cache


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
        self.steps, self._chunk, self._next, self._before = 0, None, CHUNK, None
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

    def draw(self, most=1):
        """The numbers of the pictures in the next minibatches, at most so many of them, (n, ..., batch)."""
        if self._next == CHUNK:
            self._before = self._random()
            drawn = [draw.integers(0, len(self._packed), (CHUNK, self.batch)) for draw in self._draws]
            self._chunk, self._next = drawn[0] if self.params.ndim == 1 else np.stack(drawn, axis=1), 0
        first, self._next = self._next, min(self._next + most, CHUNK)
        return self._chunk[first: self._next]

    def _random(self):
        return [draw.bit_generator.state for draw in self._draws]

    def standing(self):
        """Where it stands: ``params``, ``state``, ``steps``, ``batch``; of the minibatches, drawn ``chunk`` at a time,
        how many are ``taken``, and ``random``, the states of the random numbers before that draw, one a network.
        """
        begun = self._next < CHUNK
        return {"params": self.params, "state": self.state, "steps": self.steps, "batch": self.batch, "chunk": CHUNK,
                "taken": self._next if begun else 0, "random": self._before if begun else self._random()}

    def minibatch(self):
        """Take the next minibatch: ``inputs`` (..., features + 1, batch), the last row ones, and ``targets``."""
        self._packed.take(self.draw()[0], axis=0, out=self._taken, mode="clip")
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
        """The loss of the minibatch of the latest ``step``, before that step; one number a network."""
        return self._backpropagation.loss_of(self.targets)

    def go(self, minibatches, record=100, watch=None, drive=None):
        """Take steps. Every ``record`` of them the loss is noted and ``watch(training, loss)`` is called.

        ``watch`` may return True to stop; so may an interrupt of the kernel. drive : compiled code for a long training,
        from ``helpers.compiled``. Returns what has come of it, a ``Trained``; calling ``go`` again goes on
        from there.
        """
        record, end = whole("record", record, 1), self.steps + whole("minibatches", minibatches)
        recorded, losses, outcome = [], [], RAN_ALL
        driver = compiled_training.Driver(drive, self.network, self.batch) if drive else None
        piece = partial(self._driven, driver) if drive else self._stepped
        try:
            with np.errstate(all="ignore"):
                while self.steps < end and outcome == RAN_ALL:
                    losses.append(piece(min(record, end - self.steps)))
                    recorded.append(self.steps)
                    outcome = self._outcome(losses[-1], watch)
        except KeyboardInterrupt:
            outcome = STOPPED
        return Trained(self.network, self.optimizer, self.params.copy(), self.steps, np.array(recorded),
                       np.array(losses), outcome)

    def _stepped(self, minibatches):
        """Take so many steps; the mean loss of every tenth minibatch."""
        total = 0.0
        for k in range(minibatches):
            self.step()
            if k % 10 == 0:
                total += self.loss()
        return total / -(-minibatches // 10)

    def _driven(self, driver, minibatches):
        """The same by compiled code, network by network, in pieces as they are drawn."""
        total, done = 0.0, 0
        while done < minibatches:
            rows = self.draw(minibatches - done)
            total += driver(self.optimizer, self.params, self.state, self._packed, rows, self.steps + 1, done)
            done, self.steps = done + len(rows), self.steps + len(rows)
        return total / -(-minibatches // 10)

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

    A long training of a larger network runs as compiled code, see ``helpers.compiled``: with other rounding errors.

    >>> from helpers import optimizers
    >>> from helpers.learning import Network, datasets
    >>> data = datasets.digits()
    >>> done = train(Network((64, 10), "softmax"), data.train, data.train_labels, optimizers.GradientDescent(0.5), 300)
    >>> done.outcome, bool(done.accuracy(data.test, data.test_labels) > 0.85)
    ('ran all minibatches', True)
    """
    training = Training(network, pictures, labels, optimizer, batch, seed)
    drive = compiled_training.drive_for(network, optimizer, whole("minibatches", minibatches))
    with one_blas_thread():
        return training.go(minibatches, record, watch, drive)


def train_many(network, pictures, labels, optimizer, seeds, minibatches=1000, batch=64, record=1000, watch=None):
    """One training for each seed, in two threads, each with up to ``AT_ONCE`` networks at a time.

    Each network comes out as ``train`` with its seed would have it. watch(done, all) is told how many minibatches of
    all are done and may return True to stop. Returns a ``Trained`` with a leading axis in the order of the seeds.
    """
    _check(network, pictures, labels, optimizer, batch)
    drive = compiled_training.drive_for(network, optimizer, whole("minibatches", minibatches))
    groups = _groups(list(seeds))
    total, done, lock, enough = len(groups) * minibatches, [0], threading.Lock(), threading.Event()

    def watched(_training, _loss):
        with lock:
            done[0] += min(record, minibatches)
            if watch is not None and watch(done[0], total):
                enough.set()
        return enough.is_set()

    def one(group):
        return Training(network, pictures, labels, optimizer, batch, group).go(minibatches, record, watched, drive)

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


# ---- checks -----------------------------------------------------------------------------------------------------


def _check(network, pictures, labels, optimizer, batch):
    if not isinstance(optimizer, Optimizer):
        raise ValueError(f"optimizer must be an Optimizer such as GradientDescent(0.1), got {optimizer!r}")
    checked_labels(labels, len(checked_pictures(pictures, network.sizes[0])), network.sizes[-1])
    whole("batch", batch, 1)


def _start(network, start):
    start = np.array(start, dtype=np.float32)
    if start.shape != (network.size,):
        raise ValueError(f"start must be {network.size} numbers for this network, got shape {start.shape}")
    return start
