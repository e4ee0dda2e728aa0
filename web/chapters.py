"""A notebook that was run, cut into the blocks of a page: prose, code, output, pictures, figures, exercises."""

import re
from dataclasses import dataclass, field

from web import exercises, pictures
from web.prose import coloured, prose
from web.running import VIEW

NOT_HERE = "notebook-only"  # the tag of cells that tell how to use JupyterLab
WIDE, READABLE = 1200, 0.54  # panels side by side: on a phone this share of their pixels, for letters of 12 px
IMAGE = re.compile(r'<img alt="([^"]*)"[^>]*src="(data:[^"]+)"')


@dataclass
class Chapter:
    """What the template knows of a chapter."""

    number: str
    file: str
    title: str = ""
    blocks: list = field(default_factory=list)
    headings: list = field(default_factory=list)  # (level, address, text)
    figures: int = 0
    question: str = ""  # the Markdown that was read last

    @property
    def sections(self):
        return [(address, text) for level, address, text in self.headings if level == 2]


def chapter_of(run):
    """The Chapter of a notebook that was run."""
    name = run.path.stem
    chapter = Chapter(name.split("_")[0], f"{name}.html")
    for cell in run.book.cells:
        tags = cell.metadata.get("tags", [])
        if NOT_HERE in tags:
            continue
        chapter.blocks.append({"kind": "cell", "tags": " ".join(tags)})
        chapter.blocks += (_prose if cell.cell_type == "markdown" else _code)(chapter, cell, run)
    chapter.title = next(text for level, _, text in chapter.headings if level == 1)
    _unique(chapter)
    return chapter


def _unique(chapter):
    """Two headings of one name would share an address."""
    addresses = [address for _, address, _ in chapter.headings]
    twice = {address for address in addresses if addresses.count(address) > 1}
    if twice:
        raise ValueError(f"{chapter.file} has two headings with the address {', '.join(sorted(twice))}")


def _prose(chapter, cell, _):
    chapter.question = cell.source
    return [{"kind": "prose", "html": prose(cell.source, chapter.headings)}]


def _code(chapter, cell, run):
    """A figure comes before its code, which is folded: a reader of a page wants to move it first."""
    asked = exercises.place(cell.source)
    if asked:
        return [{"kind": "exercise", "name": asked, "code": coloured(cell.source), "source": cell.source,
                 "question": chapter.question}]
    shown = _merged(block for output in cell.outputs for block in _output(chapter, output, run))
    written = {"kind": "code", "html": coloured(cell.source), "folded": ""}
    if any(block["kind"] in ("figure", "slider") for block in shown):
        return [*shown, {**written, "folded": "The code of this figure"}]
    return [{**written, "folded": "" if shown or not _imports(cell.source) else "What this page imports"}, *shown]


def _merged(blocks):
    """What is printed in pieces, be it in the middle of a line, is one text; what a cell returns begins a new line."""
    merged = []
    for block in blocks:
        if merged and merged[-1]["kind"] == block["kind"] == "text":
            before = merged[-1]["text"]
            merged[-1]["text"] = (before if block.get("goes_on") else before.rstrip("\n") + "\n") + block["text"]
        else:
            merged.append(block)
    return merged


def _imports(source):
    return all(re.match(r"from |import |\s|\)|$", line) for line in source.splitlines())


def _output(chapter, output, run):
    """The blocks of one output."""
    if output.output_type == "stream":
        return [{"kind": "text", "text": output.text, "goes_on": True}]
    data = output.data
    widget = run.widgets.get(data.get(VIEW, {}).get("model_id"))
    if widget and widget["is"] == "slider":
        return [{"kind": "slider", "model": data[VIEW]["model_id"]}]
    if "<img" in data.get("text/html", ""):
        alt, source = IMAGE.search(data["text/html"]).groups()
        width, height = pictures.size(source)
        picture = {"alt": alt, "src": pictures.webp(source), "width": width, "height": height}
        if widget is None:
            readable = round(READABLE * width) if WIDE < width < 3.5 * height else 0
            return [{"kind": "picture", **picture, "readable": readable}]
        chapter.figures += 1
        address = f"fig-{chapter.number.lower()}-{chapter.figures}"
        return [{"kind": "figure", "model": data[VIEW]["model_id"], "address": address, **picture}]
    return [{"kind": "text", "text": data["text/plain"]}]
