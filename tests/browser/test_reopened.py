"""A notebook that a student has run, saved and closed, and opens again another day."""

import shutil

import nbformat
import pytest
from kinds import IMPORTS, SOURCES
from lab import LOOKED_AT, Chapter


@pytest.fixture
def reopened(page, server):
    """A copy of what is saved, on a kernel that has run nothing."""
    path, copy = (server.notebooks / folder / "reopened.ipynb" for folder in ("", LOOKED_AT))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"{IMPORTS}\n{SOURCES['one ball']}")],
                                    metadata={"kernelspec": kernel})
    nbformat.write(book, path)
    before = Chapter(page, server, path)
    before.run_all()
    assert all(figure.settled() for figure in before.figures())
    before.save()
    before.close()
    shutil.copy(path, copy)
    again = Chapter(page, server, copy, shared=True)
    yield again
    again.close()


def test_a_saved_notebook_opens_with_figures_that_move_before_anything_is_run(reopened):
    figure, = reopened.figures()
    before, summary = figure.settled(), figure.summary()
    figure.range().focus()
    figure.press("Home")
    figure.expect_change(before, "a key")
    figure.expect(lambda: figure.summary() not in ("", summary), "a key leaves the summary")
