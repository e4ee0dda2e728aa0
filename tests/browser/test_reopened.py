"""A chapter that a student has run, saved and closed, and opens again another day."""

import pytest
from lab import NOTEBOOKS, Chapter

CHAPTER = NOTEBOOKS / "00_start_here.ipynb"


@pytest.fixture
def later_chapter(page, server):
    """Run, saved, closed, and opened again."""
    before = Chapter(page, server, CHAPTER)
    before.run_all()
    wrong = [(index, output) for index, output in before.outputs()
             if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert not wrong
    assert all(figure.settled() for figure in before.figures())
    before.save()
    before.close()
    assert not before.troubles, "\n".join(before.troubles)
    again = Chapter(page, server, CHAPTER)
    yield again
    again.close()


def test_a_saved_chapter_opens_with_figures_that_move_before_anything_is_run(later_chapter):
    figure = next(figure for figure in later_chapter.figures() if not figure.part("guess").count())
    before, summary = figure.settled(), figure.summary()
    figure.range().focus()
    figure.press("Home")
    figure.expect_change(before, "a key")
    figure.expect(lambda: figure.summary() not in ("", summary), "a key leaves the summary")
