"""Training: minibatches, every rule, K networks at once, stopping, diverging; metrics against plain loops."""

import _thread
import threading

import numpy as np
import pytest

from data.record import best_rate, rows
from helpers import optimizers
from helpers.compiled.moving import move
from helpers.learning import datasets, study
from helpers.learning.metrics import accuracy, confusion, matthews
from helpers.learning.models import Network
from helpers.learning.training import Training, pack, train, train_many
from helpers.optimizers import Adam, GradientDescent, Momentum, Nesterov, Optimizer

NETWORK = Network((64, 12, 10))


@pytest.fixture(scope="module")
def data():
    return datasets.digits()


def given(data):
    return NETWORK, data.train, data.train_labels


def test_one_step_is_the_rule_on_the_gradient(data):
    training = Training(*given(data), Momentum(0.2, 0.9), seed=5)
    before = training.params.copy()
    training.step()
    pictures, targets = training.inputs[:-1].astype(float), training.targets.astype(float)
    g = NETWORK.gradient(before.astype(float), pictures, targets)
    np.testing.assert_allclose(training.params, before - 0.2 * g, rtol=0, atol=1e-6)
    np.testing.assert_allclose(training.loss(), NETWORK.loss(before.astype(float), pictures, targets), rtol=1e-5)


def test_packed_rows(data):
    row = pack(data.train[:3], data.train_labels[:3], 10)[2]
    assert row[:64].tolist() == data.train[2].tolist()
    assert row[64:].tolist() == [1, *np.eye(10)[data.train_labels[2]]]


@pytest.mark.parametrize("rule", optimizers.everything, ids=lambda rule: rule.__name__)
def test_every_rule_trains_k_networks_as_it_trains_one(rule, data):
    rate = {"Adadelta": 1.0, "Adagrad": 0.05}.get(rule.__name__, 0.01)
    together = train_many(*given(data), rule(rate), seeds=(3, 4, 5), minibatches=60)
    for row, seed in zip(together.params, (3, 4, 5), strict=True):
        alone = train(*given(data), rule(rate), minibatches=60, seed=seed)
        np.testing.assert_allclose(row, alone.params, rtol=1e-4, atol=1e-5)
        assert not np.array_equal(alone.params, NETWORK.start(np.random.default_rng(seed)))


def test_a_training_in_pieces_is_the_training_in_one(data):
    whole = train(*given(data), Adam(0.01), minibatches=700)
    pieces = Training(*given(data), Adam(0.01))
    for minibatches in (1, 299, 0, 400):
        done = pieces.go(minibatches)
    assert done.steps == 700
    np.testing.assert_allclose(done.params, whole.params, rtol=1e-4, atol=1e-5)


def test_nesterov_takes_its_gradient_ahead(data):
    training = Training(*given(data), Nesterov(0.2, 0.5), seed=1)
    training.step()
    x, v = training.params.astype(float), training.state[0].astype(float)
    training.step()
    ahead = NETWORK.gradient(x + 0.5 * v, training.inputs[:-1].astype(float), training.targets.astype(float))
    np.testing.assert_allclose(training.params, x + 0.5 * v - 0.2 * ahead, rtol=0, atol=1e-6)


def test_a_long_vector_in_tiles_moves_as_a_whole():
    draw, rule = np.random.default_rng(0), Adam(0.01)
    x, g = (draw.normal(size=250_001).astype(np.float32) for _ in range(2))
    whole, state = rule.step(x, g, (np.zeros_like(x),) * 2, 1)
    whole, state = rule.step(whole, 2 * g, state, 2)
    tiled = (np.zeros_like(x), np.zeros_like(x))
    for t in (1, 2):
        tiled = move(rule, x, t * g, tiled, t)
    assert np.array_equal(x, whole)
    assert all(np.array_equal(a, b) for a, b in zip(tiled, state, strict=True))


class Normed(Optimizer):
    """A rule that needs the whole gradient of a run."""

    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * g / np.sqrt((g * g).sum())


class Signs(Optimizer):
    """A rule that branches, so it works on single numbers only."""

    learning_rate: float = 0.01

    def rule(g, learning_rate):
        return -learning_rate if g > 0 else learning_rate


