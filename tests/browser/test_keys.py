"""Keys belong to the figure that has the focus: nothing that a reader presses there changes the notebook."""


import string

import nbformat
import pytest
from lab import Chapter

SOURCE = """
from helpers import live, optimizers, surfaces
live.Descent(surfaces.bowl, optimizers.Momentum(0.02, 0.5), start=(-0.5, 2.9), steps=12, predict="place",
             presets={"Elsewhere": {"start": (2.7, 2.3)}})
""".strip()
# Every key of JupyterLab's command mode, and some that it may take one day.
KEYS = [*string.ascii_letters, *string.digits, *",.;'[]-=/\\", "Enter", "Shift+Enter", "ArrowUp", "ArrowDown",
        "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Delete", "Backspace", "Shift+ArrowUp",
        "Shift+ArrowDown", "Space", "Shift+Space"]


@pytest.fixture(scope="module")
def later_chapter(page, server):
    """A notebook of a reader's own with a figure between two other cells, run."""
    sources = ["1 + 1", SOURCE, "2 + 2"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in sources],
                                    metadata={"kernelspec": kernel})
    nbformat.write(book, server.notebooks / "keys.ipynb")
    chapter = Chapter(page, server, server.notebooks / "keys.ipynb")
    chapter.run_all()
    yield chapter
    chapter.close()


def state(chapter):
    """Cells with their kinds, sources, prompts and outputs, and which one is active."""
    return chapter.page.evaluate("""() => {
        const notebook = window.jupyterapp.shell.currentWidget.content;
        return JSON.stringify([notebook.activeCellIndex, notebook.mode, notebook.widgets.map(cell => [cell.model.type,
            cell.model.sharedModel.getSource(), cell.model.executionCount, cell.model.outputs?.length,
            cell.inputHidden, cell.outputHidden])]);
    }""")


PRESS = """([part, keys]) => keys.forEach(key => {
    part.focus();
    for (const kind of ["keydown", "keypress", "keyup"])
        part.dispatchEvent(new KeyboardEvent(kind, { key: key.split("+").at(-1), code: key.length > 1 ? key : "",
            keyCode: key.length > 1 ? 0 : key.toUpperCase().charCodeAt(0), shiftKey: key.startsWith("Shift+"),
            bubbles: true, cancelable: true, composed: true }));
})"""


def test_no_key_on_any_part_of_a_figure_reaches_the_notebook(later_chapter):
    """Twice each, as d d deletes a cell and 0 0 restarts the kernel."""
    figure = next(later_chapter.figures())
    parts = figure.root.locator("button, input, canvas[tabindex]").element_handles()
    assert len(parts) >= 12
    parts[0].focus()  # which makes its cell the active one
    before = state(later_chapter)
    for part in parts:
        figure.page.evaluate(PRESS, [part, [key for key in KEYS for _ in "12"]])
        assert state(later_chapter) == before, part.evaluate("node => node.outerHTML")


def test_nor_does_a_real_keyboard(later_chapter):
    figure = next(later_chapter.figures())
    figure.click_canvas(0.3, 0.5)
    before = state(later_chapter)
    for key in KEYS:
        figure.press(key, times=2)
    assert state(later_chapter) == before
    assert figure.part("summary").count() == 1
