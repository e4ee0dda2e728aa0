"""A student without a browser: says to a Jupyter server what JupyterLab would, and notes what nobody should meet."""

import json
import random
import struct
import time
import uuid
from pathlib import Path

import requests
import websocket

PATIENCE = 600  # seconds until a student gives up
VIEW = "application/vnd.jupyter.widget-view+json"


def cells_of(path):
    """The code of a notebook, a text a cell."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


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
