"""Place your guess: the run is shown after a click on the map, and judged by where it really ends.

In a page without Jupyter, whose kernel never answers; test_chapters.py guesses in JupyterLab.
"""

import re

import numpy as np
import pytest
from page_tools import show

from helpers import live, optimizers, surfaces


@pytest.fixture(scope="module")
def twin():
    """A figure in this process: it knows where its balls end, and where on the canvas that is."""
    return live.Descent(surfaces.two_wells, optimizers.GradientDescent(0.4), (-1.5, 1.2), steps=6, predict="place",
                        ranges={"learning_rate": (0.02, 20)},
                        presets={"Other well": {"start": (1.5, -1.8)}, "Away": {"learning_rate": 20.0}})


@pytest.fixture
def figure(half, twin):
    """The same in the page, at the beginning."""
    twin.reset()
    figure, = show(half, twin)
    return figure


def pixel(twin, point):
    """Where a point of the map stands on a canvas of the figure's own size."""
    panel = twin.spec["panels"]["main"]
    left, top, width, height = panel["box"]
    (x0, x1), (y0, y1) = panel["xlim"], panel["ylim"]
    return np.array([left + width * (point[0] - x0) / (x1 - x0), top + height * (y1 - point[1]) / (y1 - y0)])


def click(figure, twin, point):
    figure.click_canvas(*(pixel(twin, point) / twin.spec["size"]))


def verdict(figure, words):
    figure.expect(lambda: words in figure.part("verdict").inner_text(), f"the verdict is not {words!r}")
    return figure.part("verdict").inner_text()


def score(text):
    return [int(number) for number in re.findall(r"Score: (\d+) of (\d+)", text)[0]]


def test_a_ring_is_hit_or_missed_by_where_the_ball_ends(figure, twin):
    assert figure.summary().startswith("Where will it be after 6 steps?")
    hidden, deep = figure.picture(), surfaces.two_wells.minima[0]
    click(figure, twin, deep + np.array([0.3, 0.0]))
    first = verdict(figure, "Hit")
    assert re.search(r"Hit, 0\.(29|30|31) from", first)  # a click lands on a whole pixel
    figure.expect(lambda: "closes in" in figure.summary(), "the run is not told")
    figure.expect_change(hidden, "a guess")
    figure.part("preset").first.click()
    figure.settled()
    assert not figure.part("verdict").inner_text()
    twin.preset("Other well")
    click(figure, twin, deep)
    away = f"Missed, {np.hypot(*(twin.path.final - deep)):.2g} from"
    assert np.subtract(score(verdict(figure, away)), score(first)).tolist() == [0, 1]


def test_keys_move_the_ring_and_enter_guesses(figure, twin):
    scale = figure.part("canvas").bounding_box()["width"] / twin.spec["size"][0]
    x, y = scale * (pixel(twin, surfaces.two_wells.minima[0]) - pixel(twin, (0, 0)))
    figure.part("canvas").first.focus()
    figure.press("ArrowLeft", round(-x / 8))
    figure.press("ArrowUp", round(-y / 8))
    figure.press("Enter")
    verdict(figure, "Hit")


def test_a_ball_that_leaves_the_map(figure, twin):
    figure.part("guess").click()
    stays = score(verdict(figure, "Not this time, it stays on the map"))
    figure.part("preset").nth(1).click()
    figure.settled()
    figure.part("guess").click()
    assert np.subtract(score(verdict(figure, "Right")), stays).tolist() == [1, 1]
    figure.part("preset").nth(1).click()
    figure.settled()
    click(figure, twin, (0, -2))
    assert np.subtract(score(verdict(figure, "Missed, it leaves the map")), stays).tolist() == [1, 2]


def test_the_start_can_still_be_dragged_to_another_place(figure, twin):
    click(figure, twin, (-1.45, 1.2))
    box = figure.root.locator(".downhill-start_x input[type=text]")
    figure.expect(lambda: box.input_value() != "−1.5", "a click on the start does not take hold of it")
    assert figure.summary().startswith("Where will it be")
    assert not figure.part("verdict").inner_text()
