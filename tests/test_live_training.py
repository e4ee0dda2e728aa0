"""The live training: its thread, its sliders, its forecast, and the recording behind it."""

import _thread
import base64
import json
import threading
import time

import numpy as np
import pytest

from helpers import live, optimizers, schedules
from helpers.compiled.blas import one_blas_thread
from helpers.exercises import check
from helpers.learning import datasets
from helpers.learning.models import Network
from helpers.learning.recording import Recording
from helpers.learning.training import Training, train
from helpers.optimizers import GradientDescent, Momentum, Optimizer

NETWORK, DATA = Network((64, 12, 10)), datasets.digits()
PRESETS = {"Timid": {"learning_rate": 0.03}, "With memory": {"learning_rate": 0.2, "momentum": 0.9}}


def made(optimizer=None, **options):
    optimizer = optimizer or Momentum(1.0, 0.0)
    return live.LiveTraining(NETWORK, DATA, optimizer, ranges={"learning_rate": (0.01, 100)}, **options)


@pytest.fixture(scope="module")
def only_one():
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


def follows_its_diary(figure):
    """The scene shows the diary, the point that is looked back to, and what would come next."""
    scene, entries = figure.shown(), figure.recording.entries
    losses = np.array([(e.step, e.loss) for e in entries])
    shares = np.array([(e.step, 100 * e.share) for e in entries])
    k = int(np.argmin(np.abs(losses[:, 0] - figure.minibatches)))
    for line, expected in zip(scene.lines, (losses, shares, losses[: k + 1], shares[: k + 1]), strict=False):
        np.testing.assert_array_equal(line, expected)
    np.testing.assert_array_equal(np.ravel(scene.cells["labels"]), entries[k].right)
    assert scene.reach == {"minibatches": entries[-1].step}
    assert f"inibatch {entries[k].step:,}: " in scene.words
    assert f"{entries[k].share:.0%} right" in scene.words
    return scene


def test_the_dashed_curve_is_what_comes(figure):
    dashed, percent = figure.shown().lines[4:]
    figure.train(200)
    entries = figure.recording.entries
    assert [entry.step for entry in entries[20:]] == list(range(210, 401, 10))
    losses = [[entry.step, entry.loss] for entry in entries[19:]]
    np.testing.assert_allclose(dashed, losses, rtol=1e-4)
    assert percent[-1].tolist() == [400, pytest.approx(100 * entries[-1].share)]
    assert f"{entries[-1].share:.0%} right" in figure.summary
    follows_its_diary(figure)


@pytest.mark.parametrize("name", ["learning_rate", "momentum", "batch"])
def test_a_slider_is_tried_out_where_it_rests(figure, name):
    for value in figure.controls[name].stops():
        setattr(figure, name, value)
        settings = {"learning_rate": 1.0, "momentum": 0.0, "batch": 64} | {name: value}
        rule = Momentum(settings["learning_rate"], settings["momentum"])
        ahead = figure.recording.ahead(200, rule, settings["batch"])
        dashed = follows_its_diary(figure).lines[4]
        np.testing.assert_allclose(dashed[1:], np.stack([ahead.steps, ahead.losses], axis=-1), rtol=1e-6)
        assert f"{ahead.share:.0%} right" in figure.summary
        assert (figure.record["tried"][name], figure.record["ahead"]["steps"]) == (value, ahead.steps.tolist())
        assert figure.scene(figure.settings | {"momentum": 0.123}).words.count("right") == 1  # nobody has tried that
        figure.apply(figure.presets["Reset"])


@pytest.mark.parametrize("name", ["learning_rate", "momentum", "batch", "minibatches"])
def test_every_slider_moves_the_stored_picture(figure, name):
    pictures = set()
    for value in figure.controls[name].stops()[::2]:
        setattr(figure, name, value)
        pictures.add(figure.still().tobytes())
    assert len(pictures) == 2


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
    for value, step in ((50, 50), (54, 50), (1, 10), (197, 200), (200, 200)):
        figure.minibatches = value
        follows_its_diary(figure)
        assert f"inibatch {step}:" in figure.summary
        assert ("Looking back" in figure.summary) == (step < 200)
        assert figure.trained.steps == 200
    with pytest.raises(ValueError, match="minibatches must be a whole number from 1 to 200"):
        figure.minibatches = 201
    figure.train(100)
    assert figure.minibatches == 300
    figure.minibatches = 250
    figure.learning_rate = 0.5
    assert figure.minibatches == 250  # who looks back may go on looking


def test_axes_have_room_for_what_was_and_what_may_come(figure):
    for minibatches in (0, 1000):
        figure.train(minibatches)
        limits, latest = figure.shown().limits, figure.trained.steps
        losses = figure.trained.losses
        assert limits["loss"]["y"][0] < losses.min() < losses.max() < limits["loss"]["y"][1] < 2 * losses.max()
        assert limits["loss"]["y"][0] > losses.min() / 110
        assert limits["loss"]["x"] == limits["share"]["x"]
        assert limits["loss"]["x"][0] <= 10
        assert limits["loss"]["x"][1] > latest + 200


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


