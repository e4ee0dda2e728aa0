"""The live training: its thread, its sliders, its forecast, and the recording behind it."""

import _thread
import threading
import time

import numpy as np
import pytest
from live_tools import drawn, stops

from helpers import live, optimizers
from helpers.compiled.blas import one_blas_thread
from helpers.exercises import check
from helpers.learning import datasets
from helpers.learning.models import Network
from helpers.learning.recording import Recording
from helpers.learning.training import Training, train
from helpers.live import training as live_training
from helpers.optimizers import GradientDescent, Momentum, Optimizer

NETWORK, DATA = Network((64, 12, 10)), datasets.digits()
PRESETS = {"Timid": {"learning_rate": 0.03}, "With memory": {"learning_rate": 0.2, "momentum": 0.9}}


def made(optimizer=None, **options):
    optimizer = optimizer or Momentum(1.0, 0.0)
    return live.LiveTraining(NETWORK, DATA, optimizer, ranges={"learning_rate": (0.01, 100)}, **options)


@pytest.fixture(scope="module", autouse=True)
def few_positions():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live_training, "PLACES", 4)
        yield


@pytest.fixture(scope="module")
def only_one(few_positions):
    return made(presets=PRESETS, most=100_000)


@pytest.fixture
def figure(only_one):
    only_one.reset()
    yield only_one
    only_one.stop()


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.01)


# ---- fork and recording ------------------------------------------------------------------------------------------


def test_a_fork_goes_on_as_the_training_would_and_leaves_it_alone():
    training = Training(NETWORK, DATA.train, DATA.train_labels, Momentum(0.2, 0.9), seed=3)
    training.go(70)
    before, branch = training.params.copy(), training.fork()
    ahead = branch.go(300)
    assert np.array_equal(training.params, before)
    np.testing.assert_array_equal(training.go(300).params, ahead.params)


def test_a_fork_with_other_settings():
    training = Training(NETWORK, DATA.train, DATA.train_labels, Momentum(0.2, 0.9), seed=3)
    training.go(70)
    other = training.fork(Momentum(0.1, 0.5), batch=8)
    x, v = other.params.copy(), other.state[0].copy()
    other.step()
    assert other.inputs.shape[1] == 8
    g = NETWORK.gradient(x.astype(float), other.inputs[:-1].astype(float), other.targets.astype(float))
    np.testing.assert_allclose(other.params, x + 0.5 * v - 0.1 * g, rtol=0, atol=1e-6)


def test_a_recording_is_the_training_itself():
    diary = Recording(NETWORK, DATA, Momentum(0.2, 0.9), seed=4)
    diary.go(130)
    diary.go(270)
    alone = train(NETWORK, DATA.train, DATA.train_labels, Momentum(0.2, 0.9), minibatches=400, seed=4)
    np.testing.assert_array_equal(diary.trained.params, alone.params)
    last = diary.entries[-1]
    assert (last.step, last.share) == (400, pytest.approx(alone.accuracy(DATA.test, DATA.test_labels)))


def test_anew_begins_with_the_same_network_and_the_state_of_its_rule():
    rule = optimizers.Adagrad(0.1, initial_accumulator=0.5)
    diary = Recording(NETWORK, DATA, optimizers.Adagrad(0.3), seed=4)
    diary.go(50)
    again = diary.anew(rule, 32)
    again.go(50)
    alone = train(NETWORK, DATA.train, DATA.train_labels, rule, minibatches=50, batch=32, seed=4)
    np.testing.assert_array_equal(again.trained.params, alone.params)
    assert len(diary.entries) == 5


def test_the_threads_of_blas_come_back_whoever_leaves_last():
    from threadpoolctl import threadpool_info, threadpool_limits

    def now():
        return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

    with threadpool_limits(2, "blas"):
        assert now() == {2}
        first, second = one_blas_thread(), one_blas_thread()
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert now() == {1}
        second.__exit__(None, None, None)
        assert now() == {2}


# ---- the figure --------------------------------------------------------------------------------------------------


def test_training_from_a_cell_is_a_training(figure):
    figure.train(300)
    alone = train(NETWORK, DATA.train, DATA.train_labels, GradientDescent(1.0), minibatches=500)
    np.testing.assert_allclose(figure.trained.params, alone.params, rtol=0, atol=1e-5)
    assert (figure.trained.steps, figure.minibatches) == (500, 500)
    assert figure.summary.startswith("Minibatch 500:")


