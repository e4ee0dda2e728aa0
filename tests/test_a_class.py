"""A class: two students, each in a home of their own, on a course that they may only read."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from benchmarks.a_class import lesson, memory
from benchmarks.student import Student, cells_of

ROOT = Path(__file__).parents[1]
CHAPTER = ROOT / "notebooks" / "02_descent_in_one_dimension.ipynb"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "MPL", "JUPYTER"))}
USERS = (61_001, 61_002)
LONG = """
from helpers import descend, optimizers, surfaces
print(descend(surfaces.beale, (3, 4), optimizers.{}(5e-6), steps=25_000).outcome)
"""
OWN = """
class Lazy(optimizers.Optimizer):
    learning_rate: float = optimizers.rate()

    def rule(g, learning_rate):
        return -0.5 * learning_rate * g
optimizers.Lazy = Lazy
""" + LONG.format("Lazy")
CELLS = [*cells_of(CHAPTER)[:4], LONG.format("GradientDescent")]  # down to the first live figure, then compiled code
FAULTY = ["1 / 1", "import logging; logging.warning('red')", "1 / 0"]


@pytest.fixture(scope="module")
def course():
    """A copy of the course that belongs to somebody else, with what one run of it leaves in its shared folder."""
    folder = Path(tempfile.mkdtemp(prefix="downhill-class-"))  # not below pytest's own, which others may not enter
    for room in ("helpers", "data"):
        shutil.copytree(ROOT / room, folder / "course" / room)
    shared = folder / "shared"
    path = os.pathsep.join(filter(None, [str(folder / "course"), PLAIN.get("PYTHONPATH")]))
    environment = {**PLAIN, "PYTHONPATH": path, "DOWNHILL_CACHE": str(shared), "JUPYTER_NO_CONFIG": "1"}
    prepare = "import helpers.drawing" + LONG.format("GradientDescent")
    fonts = {"MPLCONFIGDIR": f"{shared}/matplotlib"}
    subprocess.run([sys.executable, "-c", prepare], check=True, env=environment | fonts)
    subprocess.run(["chmod", "-R", "a+rX,a-w", folder], check=True)
    yield SimpleNamespace(shared=shared, environment=environment)
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


def ways():
    """How to start something as a student: root does so as other users, if they may run this Python, else without its
    right to write everywhere; other people have no such right.
    """
    if os.geteuid():
        return [[] for _ in USERS]
    others = [["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] for user in USERS]
    able = subprocess.run([*others[0], sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.executable)"],
                          check=False, capture_output=True, stdin=subprocess.DEVNULL)
    return [["setpriv", "--bounding-set=-all"] for _ in USERS] if able.returncode else others


@pytest.fixture(scope="module")
def homes():
    """Empty homes: folder -> how to start something as the student to whom it belongs."""
    folder = Path(tempfile.mkdtemp(prefix="class-"))  # short, for sockets are files in it
    folder.chmod(0o755)
    made = {folder / str(number): way for number, way in enumerate(ways())}
    for (home, way), user in zip(made.items(), USERS, strict=True):
        home.mkdir()
        if "--clear-groups" in way:
            os.chown(home, user, user)
    yield made
    shutil.rmtree(folder)


class Server:
    """A student's Jupyter server."""

    def __init__(self, home, way, course):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url, self.token = f"http://127.0.0.1:{port}", secrets.token_hex(16)
        self.log = (home.parent / f"{home.name}.log").open("w+")
        self.process = subprocess.Popen(
            [*way, sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser", f"--port={port}",
             f"--IdentityProvider.token={self.token}", "--KernelManager.transport=ipc"],
            cwd=home, env={**course.environment, "HOME": str(home)}, stdout=self.log, stderr=subprocess.STDOUT)

    def student(self, name):
        for _ in range(600):
            try:
                requests.get(self.url, timeout=60)
                return Student(name, self.url, self.token)
            except requests.ConnectionError:
                time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(self.log.read())

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


@pytest.fixture(scope="module")
def taught(course, homes):
    """The lesson, given."""
    servers = [Server(home, way, course) for home, way in homes.items()]
    try:
        students = [server.student(home.name) for server, home in zip(servers, homes, strict=True)]
        opened, first, whole, replies = lesson(students, CELLS, seconds=2)
        used = memory({home.stat().st_uid for home in homes})
        met, ran = [[*student.troubles] for student in students], [student.cells for student in students]
        students[0].run_all(FAULTY)
        students[1].run_all([OWN])
        for student in students:
            student.leave()
    finally:
        for server in servers:
            server.stop()
    return SimpleNamespace(students=students, met=met, ran=ran, opened=opened, first=first, whole=whole,
                           replies=replies, used=used)


def test_no_cell_fails_or_warns_and_the_kernel_hears_the_controls(taught):
    assert taught.met == [[], []]
    assert taught.ran == [len(CELLS)] * 2
    assert all(took > 0 for took in taught.opened)
    assert all(student.figures for student in taught.students)
    assert len(taught.replies) >= 4
    assert all(0 < first < whole for first, whole in zip(taught.first, taught.whole, strict=True))
    assert all(used > 20 for student in taught.used for used in student)


def test_what_no_student_should_meet_is_noticed(taught):
    warned, failed = [trouble.partition(" ")[2].partition(" ")[2] for trouble in taught.students[0].troubles]
    assert (warned, failed) == ("warned: WARNING:root:red\n", "failed: ZeroDivisionError: division by zero")


def contents(folder, pattern):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob(pattern)}


def test_students_take_what_is_prepared_and_make_only_what_is_their_own(taught, course, homes):
    prepared, fonts = contents(course.shared, "*.nb?"), contents(course.shared, "fontlist-*.json")
    assert (len(prepared), len(fonts)) == (2, 1)
    for home, own in zip(homes, ([], ["lazy"] * 2), strict=True):
        found = contents(home / ".cache" / "downhill", "*.nb?")
        assert {name: found[name] for name in prepared} == prepared
        assert [name.partition("_")[0] for name in found.keys() - prepared] == own
        assert contents(home, "fontlist-*.json") == fonts


SLOWLY = """
import threading
class AtOnce(threading.Thread):
    def __init__(self, after, say):
        super().__init__(target=say)
    cancel = threading.Thread.join
threading.Timer = AtOnce
"""


@pytest.mark.parametrize(("module", "said"), [("matplotlib.font_manager", True), ("helpers.drawing", False)])
def test_nothing_is_said_while_fonts_are_looked_for_however_long_it_takes(module, said, tmp_path):
    environment = PLAIN | {"HOME": str(tmp_path), "DOWNHILL_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", f"{SLOWLY}import {module}"], check=True, env=environment,
                          capture_output=True, text=True)
    assert ("font cache" in done.stderr) == said
    assert said or not done.stderr
    assert len(list(tmp_path.rglob("fontlist-*.json"))) == 1
