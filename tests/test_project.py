"""The project around the code: one list of requirements, every chapter listed, notebooks fit to be committed."""

import itertools
import json
import re
import tomllib
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from nbval.plugin import get_sanitize_patterns
from PIL import Image

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
START = "00_start_here.ipynb"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:root|home|tmp|Users|private|var/folders|mnt|opt)/[\w.-]+|[A-Z]:\\\\?Users")
IMAGE = re.compile(r"<img\b[^>]*>")
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def book(path):
    return json.loads(path.read_text(encoding="utf-8"))


def joined(field):
    return "".join(field) if isinstance(field, list) else field


def code_cells(path):
    return [cell for cell in book(path)["cells"] if cell["cell_type"] == "code" and joined(cell["source"]).strip()]


def outputs(path):
    """(number of the code cell, output), the first cell being 1."""
    return [(number, output) for number, cell in enumerate(code_cells(path), 1) for output in cell["outputs"]]


# ---- one list of requirements -----------------------------------------------------------------------------------


def specifiers(lines):
    """{name: versions} for lines such as "numpy>=2.0,<3"; an editable install has no version to agree on."""
    lines = [line.split("#")[0].strip() for line in lines]
    return dict(re.fullmatch(r"([\w-]+)(.*)", line).groups() for line in lines if line and not line.startswith("-"))


def test_environment_delegates_to_requirements():
    items = re.findall(r"^\s*- (.+?)\s*$", re.sub(r"#.*", "", read("environment.yml")), re.MULTILINE)
    below_pip = items[items.index("pip:") + 1:]
    assert below_pip == ["-r requirements.txt"]
    assert {re.split(r"[<>=]", item)[0] for item in items[: items.index("pip:")]} == {"conda-forge", "python", "pip"}


def test_environment_and_package_ask_for_the_same_python():
    oldest = tomllib.loads(read("pyproject.toml"))["project"]["requires-python"]
    assert f"- python{oldest}" in read("environment.yml")


def declared_in(project):
    """All that pyproject.toml asks for; the package itself is named where one of its lists takes in another."""
    everything = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    return [one for one in everything if not one.startswith(f"{project['name']}[")]


def test_requirements_agree_with_the_package():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = specifiers(read("requirements.txt").splitlines())
    declared = specifiers(declared_in(project))
    assert {"jupyterlab", "ipywidgets", "nbval"} <= wanted.keys()
    assert "-e ." in read("requirements.txt").splitlines()
    assert wanted == {name: declared.get(name) for name in wanted}


def test_contributing_says_why_each_dependency_is_there():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    declared = specifiers(declared_in(project))
    assert [name for name in declared if f"`{name}`" not in read("CONTRIBUTING.md")] == []


# ---- every chapter is listed, every link leads somewhere ---------------------------------------------------------


@every_notebook
def test_chapter_is_listed_in_the_readme_and_on_the_start_page(path):
    assert f"notebooks/{path.name}" in read("README.md")
    start = "".join(joined(cell["source"]) for cell in book(ROOT / "notebooks" / START)["cells"])
    assert path.name == START or f"]({path.name})" in start


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_a_chapter_takes_as_long_as_the_start_page_says_and_no_longer_than_a_lesson(path):
    start = "".join(joined(cell["source"]) for cell in book(ROOT / "notebooks" / START)["cells"])
    told = re.search(r"\*\*Time:\*\* \D*(\d+) minutes", joined(book(path)["cells"][0]["source"]))[1]
    assert told == re.search(rf"\]\({path.name}\)[^|]*\|[^|]*\| (\d+) \|", start)[1]
    assert int(told) <= 45


def test_the_readme_lists_no_chapter_that_is_missing():
    listed = re.findall(r"notebooks/([\w.]+\.ipynb)", read("README.md"))
    assert START in listed
    assert {path.name for path in NOTEBOOKS} >= set(listed)


def links(text):
    """Targets of Markdown links and pictures that are files of ours."""
    targets = re.findall(r"\]\(([^)\s]+)", text) + re.findall(r"<img[^>]*src=\"([^\"]+)", text)
    return [target.split("#")[0] for target in targets if not re.match(r"https?:|mailto:|data:|attachment:|#", target)]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_links_of_a_page_lead_to_files(page):
    assert [target for target in links(read(page)) if not (ROOT / target).exists()] == []


@every_notebook
def test_links_of_a_notebook_lead_to_files(path):
    prose = [joined(cell["source"]) for cell in book(path)["cells"] if cell["cell_type"] == "markdown"]
    assert [target for target in links("\n".join(prose)) if not (path.parent / target).exists()] == []


