"""What a class needs in JupyterLab, by JupyterLab's own means: the menus that the texts name, and what they do."""

import re

import pytest
from lab import NOTEBOOKS, ROOT, Chapter

START = NOTEBOOKS / "00_start_here.ipynb"
MENUS = re.compile(r"\*([A-Z]\w+(?: → [A-Z][^*→]+)+)\*")
# The item of the menus that a path such as "View → Collapse All Code" leads to, or nothing.
FIND = """path => {
    const bar = [...window.jupyterapp.shell.widgets("menu")].find(one => one.menus);
    const [name, ...rest] = path;
    let [menu, item] = [bar.menus.find(one => one.title.label === name), null];
    for (const label of rest) {
        item = menu?.items.find(one => (one.submenu?.title.label ?? one.label).replace("…", "") === label);
        if (item?.submenu) menu = item.submenu;
    }
    return item;
}"""


@pytest.fixture
def chapter(page, server):
    """The start page as a reader opens it."""
    chapter = Chapter(page, server, START, shared=True)
    yield chapter
    chapter.close()


def named():
    """Every path through the menus that a text for readers or teachers names."""
    texts = [START, ROOT / "docs" / "teaching" / "README.md"]
    return sorted({path.rstrip(".") for text in texts for path in MENUS.findall(text.read_text(encoding="utf-8"))})


def choose(chapter, path):
    """Choose an item of the menus."""
    chapter.page.evaluate(f"""path => {{
        const item = ({FIND})(path);
        return window.jupyterapp.commands.execute(item.command, item.args);
    }}""", path.split(" → "))


def shown(chapter):
    """How many cells show their code, and the size of the text, in CSS pixels."""
    return chapter.page.evaluate("""() => [
        window.jupyterapp.shell.currentWidget.content.widgets
            .filter(one => one.model.type === "code" && !one.inputHidden).length,
        parseFloat(getComputedStyle(document.querySelector(".jp-RenderedMarkdown p")).fontSize)]""")


def test_what_the_texts_name_is_there_and_does_what_they_say(chapter):
    paths = named()
    assert {"View → Collapse All Code", "View → Appearance → Presentation Mode"} < set(paths)
    missing = [path for path in paths
               if not chapter.page.evaluate(f"path => Boolean(({FIND})(path))", path.split(" → "))]
    assert not missing
    cells, type_size = shown(chapter)
    assert cells > 8
    choose(chapter, "View → Collapse All Code")
    choose(chapter, "View → Appearance → Presentation Mode")
    assert shown(chapter) == [0, pytest.approx(1.2 * type_size, rel=0.03)]
    choose(chapter, "View → Expand All Code")
    choose(chapter, "View → Appearance → Presentation Mode")
    assert shown(chapter) == [cells, type_size]