def text(figure):
    return figure.work["buttons"]["train"]["text"]


def press(figure, name, **values):
    """What the page says when a button was pressed, or a preset: what it shows comes along."""
    figure._heard(None, {"kind": "press", "name": name, "values": figure.settings | values}, [])


def test_train_and_stop(figure):
    figure.start()
    wait_until(lambda: figure.trained.steps > 250)
    assert figure.running
    assert text(figure) == "■ Stop"
    assert figure.summary.startswith("Training.")
    figure.stop()
    learned = figure.trained
    assert not figure.running
    assert text(figure) == "▶ Train"
    assert learned.outcome == "stopped"
    assert learned.steps > 250
    assert learned.recorded[-1] == learned.steps
    assert len(learned.losses) == len(learned.recorded)
    follows_its_diary(figure)
    time.sleep(0.3)
    assert figure.trained.steps == learned.steps


def test_the_page_is_told_while_it_trains(figure):
    told, sent = [], []
    figure.observe(lambda change: told.append(change.new), "record")
    figure._send = lambda message, buffers=None: sent.append(message["state"])
    try:
        figure.start()
        wait_until(lambda: len(told) >= 5)
        figure.stop()
    finally:
        figure.unobserve_all("record")
        del figure._send
    assert all(set(state) <= {"record", "work", "minibatches"} for state in sent), "a slider in hand is pulled away"
    steps = [record["steps"][-1] for record in told]
    assert steps == sorted(steps)
    assert steps[0] < steps[-1]
    for record in told:
        assert len(record["steps"]) == len(record["losses"]) == len(record["shares"])
        assert len(base64.b64decode(record["right"])) == 100 * len(record["steps"])
        assert not (record["running"] and record["ahead"])
    together = [state for state in sent if "work" in state]
    assert all(state["minibatches"] == state["record"]["steps"][-1] for state in together if "minibatches" in state)
    assert [state["work"]["done"] for state in together] == sorted(state["work"]["done"] for state in together)


def test_the_page_presses_its_buttons(figure):
    press(figure, "train")
    wait_until(lambda: figure.trained.steps > 250)
    press(figure, "train")
    assert not figure.running
    press(figure, "again", learning_rate=0.2, momentum=0.9)
    assert (figure.learning_rate, figure.momentum, figure.trained.steps, figure.minibatches) == (0.2, 0.9, 200, 200)
    alone = train(NETWORK, DATA.train, DATA.train_labels, Momentum(0.2, 0.9), minibatches=200)
    np.testing.assert_allclose(figure.trained.params, alone.params, rtol=0, atol=1e-6)
    assert (figure.work["done"], figure.work["of"]) == (0, 0)


def test_the_page_changes_a_setting_while_it_trains(figure):
    figure.start()
    figure.set_state({"learning_rate": 0.05})
    wait_until(lambda: figure.recording.training.optimizer.learning_rate == 0.05)
    assert figure.running
    press(figure, "again", **figure.presets["With memory"])
    assert not figure.running
    assert (figure.momentum, figure.trained.steps) == (0.9, 200)


def test_nothing_of_before_is_shown_as_what_comes_next(figure):
    """The forecast from minibatch 200 is no forecast from a later one, nor for another network."""
    told = []
    figure.observe(lambda change: told.append(change.new), "record")
    try:
        figure.train(100)
        figure.learning_rate = 3.0
        figure.learning_rate = 1.0
        figure.start_over()
    finally:
        figure.unobserve_all("record")
    ahead = [record for record in told if record["ahead"]]
    assert len(ahead) >= 4
    assert all(record["ahead"]["steps"][0] > record["steps"][-1] for record in ahead)


def test_who_listens_may_stop_the_training(figure):
    """It does not wait for itself."""
    figure.observe(lambda change: change.new > 300 and figure.stop(), "minibatches")
    try:
        figure.start()
        wait_until(lambda: not figure.running and figure.trained.steps > 300)
        figure.train(100_000)
    finally:
        figure.unobserve_all("minibatches")
    assert figure.trained.steps < 2000


def test_a_slider_in_a_cell_may_stop_the_training(figure):
    figure.start()
    listener = figure.observe(lambda _: figure.stop(), "momentum")
    ending = threading.Thread(target=figure.apply, args=({"momentum": 0.4},), daemon=True)
    ending.start()
    ending.join(20)
    figure.unobserve_all("momentum")
    figure.observe(figure._try_out, "momentum")
    assert listener is None
    assert not ending.is_alive(), "each waits for the other"
    assert not figure.running


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
    wait_until(lambda: text(figure) == "▶ Train")
    assert (figure.work["done"], figure.work["of"]) == (40, 40)


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
    wait_until(lambda: text(figure) == "▶ Train")
    assert "RuntimeError" in figure.record["trouble"]
    assert "RuntimeError: no such thing" in figure.material()["reason"]  # why no page can train by itself
    figure.start_over()
    assert "RuntimeError" not in figure.summary


