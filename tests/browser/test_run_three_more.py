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
    button = figure.root.locator(".downhill-more")
    button.click()
    figure.drag()  # while they are trained
    figure.expect_change(first, "a drag during the training")
    figure.expect(lambda: figure.summary().startswith("25 runs each"), "three more runs do not arrive")
    figure.expect(lambda: "3 more in each group" in figure.part("more-told").inner_text(), "the new runs are not told")
    figure.expect(button.is_enabled, "the button stays grey")
    figure.part("reset").first.click()
    figure.expect(lambda: figure.picture() == first, "reset does not take the new runs away")
    figure.expect(lambda: figure.summary() == told, "reset does not bring back the words")
    figure.expect(lambda: not figure.part("more-told").inner_text(), "reset leaves what was told of new runs")
