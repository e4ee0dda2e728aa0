"""A figure in a notebook of a reader's own: beside a busy kernel, joined to a slider, set from a cell."""

import pytest

FIGURE = """
figure = live.Descent(surfaces.canyon, optimizers.Momentum(0.01, 0.5), start=(-0.5, 2.3), steps=60)
figure
"""
SLIDER = """
import ipywidgets
slider = ipywidgets.FloatSlider(0.5, min=0, max=0.9, step=0.1, description="memory")
ipywidgets.jslink((slider, "value"), (figure, "momentum"))
slider
"""
RULE = """
class Warm(optimizers.Optimizer):
    learning_rate: float = 0.01
    warmup: float = 5.0

    def rule(g, t, learning_rate, warmup):
        if t < warmup:
            learning_rate = learning_rate * t / warmup
        return -learning_rate * g

live.Descent(surfaces.canyon, Warm(), start=(-0.5, 2.3), steps=60)
"""


@pytest.fixture
def figure(own):
    return own.figure(FIGURE)


def test_a_rule_that_branches_moves_in_the_page_without_further_code(own):
    figure = own.figure(RULE)
    before = figure.settled()
    figure.drag(figure.controls()[1])
    figure.expect_change(before, "the warm-up")


def test_a_slider_of_ipywidgets_moves_the_figure_in_the_page(own, figure):
    before = figure.settled()
    handle = own.scroll_to(own.add(SLIDER)).locator(".noUi-handle").first
    handle.focus()
    figure.press("ArrowRight", times=3)
    figure.expect_change(before, "the slider")
    assert figure.root.locator(".downhill-momentum input[type=text]").input_value() == "0.8"


def test_a_cell_moves_the_page_and_the_page_tells_the_kernel(own, figure):
    before = figure.settled()
    own.add("figure.learning_rate = 0.02")
    figure.expect_change(before, "a cell")
    assert figure.number().input_value() == "0.02"
    figure.drag(figure.controls()[0])
    figure.settled()
    figure.expect(lambda: own.ask("figure.summary") == figure.summary(), "the kernel knows something else")


def test_a_link_from_a_cell_and_where_the_reader_goes_from_there(own, figure):
    assert figure.part("reset").is_visible()
    own.add('figure.link = "learning_rate=0.05&at_step=7&hide=presets"')
    figure.expect(lambda: figure.summary() == "Step 7.", "the page does not go where the link says")
    assert figure.number().input_value() == "0.05"
    figure.part("step").click()
    figure.expect(lambda: figure.summary() == "Step 8.", "one step shows nothing")
    told = "learning_rate=0.05&at_step=8&hide=presets"
    figure.expect(lambda: own.ask("figure.link") == told, "the kernel knows something else")
    figure.drag(figure.controls()[0])
    figure.expect(lambda: "Step" not in figure.summary(), "a drag shows no whole run")
    figure.expect(lambda: "at_step" not in own.ask("figure.link"), "it stands there")


def test_a_busy_kernel_stops_no_figure(own):
    figure = own.figure(RULE)
    before = figure.settled()
    with own.busy():
        own.count_messages()
        for row in figure.controls():
            figure.drag(row)
            figure.expect_change(before, row.inner_text())
            before = figure.reset()
        figure.drag_on_map()
        figure.expect_change(before, "the start")
        assert own.messages_while_pressed() == 0