class Choosy(Optimizer):
    """A reader's rule that cannot do with some settings."""

    learning_rate: float = 0.1

    def rule(g, learning_rate):
        if learning_rate > 0.5:
            raise RuntimeError("too fast for me")
        return -learning_rate * g


def test_a_rule_that_fails_at_once_leaves_the_network_as_it_was():
    figure = made(Choosy(0.1))
    figure.learning_rate = 10
    assert "The next" not in figure.summary
    before = figure.trained.params
    press(figure, "again")
    assert "RuntimeError: too fast for me" in figure.summary
    assert np.array_equal(figure.trained.params, before)
    follows_its_diary(figure)
    figure.learning_rate = 0.2
    figure.start_over()
    assert "RuntimeError" not in figure.summary
    assert "The next 200" in figure.summary


def test_a_loss_that_is_no_number_is_told():
    figure = live.LiveTraining(Network((64, 10), "hinge"), DATA, GradientDescent(0.1),
                               ranges={"learning_rate": (0.01, 1e38)})
    figure.learning_rate = 1e38
    figure.train(100)
    assert figure.trained.outcome == "diverged"
    assert "beyond all numbers" in figure.summary
    assert np.ptp(np.asarray(figure.still())) > 100
    json.dumps([figure.record, figure.work], allow_nan=False)


def test_an_interrupt_of_the_kernel_keeps_what_was_learned(figure, interrupts):
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


def test_a_rate_that_is_a_schedule_stays_one_and_has_no_slider():
    rule = Momentum(schedules.Exponential(1.0, 0.01), 0.5)
    figure = made(rule)
    assert list(figure.controls) == ["momentum", "batch", "minibatches"]
    figure.train(100)
    alone = train(NETWORK, DATA.train, DATA.train_labels, rule, minibatches=300)
    np.testing.assert_allclose(figure.trained.params, alone.params, rtol=0, atol=1e-5)
    assert "h.learning_rate" not in figure.material()["program"]["step"]


# ---- what a page gets to train by itself ---------------------------------------------------------------------------


class Clipped(Optimizer):
    """A rule that needs the length of the whole gradient."""

    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * g / np.maximum(1.0, np.sqrt((g * g).sum(axis=0)))


def with_pictures(train, test, test_labels):
    return datasets.Images("digits", DATA.classes, train, DATA.train_labels, test, test_labels)


def test_the_material_of_a_page_is_small_and_none_of_it_is_stored(figure):
    figure.start()
    packed = json.dumps(figure.material(), allow_nan=False)
    assert not figure.running
    assert 80_000 < len(packed) < 160_000
    assert len(json.dumps([figure.spec, figure.record, figure.work])) < 20_000
    assert not {"material", "script", "pixels"} & set(figure.get_state())
    assert live.Runs().material() == {}


def test_a_rule_that_cannot_run_in_a_page_is_named():
    assert "Clipped looks at all slopes at once" in made(Clipped()).material()["reason"]


def test_pictures_that_are_too_fine_or_too_many_for_a_page(figure, monkeypatch):
    shaded = DATA.train * np.linspace(0.5, 1, len(DATA.train), dtype=np.float32)[:, None]
    fine = live.LiveTraining(NETWORK, with_pictures(shaded, DATA.test, DATA.test_labels), Momentum(1.0), first=20)
    assert "too fine" in fine.material()["reason"]
    monkeypatch.setattr("helpers.live.material.MOST", 100_000)
    assert "too many" in figure.material()["reason"]


@pytest.mark.parametrize("kept", [[0, 1, 2, 3, 5, 6, 7, 8], [7]], ids=["two absent", "one alone"])
def test_a_class_that_no_test_picture_shows_has_no_row(kept):
    shown = np.isin(DATA.test_labels, kept)
    figure = live.LiveTraining(NETWORK, with_pictures(DATA.train, DATA.test[shown], DATA.test_labels[shown]),
                               Momentum(1.0), first=20)
    names = [label.get_text() for label in figure.panels["tiles"].get_yticklabels()]
    assert names == [str(k) for k in kept]
    assert (figure.spec["data"]["rows"], figure.shown().cells["high"]) == (len(kept), len(kept))
    labels = DATA.test_labels[shown][figure.followed].reshape(len(kept), 10)
    assert (labels == np.array(kept)[:, None]).all()
    assert np.ptp(np.asarray(figure.still())) > 100


def test_of_a_class_with_few_test_pictures_some_stand_there_twice():
    shown = np.flatnonzero((DATA.test_labels != 4) | (np.cumsum(DATA.test_labels == 4) <= 3))
    figure = live.LiveTraining(NETWORK, with_pictures(DATA.train, DATA.test[shown], DATA.test_labels[shown]),
                               Momentum(1.0), first=20)
    assert len(set(figure.followed[40:50].tolist())) == 3
    assert figure.shown().cells["high"] == 10


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
