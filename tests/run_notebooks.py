"""Run notebooks from top to bottom, in place: python -m tests.run_notebooks [NOTEBOOK ...]

Without arguments all of notebooks/ is run. A notebook is written only if no cell fails or warns, and what
is written is what a reader can use: no timings, no widget state, no view of a widget that is long gone.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from web.pictures import packed, webp

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def outputs(book):
    return [(number, output) for number, cell in enumerate(book.cells) for output in cell.get("outputs", [])]


def faults(book):
    """What a reader must not meet: something on stderr, or a live figure that leaves no picture behind."""
    for number, output in outputs(book):
        data = output.get("data", {})
        if output.get("name") == "stderr":
            yield f"cell {number}: wrote to stderr:\n{output.text}"
        live = WIDGET_VIEW in data and "Live figure" in data.get("text/plain", "")
        if live and not ("<img" in data.get("text/html", "") and "image/png" in data):
            yield f"cell {number}: shows a live figure that leaves no picture (<img alt=...> as text/html, image/png)"


def pack(data):
    """Both pictures of an output, the one in its <img> and the one for paper."""
    if "image/png" in data:
        data["image/png"] = packed(data["image/png"], format="PNG", optimize=True)
    if "text/html" in data:
        data["text/html"] = webp(data["text/html"])


def clean(book):
    """Keep what every machine would store alike; the cells keep their ids."""
    for _, output in outputs(book):
        output.get("data", {}).pop(WIDGET_VIEW, None)
        output.pop("transient", None)
        pack(output.get("data", {}))
    for cell in book.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
    language = {key: value for key, value in book.metadata.language_info.items() if key != "version"}
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    book.metadata = nbformat.from_dict({"kernelspec": kernel, "language_info": language})


def run(path):
    """Run one notebook and write it; return what went wrong, as text, or nothing."""
    book, reached = nbformat.read(path, as_version=4), []
    client = NotebookClient(book, timeout=120, kernel_name="python3", record_timing=False,
                            store_widget_state=False, coalesce_streams=True, extra_arguments=["--log-level=ERROR"],
                            resources={"metadata": {"path": str(path.parent)}},
                            on_cell_execute=lambda cell, cell_index: reached.append(cell_index))
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return f"cell {reached[-1]}: {error}"
    wrong = "\n".join(faults(book))
    if not wrong:
        clean(book)
        nbformat.write(book, path)
    return wrong


def main(arguments):
    paths = [Path(name) for name in arguments] or sorted(Path(__file__).parents[1].glob("notebooks/*.ipynb"))
    wrong = {path.name: problem for path in paths if (problem := run(path))}
    for name, problem in wrong.items():
        print(f"{name}, {problem}", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
