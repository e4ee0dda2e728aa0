"""Chapter 20 in the browser: a press of "Run three more" trains networks while the sliders go on answering."""

import pytest
from conftest import NOTEBOOKS
from lab import Chapter


@pytest.fixture
def later_chapter(page, server):
    """Chapter 20, opened and not yet run."""
    chapter = Chapter(page, server, NOTEBOOKS / "20_does_momentum_help.ipynb")
    yield chapter
    chapter.close()


def test_three_more_fall_among_the_dots_and_reset_takes_them_away(later_chapter):
    later_chapter.run_to_first_figure()
    figure = next(later_chapter.figures())
    first, told = figure.reset(), figure.summary()
    button, note = figure.part("more"), figure.part("work").locator(".downhill-note")
    button.click()
    figure.expect(button.is_disabled, "nothing begins")
    later_chapter.count_messages()
    figure.drag()  # while they are trained
    assert later_chapter.messages_while_pressed() == 0
    figure.expect(lambda: figure.picture() != first, "a drag during the training moves nothing")
    figure.expect(lambda: figure.summary().startswith("25 runs each"), "three more runs do not arrive")
    figure.expect(lambda: "3 more in each group" in note.inner_text(), "the new runs are not told")
    figure.expect(button.is_enabled, "the button stays grey")
    assert figure.number().input_value() == "25"
    with_them = figure.settled()
    figure.range().focus()
    figure.press("ArrowLeft", times=3)
    figure.expect(lambda: figure.summary() == told, "22 runs are not those that were recorded")
    figure.press("End")
    figure.expect(lambda: figure.picture() == with_them, "the slider does not reach the new runs")
    figure.part("reset").first.click()
    figure.expect(lambda: figure.picture() == first, "reset does not take the new runs away")
    figure.expect(lambda: figure.summary() == told, "reset does not bring back the words")
    figure.expect(lambda: not note.inner_text(), "reset leaves what was told of new runs")
