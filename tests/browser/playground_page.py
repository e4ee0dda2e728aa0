"""The playground as one file, without the site around it: what its tests open from a folder."""

import json
import sys
from pathlib import Path

from helpers.live import page as half
from web.playground import page_parts

WEB = Path(__file__).parents[2] / "web" / "page"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title><link rel="icon" href="data:,">
<style>{style}
body {{ margin: 0 auto; padding: 12px 16px; max-width: 1016px; font: 17px/1.5 serif; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #17181a; color: #e5e2da; }} }}
</style></head><body><main>{body}</main>
<script type="application/json" id="playground-data">{data}</script>
<script type="module">{script}</script></body></html>"""


def write(path):
    """Write the page to a file."""
    parts = page_parts()
    path.write_text(PAGE.format(title=parts["title"], body=parts["body"], style=half.STYLE + parts["style"],
                                data=json.dumps(parts["data"]).replace("<", "\\u003c"),
                                script=half.joined(parts["entry"], WEB)), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
