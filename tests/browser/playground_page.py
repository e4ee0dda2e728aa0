"""The playground as one file, in the site's own template: what its tests open from a folder."""

import sys
from pathlib import Path

from web.playground import page_parts
from web.site import HERE, Site, as_data

WEB = HERE / "page"


def write(path):
    """Write the page to a file."""
    parts = page_parts()
    path.write_text(Site()._page("playground", parts["entry"], title=parts["title"], eyebrow="", body=parts["body"],
                                 look=parts["style"], data=as_data(parts["data"])), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
