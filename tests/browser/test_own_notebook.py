"""A figure in a notebook of a reader's own: beside a busy kernel, joined to a slider, set from a cell."""

import nbformat
import pytest
from lab import Chapter

FIGURE = """
import ipywidgets, time
from helpers import live, optimizers, surfaces
figure = live.Descent(surfaces.canyon, optimizers.Momentum(0.01, 0.5), start=(-0.5, 2.3), steps=60)
figure
""".strip()
SLIDER = """
slider = ipywidgets.FloatSlider(0.5, min=0, max=0.9, step=0.1, description="memory")
ipywidgets.jslink((slider, "value"), (figure, "momentum"))
slider
""".strip()
RULE = """
class Warm(optimizers.Optimizer):
    learning_rate: float = 0.01
    warmup: float = 5.0

    def rule(g, t, learning_rate, warmup):
        if t < warmup:
            learning_rate = learning_rate * t / warmup
        return -learning_rate * g

live.Descent(surfaces.canyon, Warm(), start=(-0.5, 2.3), steps=60)
""".strip()
CELLS = [FIGURE, SLIDER, RULE, "figure.learning_rate = 0.02", "print(figure.summary)",
         'figure.link = "learning_rate=0.05&at_step=7&hide=presets"', "print(figure.link)", "time.sleep(60)"]


@pytest.fixture(scope="module")
def later_chapter(page, server):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS],
                                    metadata={"kernelspec": kernel})
    nbformat.write(book, server.notebooks / "own.ipynb")
    chapter = Chapter(page, server, server.notebooks / "own.ipynb")
    chapter.run_above(3)
    yield chapter
    chapter.close()


def test_a_rule_that_branches_moves_in_the_page_without_further_code(later_chapter):
    _, figure = later_chapter.figures()
    before = figure.settled()
    figure.drag(figure.controls()[1])
    figure.expect_change(before, "the warm-up")


def test_a_slider_of_ipywidgets_moves_the_figure_in_the_page(later_chapter):
    figure, *_ = later_chapter.figures()
    before = figure.settled()
    handle = later_chapter.scroll_to(1).locator(".noUi-handle").first
    handle.focus()
    figure.press("ArrowRight", times=3)
    figure = next(iter(later_chapter.figures()))
    figure.expect_change(before, "the slider")
    assert figure.root.locator(".downhill-momentum input[type=text]").input_value() == "0.8"
    figure.reset()


def test_a_cell_moves_the_page_and_the_page_tells_the_kernel(later_chapter):
    figure, *_ = later_chapter.figures()
    before = figure.settled()
    later_chapter.start(3)
    figure.expect_change(before, "a cell")
    assert figure.number().input_value() == "0.02"
    figure.drag(figure.controls()[0])
    figure.settled()
    told = figure.summary()
    later_chapter.start(4)
    figure.expect(lambda: told in str(dict(later_chapter.outputs()).get(4, "")), "the kernel knows something else")


def test_a_link_from_a_cell_and_where_the_reader_goes_from_there(later_chapter):
    figure, *_ = later_chapter.figures()
    assert figure.part("reset").is_visible()
    later_chapter.start(5)
    figure.expect(lambda: figure.summary() == "Step 7.", "the page does not go where the link says")
    assert figure.number().input_value() == "0.05"
    figure.part("step").click()
    figure.expect(lambda: figure.summary() == "Step 8.", "one step shows nothing")
    later_chapter.start(6)
    told = "learning_rate=0.05&at_step=8&hide=presets"
    figure.expect(lambda: told in str(dict(later_chapter.outputs()).get(6, "")), "the kernel knows something else")
    figure.drag(figure.controls()[0])
    figure.expect(lambda: "Step" not in figure.summary(), "a drag shows no whole run")
    later_chapter.start(6)
    figure.expect(lambda: "at_step" not in str(dict(later_chapter.outputs()).get(6, "at_step")), "it stands there")


def test_a_busy_kernel_stops_no_figure(later_chapter):
    """Without the slider, which tells the kernel of itself whenever the figure moves it."""
    later_chapter.start(7)
    _, figure = later_chapter.figures()
    for row in figure.controls():
        before = figure.reset()
        later_chapter.count_messages()
        figure.drag(row)
        figure.expect_change(before, row.inner_text())
        assert later_chapter.messages_while_pressed() == 0
    before = figure.reset()
    figure.drag_on_map()
    figure.expect_change(before, "the start")
    assert later_chapter.messages_while_pressed() == 0
