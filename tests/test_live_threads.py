"""JupyterLab gives the messages of a page to two threads of the kernel, while cells run in one: figures stay whole.

Each worker does at once with the others what buttons, sliders and cells do. Whenever a figure hands its tables to the
page, they must belong together: made for one setting, each with a row for every position.
"""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from live_tools import drawn

from helpers import live, surfaces
from helpers.learning import datasets
from helpers.learning.models import Network
from helpers.live import training as live_training
from helpers.optimizers import GradientDescent, Momentum


@pytest.fixture(autouse=True)
def threads_that_often_change():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


def settle(figure, preset=None, **values):
    """What the page says when a slider has come to rest, or a preset was pressed."""
    values = {name: figure.value(name) for name in figure.sliders} | values
    figure._heard(None, {"kind": "settle", "values": values, "preset": preset}, [])


def at_once(*works, rounds=4):
    """Do each piece of work several times in a thread of its own; the first error is raised."""
    def repeat(work):
        for k in range(rounds):
            work(k)
            time.sleep(0.003)  # a lock is not fair: let the others have it

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(repeat, work) for work in works]:
            future.result(60)


def torn(figure):
    """What does not fit together in the tables that the page holds now, in words."""
    tables, made = figure.stage.tables, figure.stage.settled
    faults = []
    for name, table in tables.items():
        positions, row, count, kept = (np.frombuffer(table[key], dtype=kind) for key, kind in
                                       (("positions", float), ("row", "i4"), ("count", "i4"), ("kept", "i4")))
        if not len(positions) == len(row) == len(count) == len(table["words"]) > 0:
            faults.append(f"{name}: {len(positions)} positions, {len(row)} rows, {len(table['words'])} lines of words")
        elif row.max() >= table["shapes"][0][0] or count.max() > len(kept):
            faults.append(f"{name}: row {row.max()} or vertex {count.max()} is missing")
    curves = {name: drawn(figure, name, made[name]) for name in made} if not faults else {}
    first = next(iter(curves.values()), None)
    others = [name for name, curve in curves.items() if not np.array_equal(curve, first)]
    return faults + [f"{name} shows another curve" for name in others]


def faults_of(figure, *works):
    """Everything that was torn in what the page was handed while the works went on."""
    faults = []
    figure.stage.observe(lambda _: faults.extend(torn(figure)), "edition")
    at_once(*works)
    return faults


def test_a_descent_that_is_moved_by_a_cell_and_by_the_page():
    figure = live.Descent(surfaces.bowl, GradientDescent(0.02), (-0.5, 2.9), steps=12,
                          presets={"Far": {"start": (2.7, 2.3), "learning_rate": 0.05}})

    def cell(k):
        figure.preset(list(figure.presets)[k % 2])

    def slider(_):
        for rate in (0.01, 0.03, 0.05):  # its own message from the page, which waits for nobody
            figure.sliders["learning_rate"].value = rate
            time.sleep(0.05)

    faults = faults_of(figure, cell, lambda k: settle(figure, learning_rate=0.01 + 0.01 * (k % 3)),
                       lambda k: settle(figure, preset=k % 2), slider)
    assert not faults, "\n".join(faults[:5])


@pytest.fixture
def training(monkeypatch):
    monkeypatch.setattr(live_training, "PLACES", 3)
    figure = live.LiveTraining(Network((64, 12, 10)), datasets.digits(), Momentum(1.0, 0.0), first=40, most=100_000,
                               presets={"Timid": {"learning_rate": 0.03}}, ranges={"learning_rate": (0.01, 100)})
    yield figure
    figure.stop()


def test_a_training_that_starts_over_while_a_slider_settles(training):
    faults = faults_of(training, lambda _: training.start_over(), lambda k: settle(training, learning_rate=1.0 + k % 2))
    assert not faults, "\n".join(faults[:5])


def test_every_button_of_a_training_at_once(training):
    def cell(k):
        training.train(50)
        training.preset(list(training.presets)[k % 2])

    faults = faults_of(training, cell, lambda k: settle(training, preset=k % 2 if k % 3 == 0 else None),
                       lambda _: training.start(), lambda _: training.stop(),
                       lambda _: training.start_over())
    training.stop()
    assert not faults, "\n".join(faults[:5])
    assert not training.running
    rest = training.trained.steps
    time.sleep(0.2)
    assert training.trained.steps == rest, "something trains on"


def test_stop_reaches_a_training_that_runs_in_a_cell(training):
    cell = threading.Thread(target=training.train, args=(10_000_000,), daemon=True)
    cell.start()
    while not training.running:
        time.sleep(0.01)
    training.stop()
    cell.join(20)
    assert not cell.is_alive()
    assert training.trained.outcome == "stopped"
