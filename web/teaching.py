"""Pages for teachers, from docs/teaching: plans, solutions, glossary, sheet of rules; and the notes that Present shows.

Solutions have pages of their own. Only the teachers' pages lead to them.
"""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from web.prose import prose

__all__ = ["Page", "notes", "pages"]

HERE = Path(__file__).parents[1]
DOCS = HERE / "docs" / "teaching"
HREF = re.compile(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
FIGURE = re.compile(r"#fig-([0-9a-z]+)-\d+")


@dataclass(frozen=True)
class Page:
    """A page for teachers. kind : "teaching", "rules", "plan", "solutions" or "sheet"."""

    file: str
    title: str
    kind: str
    html: str


def pages(docs=DOCS):
    """All pages for teachers that docs/teaching has text for, the first of them with a list of the others.

    Returns a list of Page; an empty one where there is no text yet.
    """
    made = [_page(path, docs) for path in sorted(docs.rglob("*.md"))]
    usual = Page("teaching.html", "For teachers", "teaching", "")
    first = next((page for page in made if page.kind == "teaching"), usual)
    others = [page for page in made if page.kind != "teaching"]
    return [Page(first.file, first.title, first.kind, _heading(first) + _list(others)), *others] if others else made


def notes(file, docs=DOCS):
    """What the plan of a chapter says to each of its sections, for the teacher's window: title -> HTML.

    file : the chapter's page. What stands before the first section has the title "". Empty where there is no plan.
    """
    path = docs / "plans" / file.replace(".html", ".md")
    if not path.exists():
        return {}
    lead, *sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    told = {"": lead.partition("\n")[2]} | {title: text for title, _, text in (one.partition("\n") for one in sections)}
    number = file.split("_")[0].lower()
    return {_plain(title): _linked(prose(text, []), docs, number) for title, text in told.items()}


def _plain(markdown):
    """A title as the chapter's page shows it."""
    return re.sub(r"<[^>]+>", "", re.sub(r"[`*]", "", markdown)).strip()


def _page(path, docs):
    headings = []
    html = _linked(prose(path.read_text(encoding="utf-8"), headings), docs, base=path.parent)
    title = next((text for level, _, text in headings if level == 1), path.stem)
    folder = path.parent.name if path.parent != docs else ""
    kind = {"plans": "plan", "solutions": "solutions"}.get(folder, "sheet")
    if not folder and path.stem in ("README", "rules"):
        kind = {"README": "teaching"}.get(path.stem, "rules")
    if kind == "plan":
        solved = f"solutions_{path.stem}.html"
        html += f'<p class="onward">The chapter: <a href="{path.stem}.html">{title}</a>.</p>'
        if (docs / "solutions" / path.name).exists():
            html += f'<p class="onward"><a href="{solved}">Solutions of its exercises</a>, for teachers only.</p>'
    return Page(_address(path, docs), title, kind, html)


def _address(path, docs):
    """The name of a text's page."""
    if path == docs / "README.md":
        return "teaching.html"
    folder = {"plans": "plan_", "solutions": "solutions_"}.get(path.parent.name if path.parent != docs else "", "")
    return f"{folder}{path.stem}.html"


def _heading(page):
    return page.html or "<h1>For teachers</h1>\n<p>Plans, solutions and sheets for a class.</p>\n"


def _list(others):
    """Links to all pages, those of a kind together."""
    kinds = [("Sheets and lists", ("rules", "sheet")), ("Plans, one a chapter", ("plan",)),
             ("Solutions", ("solutions",))]
    text = ""
    for title, wanted in kinds:
        found = [page for page in others if page.kind in wanted]
        links = "".join(f'<li><a href="{page.file}">{page.title}</a></li>\n' for page in found)
        text += f'<h2 id="all-{wanted[-1]}">{title}</h2>\n<ul class="pages">{links}</ul>\n' if found else ""
    return text


def _linked(html, docs, here="", base=None):
    """Links of the texts as links between pages; those to other files of the repository become plain text.

    here : the number of the chapter whose own page shows the text. base : the folder of the text.
    """
    return HREF.sub(partial(_link, docs=docs, here=here, base=base or docs / "plans"), html)


def _link(found, docs, here, base):
    address, rest, text = found.groups()
    figure = FIGURE.match(address)
    if figure and figure[1] != here:
        address = _chapter(figure[1]) + address
    elif not re.match(r"#|https?:", address):
        address = _between(address, docs, base)
    return f'<a href="{address}"{rest}>{text}</a>' if address else text


def _chapter(number):
    """The page of a chapter by its number, as a link writes it."""
    books = [path.stem for path in (HERE / "notebooks").glob("*.ipynb") if path.stem.split("_")[0].lower() == number]
    if not books:
        raise ValueError(f"docs/teaching has a link to a figure of chapter {number!r}, which is no chapter")
    return f"{books[0]}.html"


def _between(address, docs, base):
    """Another text's page, a chapter's page, or nothing."""
    path, mark, place = address.partition("#")
    if re.fullmatch(r"(?:.*/)?\w+\.(?:ipynb|html)", path):
        return re.sub(r"^.*/|\.ipynb$", "", path).removesuffix(".html") + ".html" + mark + place
    target = (base / path).resolve()
    if target.suffix == ".md" and target.is_relative_to(docs.resolve()):
        return _address(docs / target.relative_to(docs.resolve()), docs) + mark + place
    if target in (docs.resolve() / "plans", docs.resolve() / "solutions"):
        return f"teaching.html#all-{'plan' if target.name == 'plans' else target.name}"
    return ""