@pytest.mark.parametrize("rule", [Normed, Signs])
def test_a_readers_rule_of_any_kind_trains(rule, data):
    network = Network((64, 10), "softmax")
    start = network.start(np.random.default_rng(0))
    alone = train(network, data.train, data.train_labels, rule(), minibatches=3)
    together = train_many(network, data.train, data.train_labels, rule(), seeds=(0, 1), minibatches=3)
    np.testing.assert_allclose(together.params[0], alone.params, rtol=1e-4, atol=1e-6)
    if rule is Normed:
        one = train(network, data.train, data.train_labels, rule(), minibatches=1)
        np.testing.assert_allclose(np.linalg.norm(one.params - start), 0.1, rtol=1e-4)


def test_it_learns(data):
    done = train(*given(data), Momentum(0.2, 0.9), minibatches=3000, record=500)
    assert done.outcome == "ran all minibatches"
    assert done.recorded.tolist() == [500, 1000, 1500, 2000, 2500, 3000]
    assert done.losses[-1] < done.losses[0] / 4
    assert done.accuracy(data.test, data.test_labels) > 0.85
    assert 0.8 < done.matthews(data.test, data.test_labels) < 1


def test_a_rate_that_is_too_high_is_told(data):
    network = Network((64, 10), "hinge", penalty=1.0)
    done = train(network, data.train, data.train_labels, GradientDescent(1e4), minibatches=400, record=10)
    assert done.outcome == "diverged"
    assert done.steps < 400
    assert "diverged" in repr(done)


def test_watch_may_stop_and_going_on_is_possible(data):
    seen, training = [], Training(*given(data), GradientDescent(0.5))
    done = training.go(1000, record=50, watch=lambda training, loss: seen.append(training.steps) or len(seen) == 3)
    assert (done.outcome, done.steps, seen) == ("stopped", 150, [50, 100, 150])
    assert training.go(50).steps == 200


def test_an_interrupt_keeps_what_was_learned(data, interrupts):
    training = Training(*given(data), GradientDescent(0.5))
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    done = training.go(10_000_000)
    timer.join()
    assert done.outcome == "stopped"
    assert 0 < done.steps < 10_000_000
    assert done.accuracy(data.test, data.test_labels) > 0.3


def test_many_trainings_report_their_progress_and_stop(data):
    told = []
    train_many(*given(data), GradientDescent(0.5), range(4), 300, record=100, watch=lambda *at: told.append(at))
    assert told[-1] == (600, 600)
    stopped = train_many(*given(data), GradientDescent(0.5), range(4), 100_000, record=10, watch=lambda *_: True)
    assert stopped.outcome == "stopped"
    assert stopped.steps <= 20


@pytest.mark.parametrize(("change", "said"), [
    ({"pictures": np.zeros((5, 63))}, "shape"), ({"pictures": np.zeros(64)}, "shape"),
    ({"labels": np.zeros(4, int)}, "labels"), ({"labels": np.full(5, 10)}, "labels"),
    ({"labels": np.full(5, -1)}, "labels"), ({"labels": np.zeros(5)}, "labels"), ({"batch": 0}, "batch"),
    ({"batch": 2.5}, "batch"), ({"optimizer": 0.1}, "Optimizer"), ({"start": np.zeros(3)}, "start")])
def test_bad_input_is_named(change, said):
    right = {"network": NETWORK, "pictures": np.zeros((5, 64)), "labels": np.zeros(5, int),
             "optimizer": GradientDescent(0.1)}
    with pytest.raises(ValueError, match=said):
        Training(**{**right, **change})


def test_many_trainings_name_bad_input_too(data):
    for optimizer, minibatches, said in ((0.1, 5, "Optimizer"), (GradientDescent(0.1), "five", "minibatches")):
        with pytest.raises(ValueError, match=said):
            train_many(*given(data), optimizer, range(2), minibatches)
        with pytest.raises(ValueError, match=said):
            train(*given(data), optimizer, minibatches)