def test_the_dashed_curve_is_what_comes(figure):
    dashed = drawn(figure, "learning_rate", 1.0, 4)
    figure.train(200)
    assert [entry.step for entry in figure.recording.entries[20:]] == list(range(210, 401, 10))
    losses = [[entry.step, entry.loss] for entry in figure.recording.entries[20:]]
    settled = figure.pixels(figure.picture.loss, np.array(losses))
    np.testing.assert_allclose(dashed[1], settled[0], atol=0.2)
    assert f"{figure.recording.entries[-1].share:.0%} right" in figure.summary


@pytest.mark.parametrize("name", ["learning_rate", "momentum", "batch"])
def test_a_slider_is_tried_out_before_it_is_let_go(figure, name):
    for value in stops(figure, name):
        setattr(figure, name, value)
        settings = {"learning_rate": 1.0, "momentum": 0.0, "batch": 64} | {name: value}
        rule = Momentum(settings["learning_rate"], settings["momentum"])
        ahead = figure.recording.ahead(200, rule, round(settings["batch"]))
        curve = figure.pixels(figure.picture.loss, np.stack([ahead.steps, ahead.losses], axis=-1))
        np.testing.assert_allclose(drawn(figure, name, value, 4)[1:], curve[:19], atol=0.2)
        assert f"{ahead.share:.0%} right" in figure.summary
        figure.apply(figure.presets["Reset"])


def test_a_setting_counts_from_the_next_minibatch_on(figure):
    begun = figure.trained.params
    figure.learning_rate, figure.momentum = 0.2, 0.9
    figure.train(100)
    diary = Recording(NETWORK, DATA, GradientDescent(1.0))
    diary.go(200)
    np.testing.assert_array_equal(diary.params, begun)
    assert figure.recording.training.optimizer.momentum == 0.9
    assert figure.trained.steps == 300


def test_looking_back_changes_nothing(figure):
    figure.minibatches = 50
    assert "Looking back at minibatch 50" in figure.summary
    still = figure.still()
    figure.minibatches = 200
    assert figure.still() != still
    assert figure.trained.steps == 200


def test_presets_start_over_with_their_own_settings(figure):
    figure.train(500)
    figure.preset("With memory")
    alone = train(NETWORK, DATA.train, DATA.train_labels, Momentum(0.2, 0.9), minibatches=200)
    np.testing.assert_allclose(figure.trained.params, alone.params, rtol=0, atol=1e-6)
    figure.learning_rate = 5.0
    figure.start_over()
    assert (figure.learning_rate, figure.momentum, figure.trained.steps) == (5.0, 0.9, 200)
    figure.reset()
    assert (figure.learning_rate, figure.momentum, figure.trained.steps) == (1.0, 0.0, 200)


# ---- the thread --------------------------------------------------------------------------------------------------


def test_train_and_stop(figure):
    figure.start()
    wait_until(lambda: figure.trained.steps > 250)
    assert figure.running
    assert figure.button.description == "■ Stop"
    assert figure.summary.startswith("Training.")
    figure.stop()
    learned = figure.trained
    assert not figure.running
    assert figure.button.description == "▶ Train"
    assert learned.outcome == "stopped"
    assert learned.steps > 250
    assert learned.recorded[-1] == learned.steps
    assert len(learned.losses) == len(learned.recorded)
    time.sleep(0.3)
    assert figure.trained.steps == learned.steps


def test_the_page_is_told_while_it_trains(figure):
    sent = []
    figure.stage.send = lambda content, buffers=None: sent.append(content)
    figure.start()
    wait_until(lambda: len(sent) >= 3)
    figure.stop()
    assert {message["kind"] for message in sent} == {"path"}
    assert all(message["values"].keys() == {"minibatches"} for message in sent), "a slider in hand is pulled away"
    told = [message["values"]["minibatches"] for message in sent]
    assert told == sorted(told)
    assert told[0] < told[-1]
    assert all("inibatch" in message["table"]["words"][0] for message in sent)


def test_the_page_changes_a_setting_while_it_trains(figure):
    figure.start()
    values = {name: figure.value(name) for name in figure.sliders}
    figure._heard(None, {"kind": "settle", "values": {**values, "learning_rate": 0.05}, "preset": None}, [])
    wait_until(lambda: figure.recording.training.optimizer.learning_rate == 0.05)
    assert figure.running
    figure._heard(None, {"kind": "settle", "values": values, "preset": 2}, [])
    assert not figure.running
    assert (figure.momentum, figure.trained.steps) == (0.9, 200)


