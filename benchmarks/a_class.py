"""A class at once: each student runs a chapter and drags its figures; what fails, how long it takes, how much memory.

    sudo .venv/bin/python -m benchmarks.a_class 30 notebooks/02_descent_in_one_dimension.ipynb
    .venv/bin/python -m benchmarks.a_class 2 notebooks/05_multiple_minima.ipynb --hub http://127.0.0.1:8000 ada emmy

The first starts a JupyterHub with the config of docs/teaching and makes so many users, downhill-01 and so on; all that
is removed at the end. The second asks a hub that runs, in the name of users whom it knows; JUPYTERHUB_API_TOKEN holds a
token that may admin:users, admin:servers and access:servers. No browser takes part: what a page says to its kernel is
said here.
"""

import argparse
import json
import os
import random
import secrets
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from pwd import getpwnam

import psutil
import requests
import websocket

ROOT = Path(__file__).parents[1]
PATIENCE = 600  # seconds until a student gives up
VIEW = "application/vnd.jupyter.widget-view+json"
CONFIG = """
load_subconfig({config!r})
c.JupyterHub.bind_url = {url!r}
c.JupyterHub.hub_port = {port} + 1
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:" + str({port} + 2)
c.JupyterHub.services = [{{"name": "class", "api_token": {token!r}}}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "class", "services": ["class"], "scopes": scopes}}]
"""


