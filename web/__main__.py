"""Build the pages: ``python -m web [--to FOLDER] [--repository OWNER/NAME] [CHAPTER ...]``, what ``make site`` does.

Every notebook is run afresh. A repository on GitHub, where one is named, gives the pages a link to Binder. Chapters are
named by their numbers; without one all are built.
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from web.chapters import chapter_of
from web.running import run
from web.site import Site

HERE = Path(__file__).parents[1]
CHAPTERS = sorted((HERE / "notebooks").glob("*.ipynb"))


def made(path):
    """A notebook's chapter and its widgets, in a process of its own."""
    result = run(path)
    return chapter_of(result), result.widgets


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m web", description="Build the course as pages.")
    parser.add_argument("chapters", nargs="*", help="numbers of chapters, such as 02; all where none is named")
    parser.add_argument("--to", type=Path, default=HERE / "build" / "site", help="folder for the pages")
    parser.add_argument("--repository", default="", help="owner/name on GitHub, for links to Binder")
    asked = parser.parse_args(arguments)
    paths = [path for path in CHAPTERS if not asked.chapters or path.stem.split("_")[0] in asked.chapters]
    begin = time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        chapters = list(pool.map(made, paths))
    for page in Site(asked.repository).write(chapters, asked.to):
        print(f"{page.stat().st_size / 1e3:7.0f} kB  {page.name}")
    print(f"{asked.to}: {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
