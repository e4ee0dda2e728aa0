"""The web edition without a browser: prose, formulas, fonts, the list of chapters, what may stand in a page."""

import json
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest
from chapters import CHAPTERS
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from web import site, teaching
from web.chapters import chapter_of
from web.mathml import in_parts, mathml
from web.prose import prose
from web.running import Run

TEXT, PARAGRAPH = re.compile(r"<[^>]+>"), "See [02](02_descent_in_one_dimension.ipynb#exercises), $x_1 < 2$."


@pytest.fixture(scope="module")
def written():
    """Every markdown cell of the course as HTML."""
    cells = [cell for path in CHAPTERS for cell in nbformat.read(path, as_version=4).cells]
    return [prose(cell.source, []) for cell in cells if cell.cell_type == "markdown"]


def test_no_formula_is_left_as_latex(written):
    everything = "\n".join(written)
    assert everything.count("<math") > 1000
    plain = unescape(TEXT.sub("", re.sub(r"<(code|pre)>.*?</\1>", "", everything, flags=re.DOTALL)))
    assert not re.findall(r"\$|\\[a-zA-Z]+", plain)


@pytest.mark.parametrize("name", ["math", "text"])
def test_the_fonts_hold_every_sign(written, name):
    """A sign that is missing would be taken from another font, or come out as a box."""
    fonts = site.HERE / "fonts"
    parts = re.findall(r"<math.*?</math>", "\n".join(written), re.DOTALL)
    if name == "text":
        parts = [re.sub(r"<(math|code|pre)\b.*?</\1>", "", one, flags=re.DOTALL) for one in written]
    signs = {ord(sign) for part in parts for sign in unescape(TEXT.sub("", part)) if not sign.isspace()}
    with TTFont(fonts / ("pagella-math.woff2" if name == "math" else "pagella-regular.woff2")) as font:
        known = set(font.getBestCmap())
    missing = {chr(sign) for sign in signs - known}
    assert len(signs) > 60
    assert missing <= (set() if name == "math" else set("−∂∇√■▲▼◆●→′″⁻₀₁₂")), missing


def test_links_between_chapters_stay_among_the_pages(written):
    files = {one["file"] for one in site.listed()}
    links = re.findall(r'href="([^"#]+)', "\n".join(written))
    assert {link for link in links if link in files} == files
    assert not [link for link in links if link.endswith(".ipynb")]


def test_headings_get_addresses():
    headings = []
    assert '<h2 id="what-if-it-zigzags">' in prose("## What if it *zigzags*?", headings)
    assert headings == [(2, "what-if-it-zigzags", "What if it zigzags?")]


def test_prose_links_and_formulas():
    text = prose(PARAGRAPH, [])
    assert 'href="02_descent_in_one_dimension.html#exercises"' in text
    assert "<msub><mi>x</mi><mn>1</mn></msub>" in text
    assert "&#x0003C;" in text


def test_a_formula_may_be_written_as_a_notebook_escapes_it():
    assert mathml("a &lt; b") == mathml("a < b")


def test_the_bars_of_a_norm_keep_their_height():
    assert mathml(r"\lVert a \rVert^2").count('<mo stretchy="false">&#x02016;</mo>') == 2


SIGNED = '<mo form="prefix">&#x02212;</mo>'


@pytest.mark.parametrize(("latex", "count"), [
    ("x = -0.9", 1), ("(-1, -2)", 2), (r"\to -\infty", 1), ("1 - x", 0), ("(a) - b", 0), ("|a| - b", 0), ("f' - g", 0)])
def test_a_minus_belongs_to_its_number_where_it_is_a_sign(latex, count):
    assert mathml(latex).count(SIGNED) == count


def test_names_bars_and_thousands_are_set_as_in_a_book():
    assert re.sub(r"<mspace[^>]*>", "~", mathml(r"49\cos x")).count("~") == 2
    assert "<mspace" not in mathml(r"\log_{10}(x)")
    assert re.findall(r'form="(\w+)"', mathml("|x| + |y|")) == ["prefix", "postfix"] * 2
    assert "<mn>1,600</mn>" in mathml(r"1{,}600")


def test_a_formula_of_several_parts_may_go_on_in_the_next_line():
    parts = in_parts(r"a = b \quad\text{gives}\quad c, \qquad d")
    assert len(parts) == 3
    assert "gives" in parts[1]
    assert len(in_parts("a = b")) == 1


def test_a_bracket_and_a_comma_stay_with_their_formula():
    assert re.sub("<math.*?</math>", "x", prose("It ($x$, or $y$ so", [])) == (
        '<p>It <span class="together">(x,</span> or x so</p>\n')


def test_the_list_of_chapters_is_the_one_of_the_start_page():
    assert [one["file"] for one in site.listed()] == [f"{path.stem}.html" for path in CHAPTERS]
    assert all(one["part"] and one["question"].endswith("?") for one in site.listed())


def test_no_text_ends_the_element_that_data_stand_in():
    data = {"text": "</script><script>alert(1)</script>", "sign": "−"}
    assert "</" not in site.as_data(data)
    assert json.loads(site.as_data(data)) == data
    with pytest.raises(ValueError, match="Out of range"):
        site.as_data(float("nan"))


def test_what_is_printed_in_pieces_is_one_text():
    """A kernel sends what it has when its time comes, be it in the middle of a line."""
    book = new_notebook(cells=[new_markdown_cell("# A title"), new_code_cell("print('a b')\nprint('c')\n4", outputs=[
        new_output("stream", text="a"), new_output("stream", text=" b\nc\n"),
        new_output("execute_result", data={"text/plain": "4"})])])
    *_, text = chapter_of(Run(Path("00_x.ipynb"), book, {})).blocks
    assert text["text"] == "a b\nc\n4"


# ---- pages for teachers ---------------------------------------------------------------------------------------------


def test_links_of_teachers_pages_lead_to_pages_that_there_are(written):
    made = teaching.pages()
    known = {page.file for page in made} | {one["file"] for one in site.listed()} | {"index.html", "playground.html"}
    links = {link for page in made for link in re.findall(r'href="([^"#]+)', page.html) if not link.startswith("http")}
    assert len(made) > 45
    assert links <= known
    assert not [link for text in written for link in re.findall(r'href="([^"#]+)', text) if "solutions" in link]


def test_anchors_of_teachers_pages_are_there():
    for page in teaching.pages():
        places = set(re.findall(r'id="([^"]+)"', page.html))
        assert {link for link in re.findall(r'href="#([^"?]+)', page.html)} <= places, page.file


def test_a_plan_gives_present_its_notes_by_the_titles_of_the_page():
    chapter = next(one for one in site.listed() if one["number"] == "06")
    headings = []
    for cell in nbformat.read(CHAPTERS[6], as_version=4).cells:
        if cell.cell_type == "markdown":
            prose(cell.source, headings)
    notes = teaching.notes(chapter["file"])
    assert set(notes) - {"", "Homework"} <= {text for _, _, text in headings}
    assert "<strong>Ask:</strong>" in notes["Write the rule"]
