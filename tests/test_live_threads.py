"""JupyterLab gives the messages of a page to two threads of the kernel, while cells run in one: figures stay whole.

Each worker does at once with the others what buttons, sliders and cells do. A page hears all messages in their order.
At every message what it holds must belong together; in the end it holds what the kernel holds.
"""

import base64
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from helpers import live, surfaces
from helpers.learning import Network, datasets, study
from helpers.optimizers import GradientDescent, Momentum


@pytest.fixture(autouse=True)
def threads_that_often_change():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


class Page:
    """What a page knows of a figure, by the messages that it gets; ``check(state)`` names what does not fit."""

    def __init__(self, figure, check=lambda state: []):
        self.figure, self.check, self.faults = figure, check, []
        self.state = dict(figure.get_state())
        figure._send = self.hear

    def hear(self, message, buffers=None):
        self.state.update(json.loads(json.dumps(message["state"])))  # "update", or "echo_update" of what it said itself
        self.faults += self.check(self.state)

    def settle(self, **values):
        """A slider has come to rest."""
        self.state.update(values)
        self.figure.set_state(values)

    def press(self, name, **values):
        """A button, or a preset with its values."""
        self.figure._heard(None, {"kind": "press", "name": name, "values": self.figure.settings | values}, [])

    def wrong(self, *names):
        """All faults so far, and what the kernel has not told."""
        held = self.figure.get_state()
        late = [name for name in (*names, "record", "work") if self.state.get(name) != held[name]]
        return self.faults[:5] + [f"{name}: {self.state.get(name)!r:.200} is not {held[name]!r:.200}" for name in late]


def at_once(*works, rounds=4):
    """Do each piece of work several times in a thread of its own; the first error is raised."""
    def repeat(work):
        for k in range(rounds):
            work(k)
            time.sleep(0.003)  # a lock is not fair: let the others have it

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(repeat, work) for work in works]:
            future.result(60)


# ---- a figure that computes in the page ---------------------------------------------------------------------------


def test_a_descent_that_is_moved_by_cells_and_by_the_page():
    figure = live.Descent(surfaces.bowl, GradientDescent(0.02), (-0.5, 2.9), steps=12,
                          presets={"Far": {"start": (2.7, 2.3), "learning_rate": 0.05}})
    page = Page(figure)

    def rate(k):
        figure.learning_rate = 0.01 + 0.001 * (k % 7)

    at_once(lambda k: figure.preset(list(figure.presets)[k % 2]), rate,
            lambda k: page.settle(learning_rate=0.01 + 0.01 * (k % 3), steps=10 + k % 3),
            lambda k: page.settle(start_x=0.1 * (k % 5), start_y=1.0), lambda k: figure.summary, rounds=100)
    figure.preset("Far")
    assert not page.wrong(*figure.controls)
    assert figure.path.points[0].tolist() == [2.7, 2.3]
    assert figure.summary.startswith("η = 0.05")


# ---- a training ---------------------------------------------------------------------------------------------------


def torn(state):
    """What does not fit together in the diary that a page holds, in words."""
    record, faults = state["record"], []
    steps = record["steps"]
    if not len(steps) == len(record["losses"]) == len(record["shares"]) > 0 or steps != sorted(set(steps)):
        faults.append(f"{len(steps)} steps, {len(record['losses'])} losses: {steps}")
    if len(base64.b64decode(record["right"])) != 100 * len(steps):
        faults.append("bits for other entries")
    if record["ahead"] and (record["running"] or record["ahead"]["steps"][0] <= steps[-1]):
        faults.append(f"what would come next begins at {record['ahead']['steps'][0]}, after {steps[-1]}")
    return faults


@pytest.fixture
def training():
    figure = live.LiveTraining(Network((64, 12, 10)), datasets.digits(), Momentum(1.0, 0.0), first=40, most=100_000,
                               presets={"Timid": {"learning_rate": 0.03}}, ranges={"learning_rate": (0.01, 100)})
    yield figure
    figure.stop()


