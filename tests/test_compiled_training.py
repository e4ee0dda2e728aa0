"""A long training as compiled code: what NumPy makes of it, but for rounding, and only where that can be."""

import _thread
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from helpers import schedules
from helpers.compiled import compiling
from helpers.compiled import training as compiled_training
from helpers.learning import datasets
from helpers.learning.models import Network
from helpers.learning.training import CHUNK, train, train_many
from helpers.optimizer_base import Optimizer
from helpers.optimizers import Adam, GradientDescent, Momentum, everything

pytestmark = pytest.mark.skipif(not compiling.available(), reason="Numba is not installed")
DATA = datasets.digits()
NETWORK = Network((64, 70, 12, 10))  # more than 64 rows: the first layer's products are cut


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(compiled_training, "ENOUGH", 0)


def trained(optimizer, network=NETWORK, minibatches=60, **options):
    return train(network, DATA.train, DATA.train_labels, optimizer, minibatches, **options)


def both(monkeypatch, *given, **options):
    """The same training by NumPy and as compiled code."""
    by_numpy = trained(*given, **options)
    monkeypatch.setattr(compiled_training, "ENOUGH", 0)
    assert compiled_training.drive_for(NETWORK, given[0], 1) is not None
    return by_numpy, trained(*given, **options)


@pytest.mark.parametrize("kind", everything, ids=lambda kind: kind.__name__)
def test_every_rule_trains_as_numpy_has_it(kind, monkeypatch):
    by_numpy, compiled = both(monkeypatch, kind(0.01), record=7)
    np.testing.assert_allclose(compiled.params, by_numpy.params, rtol=1e-4, atol=2e-5)
    np.testing.assert_allclose(compiled.losses, by_numpy.losses, rtol=1e-5)
    assert compiled.recorded.tolist() == by_numpy.recorded.tolist()
    assert not np.array_equal(compiled.params, by_numpy.params)  # so it was compiled code indeed


def test_a_long_one_with_a_schedule_and_a_batch_of_its_own(monkeypatch):
    rule = Momentum(schedules.Exponential(0.2, 0.01), 0.5)
    by_numpy, compiled = both(monkeypatch, rule, minibatches=2 * CHUNK + 9, batch=17, record=CHUNK - 1)
    np.testing.assert_allclose(compiled.params, by_numpy.params, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(compiled.losses, by_numpy.losses, rtol=1e-4)


def test_k_networks_train_as_each_alone(at_once):
    seeds = (3, 4, 5)
    together = train_many(NETWORK, DATA.train, DATA.train_labels, Momentum(0.2), seeds, CHUNK + 50, record=100)
    for k, seed in enumerate(seeds):
        alone = trained(Momentum(0.2), minibatches=CHUNK + 50, seed=seed, record=100)
        assert np.array_equal(together.params[k], alone.params)
        np.testing.assert_array_equal(together.losses[:, k], alone.losses)


def test_watch_stops_it(at_once):
    seen = []
    done = trained(Momentum(0.2), minibatches=1000, record=50, watch=lambda t, loss: seen.append(t.steps) or True)
    assert (done.outcome, done.steps, seen) == ("stopped", 50, [50])


def test_an_interrupt_keeps_what_was_learned(at_once, interrupts):
    trained(Momentum(0.2), minibatches=1)  # what has to be compiled is compiled
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    done = trained(Momentum(0.2), minibatches=10_000_000)
    timer.join()
    assert done.outcome == "stopped"
    assert 100 < done.steps < 10_000_000
    assert done.accuracy(DATA.test, DATA.test_labels) > 0.3


def test_a_rate_that_is_too_high_is_told(at_once):
    done = trained(Adam(3e38), minibatches=200, record=10)
    assert done.outcome == "diverged"
    assert done.steps < 200


class Normed(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * g / np.sqrt((g * g).sum())


@pytest.mark.parametrize(("network", "optimizer"), [
    (Network((64, 20, 10), "softmax"), Momentum(0.2)), (Network((64, 20, 10), penalty=0.1), Momentum(0.2)),
    (Network((64, 20, 10), units="relu"), Momentum(0.2)), (NETWORK, Normed()),
    (NETWORK, GradientDescent(np.full(NETWORK.size, 0.1)))])
def test_what_it_does_not_know_is_left_to_numpy(network, optimizer, at_once, monkeypatch):
    assert compiled_training.drive_for(network, optimizer, 10**9) is None
    done = trained(optimizer, network, minibatches=5)
    monkeypatch.setattr(compiled_training, "ENOUGH", np.inf)
    assert np.array_equal(done.params, trained(optimizer, network, minibatches=5).params)


def test_only_long_trainings_are_compiled():
    enough = -(-compiled_training.ENOUGH // NETWORK.size)
    assert compiled_training.drive_for(NETWORK, Momentum(0.2), enough - 1) is None
    assert compiled_training.drive_for(NETWORK, Momentum(0.2), enough) is not None


def test_an_optimizer_may_be_exchanged_on_the_way(at_once):
    def faster(training, _loss):
        training.optimizer = Momentum(0.4, 0.5)

    done = trained(Momentum(0.2, 0.5), minibatches=40, record=20, watch=faster)
    assert not np.allclose(done.params, trained(Momentum(0.2, 0.5), minibatches=40, record=20).params, atol=1e-3)


SCRIPT = """
from threadpoolctl import threadpool_info
from helpers.compiled import training as compiled_training
from helpers.learning import datasets
from helpers.learning.models import Network
from helpers.optimizers import Momentum
from helpers.learning.training import train
compiled_training.ENOUGH, data, threads = 0, datasets.digits(), []
def watch(*_):
    threads.extend(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")
train(Network((64, 70, 12, 10)), data.train, data.train_labels, Momentum(0.2), 20, record=10, watch=watch)
print(len(threads) > 0, set(threads))
"""


def test_every_blas_has_one_thread_meanwhile():
    """A process that finds its code compiled, so that SciPy's BLAS need not have been there before."""
    trained_before = compiled_training.driver(Momentum, 3)
    assert trained_before is not None
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120, check=True,
                          env=os.environ | {"OPENBLAS_NUM_THREADS": "2"})
    assert done.stdout.split(maxsplit=1) == ["True", "{1}\n"]