def test_a_number_of_minibatches_that_makes_no_sense(data):
    with pytest.raises(ValueError, match="minibatches"):
        train(*given(data), GradientDescent(0.1), minibatches=-1)
    with pytest.raises(ValueError, match="record"):
        train(*given(data), GradientDescent(0.1), record=0)
    with pytest.raises(ValueError, match="seeds"):
        train_many(*given(data), GradientDescent(0.1), seeds=())


# ---- metrics ----------------------------------------------------------------------------------------------------


def test_metrics_against_plain_counting():
    draw = np.random.default_rng(0)
    labels, predicted = draw.integers(0, 4, 300), draw.integers(0, 4, (2, 300))
    predicted[0, :200] = labels[:200]
    tables = confusion(labels, predicted, 4)
    for table, row in zip(tables, predicted, strict=True):
        counted = [[sum((labels == i) & (row == j)) for j in range(4)] for i in range(4)]
        assert table.tolist() == counted
        truth, taken = np.eye(4)[labels], np.eye(4)[row]  # Matthews correlation is the correlation of these
        covariance = ((truth - truth.mean(0)) * (taken - taken.mean(0))).sum()
        expected = covariance / np.sqrt(((truth - truth.mean(0)) ** 2).sum() * ((taken - taken.mean(0)) ** 2).sum())
        np.testing.assert_allclose(matthews(table), expected)
        np.testing.assert_allclose(accuracy(table), (labels == row).mean())


def test_matthews_of_two_classes_is_the_textbook_formula():
    tp, fn, fp, tn = 20, 5, 10, 65
    expected = (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    np.testing.assert_allclose(matthews([[tp, fn], [fp, tn]]), expected)
    assert matthews([[10, 0], [5, 0]]) == 0


def test_labels_and_predictions_must_fit():
    with pytest.raises(ValueError, match="fit together"):
        confusion([0, 1], [0, 1, 1])


# ---- the recorded runs ------------------------------------------------------------------------------------------


def test_a_recorded_digits_run_can_be_repeated():
    runs, problem = study.read("momentum_digits"), study.digits_problem()
    short = (runs["minibatches"] == 1000) & (runs["rule"] == "GradientDescent")
    again = list(rows(problem, study.PLAIN, [3, 7], 1000))
    for row in again:
        recorded = runs["matthews"][short & (runs["seed"] == row["seed"])]
        assert abs(float(row["matthews"]) - recorded.item()) < 0.02


def test_more_digits_runs_have_seeds_of_their_own_and_a_smaller_difference():
    """The repetition of chapter 20: momentum wins two meetings of three, where the first 22 runs won four of five."""
    first, more = study.read("momentum_digits"), study.read("momentum_more")
    assert not set(first["seed"]) & set(more["seed"])
    assert len(set(more["seed"])) == 200
    without, with_momentum = (more["matthews"][more["rule"] == rule] for rule in ("GradientDescent", "Momentum"))
    assert 0.6 < np.mean(with_momentum > without[:, None]) < 0.75
    again = next(rows(study.digits_problem(), study.PLAIN, [100]))
    assert abs(float(again["matthews"]) - without[0]) < 0.01


def test_recorded_fashion_runs_are_where_they_should_be():
    """The medians of each experiment, and the means of both: one run of the first lost a class, as chapter 20 tells."""
    tables = [study.read(name) for name in ("momentum_fashion", "momentum_again")]
    assert len({seed for table in tables for seed in table["seed"]}) == 88
    for rule, expected, spread in (("GradientDescent", 0.858, 0.003), ("Momentum", 0.865, 0.004)):
        groups = [table["matthews"][table["rule"] == rule] for table in tables]
        assert abs(np.mean(groups) - expected) < spread
        for scores in groups:
            assert len(scores) == 22
            assert abs(np.median(scores) - expected) < spread
            assert np.subtract(*np.quantile(scores, (0.75, 0.25))) < 2 * spread
    assert len(study.read("momentum_100")["seed"]) == 100
    table = study.read("rules_fashion")
    assert set(table["rule"]) == {rule.__name__ for rule in optimizers.everything}
    assert set(table["learning_rate"][table["rule"] == "GradientDescent"]) == {best_rate("GradientDescent")} == {3.0}
