"""Keys belong to the figure that has the focus: nothing that a reader presses there changes the notebook."""


import string

import pytest

SOURCE = """
live.Descent(surfaces.bowl, optimizers.Momentum(0.02, 0.5), start=(-0.5, 2.9), steps=12, predict="place",
             presets={"Elsewhere": {"start": (2.7, 2.3)}})
""".strip()
# Every key of JupyterLab's command mode, and some that it may take one day.
KEYS = [*string.ascii_letters, *string.digits, *",.;'[]-=/\\", "Enter", "Shift+Enter", "ArrowUp", "ArrowDown",
        "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Delete", "Backspace", "Shift+ArrowUp",
        "Shift+ArrowDown", "Space", "Shift+Space"]


@pytest.fixture
def figure(own):
    """A figure with a cell above it and one below it."""
    figure_cell = own.add(SOURCE)
    own.add("2 + 2")
    figure, = own.figures_in(figure_cell)
    return figure


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


def test_no_key_on_any_part_of_a_figure_reaches_the_notebook(own, figure):
    """Twice each, as d d deletes a cell and 0 0 restarts the kernel."""
    parts = figure.root.locator("button, input, canvas[tabindex]").element_handles()
    assert len(parts) >= 12
    parts[0].focus()  # which makes its cell the active one
    before = state(own)
    for part in parts:
        figure.page.evaluate(PRESS, [part, [key for key in KEYS for _ in "12"]])
        assert state(own) == before, part.evaluate("node => node.outerHTML")


def test_nor_does_a_real_keyboard(own, figure):
    figure.click_canvas(0.3, 0.5)
    before = state(own)
    for key in KEYS:
        figure.press(key, times=2)
    assert state(own) == before
    assert figure.part("summary").count() == 1
