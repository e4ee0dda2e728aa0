"""A class at once: each student runs a chapter and drags its figures; what fails, how long it takes, how much memory.

    sudo .venv/bin/python -m benchmarks.a_class 30 notebooks/02_descent_in_one_dimension.ipynb
    .venv/bin/python -m benchmarks.a_class 2 notebooks/05_multiple_minima.ipynb --hub http://127.0.0.1:8000 ada emmy

The first starts a JupyterHub with the config of docs/teaching and makes so many users, downhill-01 and so on; all that
is removed at the end. The second asks a hub that runs, in the name of users whom it knows; JUPYTERHUB_API_TOKEN holds a
token that may admin:users, admin:servers and access:servers. No browser takes part: what a page says to its kernel is
said here.
"""

import argparse
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from pwd import getpwnam

import psutil
import requests

from benchmarks.student import PATIENCE, Student, cells_of

ROOT = Path(__file__).parents[1]
CONFIG = """
load_subconfig({config!r})
c.JupyterHub.bind_url = {url!r}
c.JupyterHub.hub_port = {port} + 1
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:" + str({port} + 2)
c.JupyterHub.services = [{{"name": "class", "api_token": {token!r}}}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "class", "services": ["class"], "scopes": scopes}}]
"""


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
def new_users(names):
    """Accounts on this machine, removed at the end."""
    made = []
    try:
        for name in names:
            subprocess.run(["useradd", "--create-home", name], check=True)
            made.append(name)
        yield
    finally:
        for name in made:
            subprocess.run(["userdel", "--remove", name], check=False, capture_output=True)


@contextmanager
def own_hub():
    """A hub with the config of docs/teaching, ended with all its servers at the end. Gives its address and a token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, token = f"http://127.0.0.1:{port}", secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+") as log:
        config = Path(folder) / "config.py"
        course = ROOT / "docs" / "teaching" / "jupyterhub_config.py"
        config.write_text(CONFIG.format(config=str(course), url=url, port=port, token=token), encoding="utf-8")
        hub = subprocess.Popen([sys.executable, "-m", "jupyterhub", "-f", config], cwd=folder, stdout=log, stderr=log,
                               env={**os.environ, "DOWNHILL_COURSE": str(ROOT)})
        try:
            while not answers(f"{url}/hub/api/"):
                if hub.poll() is not None:
                    raise RuntimeError("JupyterHub has ended before it began")
                time.sleep(0.2)
            yield url, token
        except Exception:
            log.seek(0)
            print(log.read()[-3000:])
            raise
        finally:
            hub.terminate()
            hub.wait(PATIENCE)


def answers(url):
    """Whether there is a page; a hub's proxy answers before the hub does, with an error."""
    with suppress(requests.ConnectionError):
        return requests.get(url, timeout=60).ok
    return False


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
        with new_users(names), own_hub() as (hub, token):
            measure(hub, token, names, told.notebook)


if __name__ == "__main__":
    main()
