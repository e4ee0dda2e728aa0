"""Fixtures for the browser tests: one JupyterLab in one page of a Chromium for all chapters."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from kinds import IMPORTS
from lab import LOOKED_AT, NOTEBOOKS, Chapter, Server
from page_tools import load

HERE = Path(__file__).parent


def find_chromium():
    """The browser that DOWNHILL_CHROMIUM names, else the first Chromium or Chrome that starts.

    The shell is the same engine without the windows that nobody sees: tests of pages cost about a fifth less.
    """
    shell = ["chromium-headless-shell", "chrome-headless-shell"]
    names = [os.environ.get("DOWNHILL_CHROMIUM"), *shell, "chromium", "chromium-browser", "google-chrome"]
    for path in filter(None, (shutil.which(name) for name in names if name)):
        try:
            subprocess.run([path, "--version"], check=True, capture_output=True, timeout=30)
        except (OSError, subprocess.SubprocessError):
            continue  # on some systems the name is only a note that the browser is to be had elsewhere
        return path
    return None


def why_untested():
    """The reason why no test of this folder can run, or an empty text."""
    if find_spec("playwright") is None:
        return "playwright is not installed"
    return "" if find_chromium() else "no Chromium found (install one, or set DOWNHILL_CHROMIUM to its path)"


def pytest_collection_modifyitems(items):
    """Mark what stands in this folder; a skip by mark is told in one line for the whole file. What lasts long begins.

    Of several processes none is then left alone with the tests that need JupyterLab, which go one after the other.
    """
    ours = [item for item in items if item.path.parent == HERE]
    reason = why_untested() if ours else ""
    for item in ours:
        item.add_marker("browser")
        if reason:
            item.add_marker(pytest.mark.skip(reason=f"NOTHING WAS TESTED IN A BROWSER: {reason}"))
    begin = ("JupyterLab", "tests/browser/", "notebooks/")
    items.sort(key=lambda item: next((k for k, name in enumerate(begin) if group(item.nodeid).startswith(name)), 9))


def group(nodeid):
    """Tests of one group stay together in one process: those of a file, but for two cases."""
    file, _, test = nodeid.partition("::")
    chapter = test.partition("[")[2]
    if re.search("chapter_figures|teaching_plans", file) and "_" in chapter:  # what is built serves all its tests
        return f"tests/browser/ figures of {chapter}"
    if not file.startswith("tests/browser/") or re.search("agreement|page", file):
        return file  # figures in an empty page need no JupyterLab
    return "JupyterLab"  # it is started once, and its page kept


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Deal out groups of tests."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group(nodeid)

    return Together(config, log)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of a process. V8 does all its work in one thread: no core is free for a second."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--js-flags=--single-threaded"]
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page(browser):
    """A page of a browser; the first chapter starts JupyterLab in it, the others open there."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(15_000)
    page.troubles = []
    yield page
    page.close()


@pytest.fixture(scope="session")
def server(page, tmp_path_factory):
    """JupyterLab on a copy of the notebooks, so that a run changes no file of the course."""
    home = tmp_path_factory.mktemp("lab")
    for copy in (home / "notebooks", home / "notebooks" / LOOKED_AT):
        shutil.copytree(NOTEBOOKS, copy, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    server = Server(home, home / "notebooks")
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def own_notebook(page, server):
    """A notebook of a reader's own on one kernel for all files; its first cell imports what the others need."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS)], metadata={"kernelspec": kernel})
    nbformat.write(book, server.notebooks / "own.ipynb")
    notebook = Chapter(page, server, server.notebooks / "own.ipynb")
    notebook.run_all()
    yield notebook
    notebook.close()


@pytest.fixture
def own(own_notebook):
    """The same, in front of what other tests have opened; the cells that a test writes are gone after it."""
    own_notebook.show()
    with own_notebook.without_what_is_added():
        yield own_notebook


@pytest.fixture(scope="module")
def half(browser):
    """The page half of the figures in an empty page, without JupyterLab."""
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    page.troubles = []
    page.on("console", lambda message: page.troubles.append(message.text))
    page.on("pageerror", lambda error: page.troubles.append(error.stack or str(error)))
    yield load(page)
    page.close()


@pytest.fixture(scope="module")
def tab(browser):
    """An empty page that may load the modules of the exercises."""
    from exercise_page import empty_page

    with empty_page(browser) as page:
        yield page


@pytest.fixture(autouse=True)
def no_complaints(request):
    """After each test: nothing that the page of JupyterLab, or a page without it, has complained about."""
    pages = {"half": "half", "tab": "tab", "server": "page"}
    name = next((page for name, page in pages.items() if name in request.fixturenames), None)
    if name is None:  # a test that opens its own page looks by itself
        yield
        return
    watched = request.getfixturevalue(name)
    yield
    troubles, watched.troubles = watched.troubles, []
    assert not troubles, "\n".join(troubles)