@pytest.mark.parametrize("ends", ["reset", "start_over", "start", "train"])
def test_no_thread_outlives_what_ends_it(figure, ends):
    before = set(threading.enumerate())
    figure.start()
    (thread,) = set(threading.enumerate()) - before
    getattr(figure, ends)(*([20] if ends == "train" else []))
    thread.join(1)  # it has told that it rests, and has nothing left to do
    assert not thread.is_alive()
    figure.stop()


def test_it_comes_to_its_end_by_itself():
    figure = made(most=40)
    figure.start()
    wait_until(lambda: not figure.running)
    assert (figure.trained.steps, figure.trained.outcome) == (240, "ran all minibatches")
    assert (figure.progress.value, figure.progress.max) == (40, 40)


def test_two_figures_do_not_meet(figure):
    other = made(seed=1)
    before = other.trained.params
    figure.start()
    wait_until(lambda: figure.trained.steps > 250)
    other.train(100)
    figure.stop()
    alone = Recording(NETWORK, DATA, GradientDescent(1.0), seed=1)
    alone.go(300)
    np.testing.assert_allclose(other.trained.params, alone.params, rtol=0, atol=1e-6)
    assert not np.array_equal(before, other.trained.params)


class Faulty(Optimizer):
    """A reader's rule that fails at some step."""

    learning_rate: float = 0.1

    def rule(g, t, learning_rate):
        if t > 450:
            raise RuntimeError("no such thing")
        return -learning_rate * g


def test_an_error_in_the_thread_is_shown():
    figure = made(Faulty(0.1), first=400)
    figure.start()
    wait_until(lambda: not figure.running)
    assert "RuntimeError: no such thing" in figure.summary
    assert figure.trained.steps >= 400
    assert figure.button.description == "▶ Train"
    figure.start_over()
    assert "RuntimeError" not in figure.summary


def test_a_loss_that_is_no_number_is_told():
    figure = live.LiveTraining(Network((64, 10), "hinge"), DATA, GradientDescent(0.1),
                               ranges={"learning_rate": (0.01, 1e38)})
    figure.learning_rate = 1e38
    figure.train(100)
    assert figure.trained.outcome == "diverged"
    assert "beyond all numbers" in figure.summary
    assert figure.still().startswith(b"\x89PNG")


def test_an_interrupt_of_the_kernel_keeps_what_was_learned(figure):
    timer = threading.Timer(0.5, _thread.interrupt_main)
    timer.start()
    figure.train(10_000_000)
    assert figure.trained.outcome == "stopped"
    assert figure.trained.steps > 200
    assert not figure.running


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="optimizer must be an Optimizer"):
        live.LiveTraining(NETWORK, DATA, 0.1)
    with pytest.raises(ValueError, match="first and most must be at least 20"):
        made(first=5)
    with pytest.raises(ValueError, match="pictures must have shape"):
        live.LiveTraining(Network((196, 10)), DATA, Momentum(1.0))


# ---- the exercises of the chapter --------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "answer", "said"), [
    ("19.1", "the same", "Right."), ("19.1", "different", "What could part them"), ("19.1", "still zero", "The second"),
    ("19.2", 101_770, "Right."), ("19.2", 101_632, "Each of the 138 units"), ("19.2", 101_760, "of the last layer"),
    ("19.2", 100_000, "Too small"),
    ("19.3", 0.507, "Right."), ("19.3", 0.75, "That is the accuracy"), ("19.3", -0.507, "The sign is wrong"),
    ("19.4", 0.5, "With scale 0.5 it gets"), ("19.4", 100.0, "saturated"), ("19.4", 0, "All units start alike"),
    ("19.4", -1, "number from 0 to a million"), ("19.4", "x", "number from 0 to a million"),
])
def test_answers_and_their_hints(name, answer, said, capsys):
    check(name, answer)
    assert said in capsys.readouterr().out


def test_units_that_start_alike_stay_alike():
    training = Training(NETWORK, DATA.train, DATA.train_labels, Momentum(0.2, 0.9), start=np.zeros(NETWORK.size))
    first = NETWORK.layers(training.go(500).params)[0]
    assert np.ptp(first, axis=0).max() < 1e-5 < 0.01 < np.abs(first).max()
