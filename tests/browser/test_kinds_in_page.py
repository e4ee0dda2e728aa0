"""All kinds but Descent in a page without Jupyter: controls, drags on the map, keys, presets.

After each of them the page says what the kernel's figure says for the same settings.
"""

import numpy as np
import pytest
from kinds import SOURCES, make
from page_tools import on_panel, show, told

from helpers import live, optimizers, surfaces

FIGURES = [name for name in SOURCES if name not in ("one ball", "several balls", "guess", "runs", "training")]


@pytest.fixture(params=FIGURES)
def pair(half, request):
    """A figure in the page, and the kernel's; at the end nothing was complained about, and no message sent."""
    twin = make(request.param)
    figure, = show(half, twin)
    yield figure, twin
    assert half.evaluate("models[0].sent") == 0


def expect_the_kernels_words(figure, twin):
    figure.settled()
    twin.apply(told(figure, twin))
    assert figure.summary() == twin.summary


@pytest.mark.parametrize("pair", ["race in one dimension"], indirect=True)
def test_every_control_moves_it_and_is_true_at_once(pair):
    """The kind that stands in no chapter: test_chapter_figures_on_site.py does so with all others."""
    figure, twin = pair
    for row in figure.controls():
        before, saved = figure.reset(), figure.page.evaluate("models[0].saved")
        figure.drag(row)
        figure.expect_change(before, row.inner_text())
        assert figure.page.evaluate("models[0].saved") == saved + 1  # once, when it was let go
        expect_the_kernels_words(figure, twin)


def test_mouse_keys_and_presets_lead_to_the_kernels_words(pair):
    figure, twin = pair
    first = figure.reset()
    drag_on_the_map_and_click(figure, twin)
    assert figure.reset() == first
    arrow_keys(figure, twin)
    assert figure.reset() == first
    for button in figure.part("preset").all():
        button.click()
        figure.expect_change(first, button.inner_text())
        twin.preset(button.inner_text())
        assert told(figure, twin) == twin.settings
        assert figure.summary() == twin.summary
        assert figure.reset() == first


def drag_on_the_map_and_click(figure, twin):
    text = told(figure, twin)
    drawn, saved = figure.drawn(), figure.page.evaluate("models[0].saved")
    figure.drag_on_map((on_panel(twin, 0.1, 0.25), on_panel(twin, 0.5, 0.6)))
    assert figure.drawn() > drawn + 3
    assert figure.page.evaluate("models[0].saved") == saved + 1
    dragged = told(figure, twin)
    assert {name for name in text if dragged[name] != text[name]} == {
        name for axis, name in twin.handles[0].items() if axis in "xy"}
    expect_the_kernels_words(figure, twin)
    figure.click_canvas(*on_panel(twin, 0.3, 0.4))
    assert told(figure, twin) != dragged
    expect_the_kernels_words(figure, twin)


def arrow_keys(figure, twin):
    """They move what can be dragged."""
    name, before = twin.handles[0]["x"], told(figure, twin)
    figure.part("canvas").focus()
    figure.press("ArrowLeft", times=2)
    moved = told(figure, twin)
    control = twin.controls[name]
    assert moved[name] < before[name] or before[name] == control.low or moved[name] == control.low
    assert {other for other in before if moved[other] != before[other]} <= {name}
    figure.press("ArrowRight", times=3)
    assert told(figure, twin)[name] > moved[name]
    expect_the_kernels_words(figure, twin)


GROUND = "document.querySelector('.downhill-cells').toDataURL()"


@pytest.mark.parametrize("pair", ["moving surface"], indirect=True)
def test_the_map_of_a_surface_follows_its_settings_and_nothing_else(pair):
    figure, _ = pair
    grounds = [figure.page.evaluate(GROUND)]
    for name in ("squeeze", "turn", "learning_rate", "start_x"):
        figure.page.locator(f".downhill-{name} input[type=range]").press("PageUp")
        figure.settled()
        grounds.append(figure.page.evaluate(GROUND))
    assert len(set(grounds)) == 3
    assert grounds[2:] == [grounds[2]] * 3
    figure.reset()
    assert figure.page.evaluate(GROUND) == grounds[0]


def test_a_race_plays_to_its_end(half):
    twin = make("race")
    figure, = show(half, twin)
    last = figure.picture()
    figure.part("step").click()
    figure.expect(lambda: figure.summary() == "Step 0.", "one step shows nothing")
    figure.part("play").click()
    figure.expect(lambda: figure.summary() == twin.summary, "it does not come to its end")
    assert figure.settled() == last


def test_a_racer_that_has_to_ask_holds_back_the_race(half):
    class Interpolated(optimizers.Optimizer):
        learning_rate: float = 0.1

        def rule(g, learning_rate):
            return -learning_rate * np.interp(g, [-1000.0, 1000.0], [-1000.0, 1000.0])

    figure, = show(half, live.Race(surfaces.bowl, [optimizers.Adam(0.1), Interpolated(0.02)], (0.0, 2.0)))
    figure.expect(lambda: figure.summary().startswith("Interpolated does not run in the page: np.interp"), "no reason")
    assert figure.summary().endswith("Without a kernel it shows this picture.")
