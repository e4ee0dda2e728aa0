"""Run a notebook and keep what a page needs of it: its cells with their outputs, and the state of its live figures."""

import json
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
SLIDERS = {"FloatSliderModel", "FloatLogSliderModel", "IntSliderModel"}
LINKS = {"DirectionalLinkModel", "LinkModel"}

# A last cell, which no page shows: what figures need to do long work without a kernel.
LAST = """
import json
from helpers.live.base import LiveFigure
print(json.dumps({figure.model_id: figure.material() for figure in [*Out.values(), *globals().values()]
                  if isinstance(figure, LiveFigure)}))
"""


@dataclass(frozen=True)
class Run:
    """A notebook that was run, and its widgets: model id → state, the pictures of figures as base64."""

    path: Path
    book: nbformat.NotebookNode
    widgets: dict


def run(path):
    """Run one notebook from top to bottom; what fails or warns raises."""
    book = nbformat.read(path, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell(LAST))
    NotebookClient(book, timeout=300, kernel_name="python3", record_timing=False, store_widget_state=True,
                   extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(path.parent)}}).execute()
    for cell in book.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise RuntimeError(f"{path.name} wrote to stderr: {output.text}")
    material = json.loads(book.cells.pop().outputs[0].text)
    states = book.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    return Run(path, book, {key: widget for key, raw in states.items() if (widget := _widget(raw, material.get(key)))})


def figure(state, picture, material):
    """A live figure as a page wants it. picture : its backdrop in base64. material : what it needs for long work."""
    kept = {name: value for name, value in state.items() if name[0] != "_" and name not in ("layout", "tooltip")}
    return {"is": "figure", "state": {**kept, "picture": picture, "material": material or {}}}


def _widget(raw, material):
    """The state of a live figure, a slider or a link, as a page wants it; of no other widget."""
    state = raw["state"]
    if "spec" in state:
        pictures = {buffer["path"][0]: buffer["data"] for buffer in raw.get("buffers", [])}
        return figure(state, pictures["picture"], material)
    if raw["model_name"] in SLIDERS:
        names = ("value", "min", "max", "step", "description", "base")
        return {"is": "slider", "state": {name: state[name] for name in names if name in state}}
    if raw["model_name"] in LINKS:
        ends = {name: (state[name][0].removeprefix("IPY_MODEL_"), state[name][1]) for name in ("source", "target")}
        return {"is": "link", "both": raw["model_name"] == "LinkModel", **ends}
    return None
