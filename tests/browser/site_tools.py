"""Pages of the site made in the process of a test, opened from their folder without a network."""

import base64

import nbformat
import pytest
from chapters import figures

from web.chapters import chapter_of
from web.running import VIEW, Run, figure
from web.site import Site


def run_here(path):
    """A chapter with the outputs that are committed, and with figures made in this process."""
    book, made, widgets = nbformat.read(path, as_version=4), iter(figures(path)), {}
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.get("data", {}).get("text/plain", "").startswith("Live figure"):
                made_here = next(made)
                made_here.reset()
                picture = base64.b64encode(made_here.picture).decode()
                state = {**made_here.get_state(), "picture": None}
                widgets[made_here.model_id] = figure(state, picture, made_here.material())
                output.data[VIEW] = {"model_id": made_here.model_id}
    assert next(made, None) is None
    return Run(path, book, widgets)


def built_in(folder, *paths, alone=True):
    """Write the pages of chapters, alone or with all the others of a site, into a folder; returns it."""
    runs = [run_here(path) for path in paths]
    Site().write([(chapter_of(run), run.widgets) for run in runs], folder, alone)
    return folder


class Opened:
    """A page from the folder, in a browser without a network; what it says on the console, what it asks for."""

    def __init__(self, browser, address, **options):
        self.context = browser.new_context(offline=True, **options)
        self.page, self.told, self.asked = self.context.new_page(), [], []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)
        if options.get("java_script_enabled", True):
            self.page.wait_for_function("document.documentElement.classList.contains('all-alive')")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


def open_page(browser, address, **options):
    """Open a page by its address, on a laptop where nothing else is said."""
    return Opened(browser, address, **{"viewport": {"width": 1280, "height": 800}, **options})


# axe lists every element of a page before it leaves any out, most of them spans of coloured code and parts of formulas:
# of these it is shown the text alone.
PLAIN = """left_out => document.querySelectorAll(left_out).forEach(one => {
    const [texts, walk] = [[], document.createTreeWalker(one, NodeFilter.SHOW_TEXT)];
    while (walk.nextNode()) texts.push(walk.currentNode);
    Object.defineProperty(one, "childNodes", { value: texts, configurable: true });
})"""


def bars_nobody(page, looks=True):
    """No barrier for people who read with their ears or write with one key.

    looks : whether each word of code is looked at, each colour held against its ground and each style sheet read, which
        takes eight times as long as all the rest; what one style sheet gives all pages needs it on one of them.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    if not looks:
        page.evaluate(PLAIN, "pre > code, math")
    quick = {} if looks else {"rules": {"color-contrast": {"enabled": False}}, "preload": False}
    found = axe.run(page, context=None if looks else {"exclude": [["pre > code"], ["math"]]},
                    options={"resultTypes": ["violations"], **quick}).response["violations"]
    assert not found, "\n".join(f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:150]}" for one in found)
