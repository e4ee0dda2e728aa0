"""A notebook that a student has run, saved and closed, and opens again another day."""

import shutil

import pytest
from kinds import SOURCES
from lab import LOOKED_AT, Chapter


@pytest.fixture
def reopened(page, server, own):
    """A copy of what is saved, on a kernel that has run nothing; its last cell shows a figure."""
    assert own.figure(SOURCES["one ball"]).settled()
    own.save()
    copy = own.path.with_name(LOOKED_AT) / "reopened.ipynb"
    shutil.copy(own.path, copy)
    again = Chapter(page, server, copy, shared=True)
    yield again
    again.close()


def test_a_saved_notebook_opens_with_figures_that_move_before_anything_is_run(reopened):
    *_, figure = reopened.figures()
    before, summary = figure.settled(), figure.summary()
    figure.range().focus()
    figure.press("Home")
    figure.expect_change(before, "a key")
    figure.expect(lambda: figure.summary() not in ("", summary), "a key leaves the summary")
