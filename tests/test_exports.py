"""A notebook with live figures, executed and exported: its pictures are there, with words, without a network."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter
from traitlets.config import Config

CONFIG = Path(__file__).parents[1] / "helpers" / "live" / "nbconvert_config.json"
SOURCE = """
from helpers import drawing, live, optimizers, surfaces
live.Descent(surfaces.parabola, optimizers.GradientDescent(0.03), start=-0.9, steps=15)
""".strip()


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A notebook of a reader's own, run as ``nbconvert --execute`` runs it."""
    folder = tmp_path_factory.mktemp("export")
    cells = [nbformat.v4.new_code_cell(SOURCE), nbformat.v4.new_code_cell("drawing.contours(surfaces.bowl)")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "own.ipynb")
    command = ["-m", "nbconvert", "own.ipynb", "--to=notebook", "--execute", "--output=run", f"--config={CONFIG}"]
    subprocess.run([sys.executable, *command], cwd=folder, check=True, capture_output=True, timeout=120)
    return folder / "run.ipynb"


def convert(path, exporter):
    """The text that nbconvert would write, and the names of the files beside it."""
    config = Config(json.loads(CONFIG.read_text(encoding="utf-8")))
    text, resources = exporter(config=config).from_filename(str(path))
    return text, sorted(resources["outputs"] or ())


def test_every_output_holds_a_picture_for_those_who_trust_no_html(executed):
    outputs = [o for cell in nbformat.read(executed, 4).cells for o in cell.outputs]
    assert len(outputs) == 2
    for output in outputs:
        assert {"text/plain", "text/html", "image/png"} <= set(output["data"])
        assert output["metadata"]["image/png"]["alt"] in json.dumps(output["data"]["text/html"], ensure_ascii=False)


def test_a_page_shows_the_pictures_and_needs_nothing_from_elsewhere_for_them(executed):
    page, _ = convert(executed, HTMLExporter)
    assert page.count('<img alt="') == 2
    assert page.count('src="data:image/png;base64,') == 2
    assert "Gradient descent on 6x² − 12x + 3 from one start." in page


def test_latex_gets_pictures_as_files_and_markdown_keeps_the_words(executed):
    text, files = convert(executed, LatexExporter)
    assert len(files) == 2
    assert all(name.endswith(".png") and name in text for name in files)
    assert convert(executed, MarkdownExporter)[0].count('<img alt="') == 2
