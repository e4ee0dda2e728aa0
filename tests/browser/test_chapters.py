"""Each chapter as a student meets it: in JupyterLab, in a browser, with a mouse.

nbval runs all cells of each, test_chapter_figures_on_site.py drives every figure of each, and test_project.py looks at
every stored output. What only JupyterLab can show is shown by one that is looked at and then run, and in a notebook of
a reader's own: by one figure of each kind (test_kinds_in_lab.py), by one that is saved and opened again
(test_reopened.py), and by those with long work (test_train_and_stop.py, test_run_three_more.py).
"""

import pytest
from lab import NOTEBOOKS, Chapter


@pytest.fixture(scope="module")
def chapter(page, server):
    """A chapter with a map of basins and a guess, opened and then run; ``missing`` is what it did not show before."""
    chapter = Chapter(page, server, NOTEBOOKS / "05_multiple_minima.ipynb")
    chapter.missing = chapter.missing_pictures(*chapter.stored_pictures())
    chapter.run_all()
    yield chapter
    chapter.close()


def test_all_its_pictures_show_before_it_is_run(chapter):
    assert not chapter.missing, "\n".join(chapter.missing)


def test_every_cell_runs_without_error_or_warning(chapter):
    wrong = [(index, output) for index, output in chapter.outputs()
             if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert not wrong


def test_dragging_a_slider_moves_its_figure_and_no_other(chapter):
    figures = list(chapter.figures())
    asking = [figure for figure in figures if figure.part("guess").count()]
    for figure in (next(figure for figure in figures if figure not in asking), asking[-1]):
        figure.reset()
        figure.reveal()
        others = [other for other in figures if other is not figure]
        before, summary, theirs = figure.settled(), figure.summary(), [other.drawn() for other in others]
        chapter.count_messages()
        figure.drag()
        figure.expect_change(before, "a drag")
        figure.expect(lambda f=figure, s=summary: f.summary() not in ("", s), "a drag leaves the summary")
        assert [other.drawn() for other in others] == theirs, f"{figure.name} moves another figure"
        assert chapter.messages_while_pressed() == 0
        figure.reset()


def test_a_guess_reveals_the_run(chapter):
    figure = next(figure for figure in chapter.figures() if figure.part("guess").count())
    hidden = figure.reset()
    figure.reveal()
    figure.expect_change(hidden, "a guess")
    figure.expect(figure.part("verdict").inner_text, "it is not told whether the guess is right")
