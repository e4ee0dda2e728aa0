"""The page half of the live figures: plain modules, one task each, that reach a page as one text.

A page that was opened from a file cannot load modules from other files. So ``SCRIPT`` holds all of them, each in a
function of its own after those that it imports, and exports what ``main.js`` exports. Every saved figure carries that
text, so lines of comment stay behind.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
IMPORT = re.compile(r'^import (\{.*?\}) from "\./(\w+)\.js";$', re.MULTILINE)
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|class|function\*?) (\w+))", re.MULTILINE)


def joined(entry, *folders):
    """The module ``entry`` and all that it imports, as the text of one module; from here, or from other folders."""
    parts, seen = [], set()

    def read(name):
        places = [folder / f"{name}.js" for folder in (HERE, *folders)]
        return next(place for place in places if place.exists()).read_text(encoding="utf-8")

    def add(name):
        if name in seen:
            return
        seen.add(name)
        text = read(name)
        for _, other in IMPORT.findall(text):
            add(other)
        body = EXPORT.sub("", IMPORT.sub(r"const \1 = $\2;", COMMENT.sub("", text)))
        parts.append(f"const ${name} = (() => {{\n{body}\nreturn {{ {', '.join(EXPORT.findall(text))} }};\n}})();\n")

    add(entry)
    names = EXPORT.findall(read(entry))
    return "\n".join([*parts, f"export const {{ {', '.join(names)} }} = ${entry};", f"export default ${entry};"])


SCRIPT = joined("main")
STYLE = (HERE / "figure.css").read_text(encoding="utf-8")
