"""The pages of the site, each one file that holds all it needs."""

import base64
import json
import re
from html import unescape
from pathlib import Path

import jinja2
import nbformat

from helpers import exercises as course
from helpers.live import page
from web import teaching
from web.exercises import exercise
from web.playground import page_parts

HERE = Path(__file__).parent
PARTS = {"00": "To begin with", "01": "Part I: Descent", "06": "Part II: Optimizers",
         "16": "Part III: Learning from data", "A": "Appendix"}  # each with its first chapter
ROW = re.compile(r"\| \[(\w+) ([^\]]+)\]\((\w+)\.ipynb\) \| (.*?) \| (\d+) \|")
FONTS = {"regular": (400, "normal"), "italic": (400, "italic"), "bold": (700, "normal")}


class Site:
    """Writes pages from chapters. repository : owner/name on GitHub, for links to Binder; may be empty."""

    def __init__(self, repository=""):
        self.repository = repository
        space = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), trim_blocks=True,
                                   lstrip_blocks=True, undefined=jinja2.StrictUndefined)
        self.templates = space
        self.list = listed()

    def write(self, chapters, folder, alone=False):
        """Write the pages of (chapter, widgets) pairs, alone or with all others; returns their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = {chapter.file: self.chapter(chapter, widgets) for chapter, widgets in chapters}
        if not alone:
            pages |= {"index.html": self.start(chapters), "playground.html": self.playground()}
            pages |= {one.file: self.teaching(one) for one in teaching.pages()}
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
        return [folder / name for name in pages]

    def chapter(self, chapter, widgets):
        """The page of a chapter."""
        at = next(i for i, one in enumerate(self.list) if one["file"] == chapter.file)
        here = self.list[at]
        before, after = (self.list[i] if 0 <= i < len(self.list) else None for i in (at - 1, at + 1))
        where = f"{here['part']} · chapter {here['number']}"
        return self._page("chapter", "reader", title=chapter.title, eyebrow=where,
                          chapter=chapter, before=before, after=after, widgets=as_data(widgets),
                          exercises=self.exercises(chapter), notes=as_data(teaching.notes(chapter.file)))

    def exercises(self, chapter):
        """What a chapter's page says to answers."""
        binder = self.binder(chapter.file.replace(".html", ".ipynb"))
        return as_data({block["name"]: exercise(block["name"], block["question"], block["source"], binder)
                        for block in chapter.blocks if block["kind"] == "exercise"})

    def start(self, chapters):
        """The start page: the first figure of the course, the list of chapters, and a search through all of them."""
        chapter, widgets = chapters[0]
        figure = next(block for block in chapter.blocks if block["kind"] == "figure")
        parts = [{"title": title, "chapters": [one for one in self.list if one["part"] == title]}
                 for title in PARTS.values()]
        return self._page("index", "start", title="Learn gradient descent by moving it", eyebrow="", parts=parts,
                          figure=figure, widgets=as_data({figure["model"]: widgets[figure["model"]]}),
                          words=as_data([entry for one, _ in chapters for entry in sections(one)]),
                          binder=self.binder(), teachers=bool(teaching.pages()))

    def playground(self):
        """A page for a reader's own function."""
        parts = page_parts()
        return self._page("playground", parts["entry"], title=parts["title"], eyebrow="Playground", look=parts["style"],
                          body=parts["body"], data=as_data(parts["data"]))

    def teaching(self, one):
        """A page for teachers."""
        return self._page("teaching", "", title=one.title, eyebrow="For teachers", sheet=one.kind,
                          name=one.file.removesuffix(".html"), body=one.html)

    def binder(self, notebook=""):
        """Where Binder opens the course, or a notebook; empty where nobody has said which repository holds it."""
        at = f"/tree/notebooks/{notebook}" if notebook else ""
        return f"https://mybinder.org/v2/gh/{self.repository}/HEAD?urlpath=lab{at}" if self.repository else ""

    def _page(self, template, entry, **known):
        script = page.joined(entry, HERE / "page").replace("</script", "<\\/script") if entry else ""
        return self.templates.get_template(f"{template}.html.j2").render(
            kind=template, style=style(), script=script, **known)


def listed():
    """The chapters as the map in the first one tells them, itself at the head."""
    books = sorted((HERE.parent / "notebooks").glob("*.ipynb"))
    text = "\n".join(cell.source for cell in nbformat.read(books[0], as_version=4).cells)
    rows = [("00", "Start here", books[0].stem, "What does it feel like?", "20"), *ROW.findall(text)]
    if [row[2] for row in rows] != [book.stem for book in books]:
        raise ValueError(f"the map in {books[0].name} and the folder notebooks/ name different chapters")
    part = ""
    found = []
    names = course.names()
    for number, name, stem, question, minutes in rows:
        part = PARTS.get(number, part)
        found.append({"number": number, "name": name, "file": f"{stem}.html", "question": question, "part": part,
                      "minutes": f"{minutes} min", "label": f"{number} {name}",
                      "exercises": " ".join(one for one in names if one.split(".")[0] == number)})
    return found


def style():
    """All rules of a page's look, with its fonts."""
    faces = [_face("Pagella", HERE / "fonts" / f"pagella-{name}.woff2", *look) for name, look in FONTS.items()]
    faces.append(_face("Pagella Math", HERE / "fonts" / "pagella-math.woff2", 400, "normal"))
    sheets = [(HERE / name).read_text(encoding="utf-8") for name in ("style.css", "exercises.css", "present.css")]
    return "\n".join([*faces, *sheets, page.STYLE])


def _face(family, path, weight, slant):
    packed = base64.b64encode(path.read_bytes()).decode()
    return (f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slant}; font-display: swap; '
            f'src: url("data:font/woff2;base64,{packed}") format("woff2"); }}')


def as_data(value):
    """JSON that may stand in a page: no text in it can end the element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("</", "<\\/")


def sections(chapter):
    """What the search looks through: [address, chapter, section, text] of each section."""
    entries, section = [], (chapter.file, chapter.title)
    for block in chapter.blocks:
        if block["kind"] != "prose":
            continue
        for piece in re.split(r'(?=<h2 id=")', block["html"]):
            if found := re.match(r'<h2 id="([^"]*)">(.*?)</h2>', piece):
                section = (f"{chapter.file}#{found[1]}", plain(found[2]))
            if not entries or entries[-1][0] != section[0]:
                entries.append([section[0], chapter.title, section[1], ""])
            entries[-1][3] += plain(piece) + " "
    return entries


def plain(text):
    """HTML without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", text))).strip()
