"""The rooms of helpers: data flows one way, and whoever comes from another room comes in by the front door."""

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
HELPERS, NOTEBOOKS = ROOT / "helpers", sorted((ROOT / "notebooks").glob("*.ipynb"))
# Each may use those before it.
ROOMS = ("front", "tracing", "compiled", "descent", "learning", "drawing", "live", "exercises")
FRONT = {path.stem for path in HELPERS.glob("*.py")} - {"__init__"}
MODULES = sorted(path for path in HELPERS.rglob("*.py") if path != HELPERS / "__init__.py")
GIVEN_ON = {"Path": "descent", "descend": "descent", "Surface": "front"}  # what helpers hands on, and whose it is


def imports(tree):
    """What a module imports from helpers, as dotted names: ``helpers.descent.basins`` for a name of a room's face."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert "helpers" not in {name.name.split(".")[0] for name in node.names}, "say: from helpers... import"
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole way"
            if node.module.split(".")[0] == "helpers":
                yield from (f"{node.module}.{name.name}" for name in node.names)


def room_of(name):
    """The room of a dotted name."""
    first = name.split(".")[1]
    first = GIVEN_ON.get(first, first)
    return "front" if first in FRONT else first


def room_in(path):
    return "front" if path.parent == HELPERS else path.relative_to(HELPERS).parts[0]


def by_the_front_door(name):
    """Whether a name is one that helpers, a module at the front or a room's face gives."""
    home, _, last = name.rpartition(".")
    if room_of(name) == "front" or home == "helpers":
        return True
    return home.count(".") == 1 and last in importlib.import_module(home).__all__


def test_every_folder_is_a_room_and_holds_something():
    assert {path.name for path in HELPERS.iterdir() if (path / "__init__.py").exists()} == set(ROOMS[1:])
    assert set(map(room_in, MODULES)) == set(ROOMS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HELPERS)))
def test_nobody_imports_a_room_above(path):
    """Answers are the last to be imported, and by their name: the checks know only where they are."""
    here = room_in(path)
    for name in imports(ast.parse(path.read_text(encoding="utf-8"))):
        assert ROOMS.index(room_of(name)) <= ROOMS.index(here), f"{name} is above {here}"
        assert room_of(name) == here or by_the_front_door(name), f"{name} is inside another room"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapters_import_from_faces(path):
    names = [name for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"
             for name in imports(ast.parse(cell.source))]
    assert names
    assert [name for name in names if not by_the_front_door(name)] == []


@pytest.fixture(scope="module")
def faces():
    """For each room what each name of its face is in a new process, after all of the room's modules: its type.

    Before each room helpers are forgotten and only what they build on is kept, so that every room is once the first.
    """
    modules = {room: [f"helpers.{room}.{path.stem}" for path in sorted((HELPERS / room).glob("*.py"))
                      if path.stem != "__init__"] for room in ROOMS[1:]}
    text = f"""import importlib, json, sys
told = {{}}
for room, modules in {modules}.items():
    for name in [name for name in sys.modules if name.split(".")[0] == "helpers"]:
        del sys.modules[name]
    for name in modules:
        importlib.import_module(name)
    face = importlib.import_module(f"helpers.{{room}}")
    told[room] = {{name: type(getattr(face, name)).__name__ for name in face.__all__}}
print(json.dumps(told))"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", text], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("room", ROOMS[1:])
def test_a_face_gives_what_it_names_whatever_was_imported_first(room, faces):
    """``basins`` is the function, not the module of that name."""
    assert set(faces[room]) == set(importlib.import_module(f"helpers.{room}").__all__)
    assert {name for name, kind in faces[room].items() if kind == "module"} == {
        "compiled": {"compiling", "training"}, "drawing": {"words"},
        "learning": {"datasets", "museum", "noise", "study"}}.get(room, set())


def test_helpers_alone_brings_no_heavy_package():
    text = "import sys, helpers\nprint(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert not {"matplotlib", "scipy", "PIL", "numba", "ipywidgets", "anywidget"} & set(done.stdout.split())


def test_where_there_is_no_such_name_the_face_says_which_there_are():
    from helpers import learning, live

    with pytest.raises(AttributeError, match=r"no live figure 'Walk'; there are .*Descent"):
        _ = live.Walk
    with pytest.raises(AttributeError, match=r"no name 'learn_all'; there are .*check_gradient"):
        _ = learning.learn_all