# ---- notebooks are committed freshly run, and fit to be read without a kernel ------------------------------------


@every_notebook
def test_notebook_was_run_once_from_top_to_bottom(path):
    assert [cell["execution_count"] for cell in code_cells(path)] == list(range(1, len(code_cells(path)) + 1))


@every_notebook
def test_notebook_stores_no_error_and_no_warning(path):
    assert [(number, output) for number, output in outputs(path)
            if output["output_type"] == "error" or output.get("name") == "stderr"] == []


@every_notebook
def test_notebook_names_no_path_of_a_machine(path):
    text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", path.read_text(encoding="utf-8"))
    assert MACHINE_PATH.findall(text) == []
    assert str(ROOT) not in text


@every_notebook
def test_notebook_carries_no_dangling_widget(path):
    assert [number for number, output in outputs(path) if WIDGET_VIEW in output.get("data", {})] == []


@every_notebook
def test_every_picture_has_alternative_text(path):
    html = [joined(output["data"].get("text/html", "")) for _, output in outputs(path) if "data" in output]
    images = [image for text in html for image in IMAGE.findall(text)]
    assert [image[:100] for image in images if not re.search(r"\balt=\"[^\"]*\w[^\"]*\"", image)] == []
    data = [(number, output["data"], output["metadata"]) for number, output in outputs(path) if "data" in output]
    shown = {number for number, kinds, _ in data if "<img" in joined(kinds.get("text/html", ""))}
    bare = [number for number, kinds, _ in data if "image/png" in kinds and number not in shown]
    assert bare == [], "JupyterLab shows no alternative text for these: display an <img alt=...> as text/html"
    paper = [number for number, kinds, words in data if number in shown
             and not ("image/png" in kinds and words["image/png"]["alt"])]
    assert paper == [], "these lack the picture that LaTeX, PDF and places without HTML show, with its alternative text"


@every_notebook
def test_every_picture_is_one(path):
    """JupyterLab shows what it is given; the browser tests look at the first and the last picture of a chapter."""
    html = [joined(output["data"].get("text/html", "")) for _, output in outputs(path) if "data" in output]
    sources = [source for text in html for source in re.findall(r'<img\b[^>]*\bsrc="([^"]*)"', text)]
    assert len(sources) == sum(len(IMAGE.findall(text)) for text in html) > 0
    for source in sources:
        head, _, data = source.partition(",")
        assert head in ("data:image/png;base64", "data:image/webp;base64")
        with Image.open(BytesIO(b64decode(data, validate=True))) as image:
            image.load()
            assert image.width > 50


@every_notebook
def test_every_live_figure_leaves_a_picture(path):
    live = [(number, output["data"]) for number, output in outputs(path)
            if joined(output.get("data", {}).get("text/plain", "")).startswith("Live figure")]
    assert [number for number, data in live if not IMAGE.search(joined(data.get("text/html", "")))] == []
    assert live or not path.name[0].isdigit(), "a chapter without a live figure"


@every_notebook
def test_no_output_is_the_bare_name_of_an_object(path):
    plain = [(number, joined(output.get("data", {}).get("text/plain", ""))) for number, output in outputs(path)]
    assert [(number, text) for number, text in plain
            if re.search(r" at 0x[0-9a-f]{6,}|^<Figure size|^\w+\(children=", text)] == []


@every_notebook
def test_notebook_is_small_and_carries_no_personal_metadata(path):
    assert path.stat().st_size < 1_500_000
    assert book(path)["metadata"].keys() == {"kernelspec", "language_info"}
    assert book(path)["metadata"]["kernelspec"]["name"] == "python3"
    assert [cell["metadata"] for cell in book(path)["cells"] if cell["metadata"].keys() - {"tags"}] == []


# ---- the comparison itself ---------------------------------------------------------------------------------------


def sanitized(text):
    for pattern, replacement in get_sanitize_patterns(read("tests/nbval_sanitize.cfg")):
        text = re.sub(pattern, replacement, text)
    return text


def test_nbval_forgives_pixels_and_compares_alternative_text():
    stored = '<img alt="ends at 0.9963" style="width: 9px" src="data:image/png;base64,iVBORw0KGgo+/A==">'
    assert sanitized(stored) == sanitized(stored.replace("iVBORw0KGgo+/A==", "AAAABBBB"))
    assert sanitized(stored) != sanitized(stored.replace("0.9963", "0.9964"))
    assert "base64" not in sanitized(stored)