class Student:
    """One at a Jupyter server, with a kernel; ``troubles`` gathers what no student should meet."""

    def __init__(self, name, url, token):
        """url : of the student's own server. token : one that it accepts."""
        self.name, self.url, self.headers = name, url.rstrip("/"), {"Authorization": f"token {token}"}
        self.troubles, self.figures, self.cells = [], {}, 0

    def open(self, notebook):
        """Start a kernel for a notebook, as JupyterLab does; how long it took."""
        begin = time.monotonic()
        asked = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}}
        reply = requests.post(f"{self.url}/api/sessions", json=asked, timeout=PATIENCE, headers=self.headers)
        reply.raise_for_status()
        self.kernel = f"{self.url}/api/kernels/{reply.json()['kernel']['id']}"
        where = self.kernel.replace("http", "ws", 1) + "/channels"
        self.socket = websocket.create_connection(where, PATIENCE, header=self.headers)
        list(self.answers("kernel_info_request", {}))
        return time.monotonic() - begin

    def run_all(self, cells):
        """Run the cells; when the first live figure was there, and when all were done."""
        begin, first = time.monotonic(), None
        for cell in cells:
            self.cells += 1
            code = {"code": cell, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
            for message in self.answers("execute_request", code):
                if first is None and VIEW in message["content"].get("data", {}):
                    first = time.monotonic() - begin
        return first, time.monotonic() - begin

    def drag(self, seconds):
        """Move controls and let go, twice a second at most; how long the kernel took to answer, each time."""
        end, took = time.monotonic() + seconds, []
        while (begin := time.monotonic()) < end:
            figure = random.choice(list(self.figures))
            control = random.choice(self.figures[figure])
            value = random.choice([control["low"], control["high"]])
            content = {"comm_id": figure, "data": {"method": "update", "state": {control["name"]: value},
                                                   "buffer_paths": []}}
            heard = [message["header"]["msg_type"] for message in self.answers("comm_msg", content)]
            took.append(time.monotonic() - begin)
            if "comm_msg" not in heard:  # a widget says back what it was told
                self.troubles.append(f"the kernel did not hear of {control['name']}")
            time.sleep(max(0, begin + 0.5 * random.uniform(1, 2) - time.monotonic()))
        return took

    def leave(self):
        """End the kernel."""
        self.socket.close()
        requests.delete(self.kernel, timeout=PATIENCE, headers=self.headers)

    def answers(self, kind, content):
        """Tell the kernel something; each message that comes back, until it has nothing left to do."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": self.name, "session": "class",
                  "version": "5.3", "date": ""}
        self.socket.send(json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {},
                                     "content": content}))
        while True:
            message = parsed(self.socket.recv())
            if message["parent_header"].get("msg_id") == header["msg_id"]:
                self.look_at(message)
                yield message
                if message["content"].get("execution_state") == "idle":
                    return

    def look_at(self, message):
        """Note what no student should meet, and every live figure that opens."""
        content, kind = message["content"], message["header"]["msg_type"]
        if kind == "error":
            self.troubles.append(f"cell {self.cells} failed: {content['ename']}: {content['evalue']}")
        if kind == "stream" and content["name"] == "stderr":
            self.troubles.append(f"cell {self.cells} warned: {content['text']}")
        spec = content.get("data", {}).get("state", {}).get("spec", {}) if kind == "comm_open" else {}
        if "controls" in spec:
            self.figures[content["comm_id"]] = spec["controls"]


def parsed(frame):
    """A message of the kernel; one with pictures comes as bytes, behind the places where its parts begin."""
    if isinstance(frame, bytes):
        begin, end = struct.unpack(">2I", frame[4:12])
        frame = frame[begin:end]
    return json.loads(frame)


# ---- a hub ----------------------------------------------------------------------------------------------------------


def student_at(hub, token, name):
    """A student whose server the hub has started, and how long that took."""
    begin, headers = time.monotonic(), {"Authorization": f"token {token}"}
    user = f"{hub}/hub/api/users/{name}"
    if requests.get(user, headers=headers, timeout=60).status_code == 404:
        requests.post(user, headers=headers, timeout=60).raise_for_status()
    requests.post(f"{user}/server", headers=headers, timeout=PATIENCE).raise_for_status()
    while not requests.get(user, headers=headers, timeout=60).json()["servers"].get("", {}).get("ready"):
        if time.monotonic() - begin > PATIENCE:
            raise TimeoutError(f"the server of {name} does not start: see what the hub writes")
        time.sleep(0.5)
    return Student(name, f"{hub}/user/{name}", token), time.monotonic() - begin


@contextmanager
def own_hub(names):
    """A hub with the config of docs/teaching and these users; both are gone at the end. Gives address and token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, token = f"http://127.0.0.1:{port}", secrets.token_hex(16)
    made = []
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.py"
        course = ROOT / "docs" / "teaching" / "jupyterhub_config.py"
        config.write_text(CONFIG.format(config=str(course), url=url, port=port, token=token), encoding="utf-8")
        try:
            for name in names:
                subprocess.run(["useradd", "--create-home", name], check=True)
                made.append(name)
            with (Path(folder) / "log").open("w") as log:
                hub = subprocess.Popen([sys.executable, "-m", "jupyterhub", "-f", config], cwd=folder, stdout=log,
                                       stderr=log, env={**os.environ, "DOWNHILL_COURSE": str(ROOT)})
            until_it_answers(f"{url}/hub/api/", hub)
            yield url, token
        except Exception:
            print((Path(folder) / "log").read_text()[-3000:])
            raise
        finally:
            hub.terminate()  # it ends all servers
            hub.wait(PATIENCE)
            for name in made:
                subprocess.run(["userdel", "--remove", name], check=False, capture_output=True)


def until_it_answers(url, process):
    """Wait for the hub; RuntimeError if it ends instead."""
    while process.poll() is None:
        with suppress(requests.ConnectionError):
            if requests.get(url, timeout=5).ok:  # the proxy answers before the hub does
                return
        time.sleep(0.2)
    raise RuntimeError("the hub has ended")


# ---- what is measured ------------------------------------------------------------------------------------------------


def lesson(students, cells, notebook="", seconds=30):
    """All open the notebook, all run it, all drag: kernel's start, first figure, whole chapter, replies, in seconds."""
    with ThreadPoolExecutor(len(students)) as pool:
        opened = list(pool.map(lambda student: student.open(notebook), students))
        first, whole = zip(*pool.map(lambda student: student.run_all(cells), students), strict=True)
        replies = [took for each in pool.map(lambda student: student.drag(seconds), students) for took in each]
    return opened, first, whole, replies


def memory(users):
    """(server, kernel) of each user, by number, in MB: what they share is divided among those who share it."""
    used = {user: [0, 0] for user in users}
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # it may have ended meanwhile
            if process.uids().real in used:
                kernel = any("ipykernel" in word for word in process.cmdline())
                used[process.uids().real][kernel] += process.memory_full_info().pss / 1e6
    return list(used.values())


def cells_of(path):
    """The code of a notebook, a text a cell."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def row(what, values, unit="s"):
    middle, worst = statistics.median(values), max(values)
    print(f"{what:34} median {middle:7.2f} {unit}, worst {worst:7.2f} {unit}, {len(values)} times", flush=True)


def measure(hub, token, names, path):
    """Give the lesson and tell how it went."""
    with ThreadPoolExecutor(len(names)) as pool:
        students, started = zip(*pool.map(lambda name: student_at(hub, token, name), names), strict=True)
    row("server started", started)
    for what, values in zip(("kernel started", "first figure after Run All", "whole chapter", "reply while all drag"),
                            lesson(students, cells_of(path), f"downhill/{Path(path).name}"), strict=True):
        row(what, values)
    with suppress(KeyError):  # the hub runs elsewhere: nobody here has that name
        used = memory([getpwnam(name).pw_uid for name in names])
        for what, values in zip(("memory of a server", "memory of a kernel"), zip(*used, strict=True), strict=True):
            row(what, values, "MB")
        print(f"memory of all students {sum(map(sum, used)) / 1e3:.1f} GB")
    for student in students:
        student.leave()
    troubles = [f"{student.name}: {trouble}" for student in students for trouble in student.troubles]
    print(sum(student.cells for student in students), "cells run,", len(troubles), "failed or warned")
    print(*troubles, sep="\n")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("students", type=int)
    asked.add_argument("notebook")
    asked.add_argument("--hub", help="address of a hub that runs")
    asked.add_argument("names", nargs="*", help="its users, as many as students")
    told = asked.parse_args()
    names = told.names or [f"downhill-{number:02}" for number in range(1, told.students + 1)]
    if told.hub:
        measure(told.hub.rstrip("/"), os.environ["JUPYTERHUB_API_TOKEN"], names, told.notebook)
    else:
        with own_hub(names) as (hub, token):
            measure(hub, token, names, told.notebook)


if __name__ == "__main__":
    main()
