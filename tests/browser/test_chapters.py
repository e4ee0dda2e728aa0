"""Each chapter as a student meets it: in JupyterLab, in a browser, with a mouse and a keyboard."""

import pytest


@pytest.fixture
def figure(chapter):
    """The chapter's first live figure that shows its run without asking for a guess."""
    for figure in chapter.figures():
        if not figure.part("guess").count():
            return figure
    pytest.skip(f"every figure of {chapter.path.stem} asks for a guess")


def test_stored_pictures_show_before_anything_is_run(chapter):
    assert not chapter.missing, "\n".join(chapter.missing)


def test_every_cell_runs_without_error_or_warning(chapter):
    wrong = [(index, output) for index, output in chapter.outputs()
             if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert not wrong


def test_dragging_a_slider_moves_its_figure_and_no_other(chapter):
    figures = list(chapter.figures())
    assert figures, f"{chapter.path.stem} has no live figure"
    for figure in figures:
        figure.reset()
        figure.reveal()
        others = [other for other in figures if other is not figure]
        before, summary, theirs = figure.settled(), figure.summary(), [other.picture() for other in others]
        figure.drag()
        figure.expect_change(before, "a drag")
        figure.expect(lambda f=figure, s=summary: f.summary() not in ("", s), "a drag leaves the summary")
        assert [other.picture() for other in others] == theirs, f"{figure.name} moves another figure"


def test_a_guess_reveals_the_run(chapter):
    asking = [figure for figure in chapter.figures() if figure.part("guess").count()]
    if not asking:
        pytest.skip(f"no figure of {chapter.path.stem} asks for a guess")
    for figure in asking:
        hidden = figure.reset()
        figure.reveal()
        figure.expect_change(hidden, "a guess")
        figure.expect(figure.part("verdict").inner_text, "it is not told whether the guess is right")


def test_arrow_keys_move_the_focused_slider_and_a_typed_number_takes_it_back(figure):
    box, first = figure.slider().locator(".widget-readout").first, figure.reset()
    number = box.inner_text()
    figure.handle().focus()
    figure.press("ArrowRight", times=3)
    moved = figure.expect_change(first, "an arrow key")
    box.click()
    figure.press("ControlOrMeta+A")
    figure.page.keyboard.type(number)
    figure.press("Enter")
    figure.expect_change(moved, "a typed number")
    figure.expect(lambda: box.inner_text() == number, "the box does not keep the typed number")


def test_a_click_sets_the_start(figure):
    if not figure.part("has-start").count():
        pytest.skip(f"{figure.name} has no start to set")
    before = figure.reset()
    for across, down in ((0.2, 0.3), (0.35, 0.6)):  # in the left half: curves of the loss may stand on the right
        figure.click_canvas(across, down)
        before = figure.expect_change(before, f"a click at {across:.0%}, {down:.0%}")
    figure.click_canvas(across, down)
    assert figure.settled() == before, f"{figure.name}: a click where the start is moves it: {figure.summary()}"


def test_play_moves_pause_holds_and_one_step_steps(figure):
    play = figure.part("play").first
    if not play.count():
        pytest.skip(f"{figure.name} has nothing to play")
    figure.reset()
    play.click()
    seen = {figure.look()}
    figure.expect(lambda: len(seen.add(figure.look()) or seen) > 2, "play shows no movement")
    play.click()
    figure.settled()  # the last frame may still be on its way
    paused = figure.look()
    figure.page.wait_for_timeout(400)
    assert figure.look() == paused, f"{figure.name} goes on after pause"
    figure.part("step").first.click()
    figure.expect(lambda: figure.look() != paused, "one step shows no movement")


def test_presets_change_the_figure_and_reset_brings_it_back(figure):
    first, reset = figure.reset(), figure.part("reset").first
    figure.drag()
    dragged = figure.expect_change(first, "a drag")
    for button in figure.part("preset").all()[:2]:
        button.click()
        figure.expect_change(dragged, f"the button {button.inner_text()!r}")
        reset.click()
        figure.expect(lambda: figure.picture() == first, "reset does not bring back the first picture")
        dragged = first
    figure.drag()
    figure.expect_change(first, "a drag after reset")
    reset.click()
    figure.expect(lambda: figure.picture() == first, "reset does not bring back the first picture after a drag")


def test_widgets_are_accessible(chapter):
    axe, serious = pytest.importorskip("axe_playwright_python.sync_playwright").Axe(), []
    for figure in chapter.figures():
        figure.root.evaluate("root => root.setAttribute('data-under-test', '')")
        report = axe.run(chapter.page, context="[data-under-test]")
        figure.root.evaluate("root => root.removeAttribute('data-under-test')")
        serious += [f"{figure.name}: {found['id']}: {found['help']}: {node['html'][:120]}"
                    for found in report.response["violations"] if found["impact"] in ("serious", "critical")
                    for node in found["nodes"]]
    assert not serious, "\n".join(serious)
