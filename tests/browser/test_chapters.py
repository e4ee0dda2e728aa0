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
    box, first = figure.number(), figure.reset()
    number = box.input_value()
    figure.range().focus()
    figure.press("ArrowRight", times=3)
    moved = figure.expect_change(first, "an arrow key")
    box.click()
    figure.press("ControlOrMeta+A")
    figure.page.keyboard.type(number)
    figure.press("Enter")
    figure.expect_change(moved, "a typed number")
    assert box.input_value() == number, "the box does not keep the typed number"


def test_every_control_moves_its_figure_at_once_and_tells_the_kernel_when_it_rests(chapter):
    """No message leaves the page while anything is dragged, and what the kernel knows then is what the page shows."""
    for figure in chapter.figures():
        figure.reset()
        figure.reveal()
        for row in figure.controls():
            if "downhill-epsilon" in row.get_attribute("class"):
                continue  # ε guards against a division by zero: on a steep surface nothing of it could be seen
            chapter.count_messages()
            drawn = figure.drawn()
            figure.drag(row)
            assert figure.drawn() > drawn, f"{figure.name}: {row.inner_text()} draws nothing"
            assert chapter.messages_while_pressed() == 0, f"{figure.name}: {row.inner_text()} asks in a drag"
        figure.reset()


def test_a_click_sets_the_start(figure):
    if not figure.part("has-start").count():
        pytest.skip(f"{figure.name} has no start to set")
    before = figure.reset()
    for across, down in ((0.2, 0.3), (0.35, 0.6)):  # in the left half: curves of the loss may stand on the right
        figure.click_canvas(across, down)
        before = figure.expect_change(before, f"a click at {across:.0%}, {down:.0%}")
    figure.click_canvas(across, down)
    assert figure.settled() == before, f"{figure.name}: a click where the start is moves it: {figure.summary()}"


def test_a_start_is_dragged_on_the_map_without_a_message(chapter, figure):
    if not figure.part("has-start").count():
        pytest.skip(f"{figure.name} has no start to set")
    figure.reset()
    chapter.count_messages()
    drawn = figure.drawn()
    figure.drag_on_map()
    assert figure.drawn() > drawn + 3, f"{figure.name}: a drag on the map does not move it"
    assert chapter.messages_while_pressed() == 0


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
