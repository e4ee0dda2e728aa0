"""One figure of each kind in JupyterLab, in full: mouse, keys, buttons, screen readers, what the kernel hears."""

import json

import nbformat
import pytest
from kinds import IMPORTS, SOURCES, make
from lab import Chapter, eventually
from page_tools import on_panel

TOLD = """
import json
print(json.dumps({name: figure.summary for name, figure in figures.items()}))
""".strip()


@pytest.fixture(scope="module")
def chapter(page, server):
    """A notebook of a reader's own with a figure a cell, run."""
    cells = [f"{IMPORTS}\nfigures = {{}}",
             *(f"figures[{name!r}] = {source}\nfigures[{name!r}]" for name, source in SOURCES.items()), TOLD]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells],
                                    metadata={"kernelspec": kernel})
    nbformat.write(book, server.notebooks / "kinds.ipynb")
    chapter = Chapter(page, server, server.notebooks / "kinds.ipynb")
    chapter.run_above(1 + len(SOURCES))
    yield chapter
    chapter.close()


@pytest.fixture(scope="module")
def shown():
    """What each figure said when it was let go, by its name."""
    return {}


@pytest.fixture
def ball(chapter):
    """The first figure, as its cell made it."""
    figure, = chapter.figures_in(1)
    figure.first = figure.reset()
    return figure


def test_every_cell_runs_without_error_or_warning(chapter):
    wrong = [(index, output) for index, output in chapter.outputs()
             if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert not wrong


@pytest.mark.parametrize("name", SOURCES)
def test_every_control_and_the_start_are_dragged_without_a_message(chapter, shown, name):
    figure, = chapter.figures_in(1 + list(SOURCES).index(name))
    figure.reset()
    chapter.count_messages()
    for row in figure.controls():
        drawn = figure.drawn()
        figure.drag(row)
        assert figure.drawn() > drawn, f"{name}: {row.inner_text()} draws nothing"
        assert chapter.messages_while_pressed() == 0, f"{name}: {row.inner_text()} asks in a drag"
    if figure.part("has-start").count():
        twin, drawn = make(name), figure.drawn()
        figure.drag_on_map((on_panel(twin, 0.2, 0.3), on_panel(twin, 0.35, 0.6)))
        assert figure.drawn() > drawn + 3, f"{name}: a drag on the map does not move it"
        assert chapter.messages_while_pressed() == 0
    figure.settled(quiet=0.5 if name == "training" else 0.05)  # of a training the kernel tries out what comes next
    shown[name] = figure.summary()
    assert shown[name]
    assert serious_barriers(figure) == []


def serious_barriers(figure):
    """What axe finds in a figure that shuts people out."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    figure.root.evaluate("root => root.setAttribute('data-under-test', '')")
    report = axe.run(figure.page, context="[data-under-test]")
    figure.root.evaluate("root => root.removeAttribute('data-under-test')")
    return [f"{found['id']}: {found['help']}: {node['html'][:120]}" for found in report.response["violations"]
            if found["impact"] in ("serious", "critical") for node in found["nodes"]]


def test_the_kernel_knows_what_every_figure_shows(chapter, shown):
    """It hears of all that was dragged above when it is let go; but for the run that is hidden until it is guessed."""
    chapter.start(1 + len(SOURCES))
    chapter.scroll_to(1 + len(SOURCES))
    said, wanted = {}, {name: words for name, words in shown.items() if name != "guess"}

    def heard():
        texts = [output["text"] for index, output in chapter.outputs() if index > len(SOURCES)]
        said.update(json.loads(texts[-1]) if texts else {})
        return texts

    eventually(chapter.page, heard, "the kernel says nothing")
    assert {name: said[name] for name in wanted} == wanted


def test_arrow_keys_move_the_focused_slider_and_a_typed_number_takes_it_back(ball):
    box = ball.number()
    number = box.input_value()
    ball.range().focus()
    ball.press("ArrowRight", times=3)
    moved = ball.expect_change(ball.first, "an arrow key")
    box.click()
    ball.press("ControlOrMeta+A")
    ball.page.keyboard.type(number)
    ball.press("Enter")
    ball.expect_change(moved, "a typed number")
    assert box.input_value() == number, "the box does not keep the typed number"


def test_a_click_sets_the_start(ball):
    before = ball.first
    for across, down in ((0.2, 0.3), (0.35, 0.6)):  # in the left half: curves of the loss may stand on the right
        ball.click_canvas(across, down)
        before = ball.expect_change(before, f"a click at {across:.0%}, {down:.0%}")
    ball.click_canvas(across, down)
    assert ball.settled() == before, f"{ball.name}: a click where the start is moves it: {ball.summary()}"


def test_play_moves_pause_holds_and_one_step_steps(ball):
    play = ball.part("play").first
    play.click()
    seen = {ball.look()}
    ball.expect(lambda: len(seen.add(ball.look()) or seen) > 2, "play shows no movement")
    play.click()
    ball.settled()  # the last frame may still be on its way
    paused = ball.look()
    ball.page.wait_for_timeout(300)
    assert ball.look() == paused, f"{ball.name} goes on after pause"
    ball.part("step").first.click()
    ball.expect(lambda: ball.look() != paused, "one step shows no movement")


def test_presets_change_the_figure_and_reset_brings_it_back(ball):
    reset = ball.part("reset").first
    for button in ball.part("preset").all()[:2]:
        button.click()
        ball.expect_change(ball.first, f"the button {button.inner_text()!r}")
        reset.click()
        ball.expect(lambda: ball.picture() == ball.first, "reset does not bring back the first picture")
    ball.drag()
    ball.expect_change(ball.first, "a drag")
    reset.click()
    ball.expect(lambda: ball.picture() == ball.first, "reset does not bring back the first picture after a drag")