def rested(page):
    """The page shows a training at rest, and what would come next with the sliders as they are."""
    figure, record = page.figure, page.state["record"]
    settings = {name: value for name, value in figure.settings.items() if name != "minibatches"}
    ahead = figure.recording.ahead(figure.reach_ahead, *figure._rule(settings))
    assert record["steps"] == [entry.step for entry in figure.recording.entries]
    assert (record["running"], record["trouble"], record["tried"]) == (False, "", settings)
    assert np.allclose(record["ahead"]["losses"], ahead.losses, rtol=1e-6), "forecast of other settings"
    assert page.state["work"]["buttons"]["train"]["text"] == "▶ Train"
    assert page.state["minibatches"] == record["steps"][-1]


def test_a_training_that_starts_over_while_sliders_settle(training):
    page = Page(training, torn)
    at_once(lambda _: page.press("again"), lambda k: page.settle(learning_rate=1.0 + k % 2),
            lambda k: page.settle(momentum=0.1 * (k % 3)), lambda k: training.apply({"batch": 10 + k}))
    assert not page.wrong(*training.controls)
    rested(page)


def test_every_button_of_a_training_at_once(training):
    page = Page(training, torn)

    def cell(k):
        training.train(50)
        training.preset(list(training.presets)[k % 2])

    at_once(cell, lambda k: page.settle(learning_rate=0.5 + k % 3), lambda _: page.press("train"),
            lambda _: training.stop(), lambda k: page.press("again", learning_rate=0.1 + k), lambda _: training.start(),
            rounds=6)
    training.stop()
    wait_until_quiet(page)
    assert not page.wrong(*training.controls)
    rested(page)
    rest = training.trained.steps
    time.sleep(0.2)
    assert training.trained.steps == rest, "something trains on"


def wait_until_quiet(page, seconds=20):
    """A thread that was stopped may still tell what has come of it."""
    end, heard = time.monotonic() + seconds, None
    while heard != (heard := page.state["work"]["heard"]):
        assert time.monotonic() < end, "it never comes to rest"
        time.sleep(0.3)


def test_sliders_move_while_it_trains(training):
    page = Page(training, torn)
    training.start()
    at_once(lambda k: page.settle(learning_rate=0.1 * (1 + k % 5)), lambda k: training.apply({"batch": 20 + k % 9}),
            lambda k: page.settle(minibatches=10), lambda _: training.summary, rounds=60)
    while training.trained.steps < 100:
        time.sleep(0.01)
    training.stop()
    wait_until_quiet(page)
    assert not page.wrong(*training.controls)
    rested(page)


def test_stop_reaches_a_training_that_runs_in_a_cell(training):
    cell = threading.Thread(target=training.train, args=(10_000_000,), daemon=True)
    cell.start()
    while not training.running:
        time.sleep(0.01)
    training.stop()
    cell.join(20)
    assert not cell.is_alive()
    assert training.trained.outcome == "stopped"


# ---- three more runs ----------------------------------------------------------------------------------------------


class Quick:
    """A problem that is solved in no time."""

    def many(self, rule, seeds, minibatches, watch):
        scores = []
        for k, seed in enumerate(seeds):
            time.sleep(0.002)
            if watch(k + 1, len(seeds)):
                return None,
            scores.append(0.9 + 1e-4 * seed)
        return np.array(scores), None


def test_three_more_are_asked_for_and_forgotten_at_once():
    figure = live.Runs(problem=Quick)
    known = study.read("momentum_digits")["seed"].max()

    def misplaced(state):
        """New runs come with their numbers, each once and in the order of the seeds."""
        more = np.array(state["record"].get("more", [[], []]))
        seeds = np.round((more - 0.9) * 1e4).astype(int) - int(known)
        right = [[6 * (k // 3) + k % 3 + 1 + 3 * group for k in range(more.shape[1])] for group in (0, 1)]
        return [] if seeds.tolist() == right and state["runs"] <= 22 + more.shape[1] else [f"{seeds}, {state['runs']}"]

    page = Page(figure, misplaced)
    at_once(lambda _: page.press("more"), lambda _: figure.run_three_more(), lambda _: figure.reset(),
            lambda _: page.press("forget"), lambda k: page.settle(order=k), lambda k: page.settle(bins=10 + k),
            rounds=20)
    figure.reset()
    figure.run_three_more()
    wait_until_quiet(page)
    assert not page.wrong(*figure.controls)
    assert figure.more.shape == (2, 3)
    assert (figure.runs, page.state["work"]["note"][:6]) == (25, "3 more")
    assert not page.state["work"]["buttons"]["more"]["disabled"]
