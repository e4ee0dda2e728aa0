"""A real JupyterLab and what a test does in it: open a chapter, run it, take hold of a live figure."""

import ast
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
OUR_SETTINGS = ROOT / "helpers" / "live" / "lab_settings.json"  # settings as `make lab` has them
VIEW = "application/vnd.jupyter.widget-view+json"
LOOKED_AT = "looked_at"  # the folder of copies that are never run
RUN_TIMEOUT = 120_000  # ms, for a whole chapter on a busy machine
CLOSED = "Could not restore the debugger state: Canceled"  # JupyterLab's own, of a notebook that is closed soon
# Wait until a figure has drawn nothing for a while; the frame that was asked for last is drawn by then.
REST = """(root, quiet) => new Promise((done, fail) => {
    const begin = performance.now();
    let [drawn, since] = [root.dataset.drawn, begin];
    const look = () => {
        const now = performance.now();
        if (root.dataset.drawn !== drawn) [drawn, since] = [root.dataset.drawn, now];
        if (now - since >= quiet) done();
        else if (now - begin > 60000) fail(new Error("the figure never comes to rest"));
        else setTimeout(look, 20);
    };
    requestAnimationFrame(() => requestAnimationFrame(look));
})"""
# Means of 4×4 pixels: much cheaper than all of them, and tests look many times a second while they wait.
FINGERPRINT = """all => all.map(canvas => {
    const [width, height] = [canvas.width >> 2 || 1, canvas.height >> 2 || 1];
    const small = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
    small.imageSmoothingQuality = 'medium';
    if (canvas.width && canvas.height) small.drawImage(canvas, 0, 0, width, height);
    const pixels = new Uint32Array(small.getImageData(0, 0, width, height).data.buffer);
    let hash = 0;
    for (let i = 0; i < pixels.length; i++) hash = Math.imul(hash ^ pixels[i], 0x01000193) + 1 | 0;
    return hash;
}).join()"""


def eventually(page, condition, what, seconds=30.0):
    """Wait until the condition holds; the browser goes on working meanwhile."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:g} s: {what}"
        page.wait_for_timeout(40)


class Server:
    """JupyterLab on a free port, with every file that it writes below `home`."""

    def __init__(self, home, notebooks):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.notebooks = notebooks
        self.token, self.url, self.log = secrets.token_hex(16), f"http://127.0.0.1:{port}", home / "lab.log"
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
                   f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}",
                   f"--ServerApp.root_dir={notebooks}", "--LabApp.expose_app_in_browser=True"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env=private_environment(home), cwd=home,
                                            stdout=log, stderr=subprocess.STDOUT)

    def request(self, path):
        headers = {"Authorization": f"token {self.token}"}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, None, headers),
                                    timeout=10) as reply:
            return reply.read()

    def wait_until_ready(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return self.request("/api/status")
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("JupyterLab did not start:\n" + self.log.read_text()[-3000:])

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def private_environment(home):
    """Nothing of the person's own Jupyter is read or changed; JupyterLab asks no question about news."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
             "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    folders = {name: home / name.lower() for name in names}
    for plugin, values in json.loads(OUR_SETTINGS.read_text(encoding="utf-8")).items():
        file = folders["JUPYTERLAB_SETTINGS_DIR"] / f"{plugin.replace(':', '/')}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(values))
    return os.environ | {name: str(folder) for name, folder in folders.items()}


class Chapter:
    """One notebook, open in the browser; ``page.troubles`` gathers what the page complains about."""

    def __init__(self, page, server, path, shared=False):
        """``shared``: a copy, on a kernel that runs nothing and serves all chapters that are only looked at.

        JupyterLab gives a notebook again the kernel that it had under its path: one that is run needs its own path.
        """
        self.page, self.path, self.shared = page, Path(path), shared
        where = f"{LOOKED_AT}/{self.path.name}" if shared else self.path.name
        if not page.evaluate("() => 'jupyterapp' in window"):  # a page that holds JupyterLab is used again
            page.troubles = []
            page.on("pageerror", lambda error: page.troubles.append(f"page error: {error.stack or error}"))
            page.on("console", lambda message: message.type == "error" and CLOSED not in message.text
                    and page.troubles.append(f"console: {message.text} ({message.location.get('url', '')})"))
            page.goto(f"{server.url}/lab/workspaces/{secrets.token_hex(4)}?token={server.token}&reset")
            page.wait_for_function("() => window.jupyterapp?.restored.then(() => true)", timeout=RUN_TIMEOUT)
            page.evaluate("() => window.jupyterapp.shell.collapseLeft()")  # figures have the width that they ask for
        page.evaluate("""async ([path, shared]) => {
            const { commands, serviceManager } = window.jupyterapp;
            if (shared) window.downhillKernel ??= (await serviceManager.kernels.startNew({ name: 'python3' })).model;
            commands.execute('docmanager:open', { path, ...(shared && { kernel: window.downhillKernel }) });
        }""", [where, shared])
        page.wait_for_function("""path => {
            const context = window.jupyterapp.shell.currentWidget?.context;
            return context?.path === path && context.isReady && context.sessionContext.isReady
                && context.sessionContext.session?.kernel?.status === 'idle';
        }""", arg=where, timeout=RUN_TIMEOUT, polling=100)
        self.panel = page.evaluate("() => window.jupyterapp.shell.currentWidget.id")

    @property
    def troubles(self):
        """What the page has complained about since the last test."""
        return self.page.troubles

    def show(self):
        """Bring it in front of other notebooks."""
        self.page.evaluate("panel => window.jupyterapp.shell.activateById(panel)", self.panel)
        self.page.wait_for_function("panel => window.jupyterapp.shell.currentWidget?.id === panel", arg=self.panel)

    def save(self):
        """What a reader does with Ctrl+S, and JupyterLab by itself every two minutes."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def add(self, source):
        """Write a cell below the others and run it; its number. Nothing may fail or warn."""
        index, outputs = self.page.evaluate("""async source => {
            const {shell, commands} = window.jupyterapp, notebook = shell.currentWidget.content;
            notebook.model.sharedModel.addCell({cell_type: 'code', source});
            notebook.activeCellIndex = notebook.widgets.length - 1;
            const cell = notebook.activeCell;
            await commands.execute('notebook:run-cell');
            return [notebook.widgets.indexOf(cell), cell.model.outputs.toJSON()];
        }""", source.strip())
        wrong = [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
        assert not wrong, f"{source}: {wrong}"
        return index

    @contextmanager
    def without_what_is_added(self):
        """Cells that are written meanwhile are deleted at the end."""
        count = self.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length")
        try:
            yield
        finally:
            self.page.evaluate("""count => {
                const notebook = window.jupyterapp.shell.currentWidget.content;
                for (const no of document.querySelectorAll(".jp-Dialog .jp-mod-reject")) no.click(); // of a failed test
                notebook.activeCellIndex = 0;
                notebook.model.sharedModel.deleteCellRange(count, notebook.widgets.length);
            }""", count)

    def figure(self, source):
        """The live figure that a new cell makes."""
        figure, = self.figures_in(self.add(source))
        return figure

    def ask(self, expression):
        """What a text is for the kernel."""
        return ast.literal_eval(self.page.evaluate("""async told => {
            const {kernel} = window.jupyterapp.shell.currentWidget.sessionContext.session;
            const {content} = await kernel.requestExecute({code: '', silent: true, user_expressions: {told}}).done;
            return content.user_expressions.told.data['text/plain'];
        }""", expression))

    def count_messages(self):
        """From now on, count what the page tells the kernel while a button of the mouse is down."""
        self.page.evaluate("""() => {
            window.downhillSent ??= (() => {
                const sent = { pressed: false, during: [] };
                const send = WebSocket.prototype.send;
                const text = data => typeof data === "string" ? data : new TextDecoder().decode(data);
                WebSocket.prototype.send = function (data) {
                    if (sent.pressed) sent.during.push(text(data));
                    return send.call(this, data);
                };
                window.addEventListener("pointerdown", () => { sent.pressed = true; }, true);
                window.addEventListener("pointerup", () => { sent.pressed = false; }, true);
                return sent;
            })();
            window.downhillSent.during = [];
        }""")

    def messages_while_pressed(self):
        """How many messages were sent while the button was down."""
        return len(self.page.evaluate("() => window.downhillSent.during"))

    def close(self):
        """Close the notebook without saving it and end its kernel; JupyterLab stays open."""
        self.show()
        self.page.evaluate("""async shared => {
            const notebook = window.jupyterapp.shell.currentWidget;
            if (!shared) await notebook.sessionContext.shutdown();
            notebook.dispose();
        }""", self.shared)

    def scroll_to(self, index):
        """Bring a cell into view and return it (JupyterLab draws only what is near the window)."""
        self.page.evaluate("""async index => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            await notebook.scrollToItem(index, 'start');
            notebook.widgets[index].node.scrollIntoView({block: 'start'});
        }""", index)
        return self.page.locator(f'[id="{self.panel}"] .jp-Notebook-cell[data-windowed-list-index="{index}"]').first

    def stored_pictures(self):
        """(cell, number of pictures) for every cell of the file that holds pictures."""
        cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
        counts = [json.dumps(cell.get("outputs", [])).count("<img") for cell in cells]
        return [(index, count) for index, count in enumerate(counts) if count]

    def missing_pictures(self, *wanted):
        """Which of these (cell, number of pictures) a reader would miss who has run nothing, in words."""
        found = [(index, count, self._text_in_place_of_pictures(index, count)) for index, count in wanted]
        return [f"cell {index} does not show its {count} pictures with alternative text, but {text[:200]!r}"
                for index, count, text in found if text is not None]

    def _text_in_place_of_pictures(self, index, count, seconds=5):
        """None where every picture has loaded and no widget failed, else what stands there.

        JupyterLab writes alt="Image" where a picture has no alternative text of its own.
        """
        cell = self.scroll_to(index)
        images, deadline = cell.locator(".jp-OutputArea-output img"), time.monotonic() + seconds
        seen = """all => all.filter(i => i.complete && i.naturalWidth > 50
                                         && !['', 'Image'].includes(i.alt.trim())).length"""
        while (shown := images.evaluate_all(seen)) < count and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
        text = " ".join(cell.locator(".jp-OutputArea").all_inner_texts())
        broken = re.search("error displaying widget|model not found", text, re.IGNORECASE)
        return text if shown < count or broken else None

    def run_all(self):
        """Run all cells and wait for the last one, or for one that fails (JupyterLab then stops there).

        Stored prompts are wiped first, so that a number beside a cell means that it has been run now.
        """
        self.page.evaluate("""() => {
            const {shell, commands} = window.jupyterapp;
            for (const cell of shell.currentWidget.content.widgets)
                if (cell.model.type === 'code') cell.model.executionCount = null;
            window.downhillRan = false;
            commands.execute('notebook:run-all-cells').finally(() => { window.downhillRan = true; });
        }""")
        self.page.wait_for_function("""() => {
            const {shell} = window.jupyterapp, code = shell.currentWidget.content.widgets.filter(
                cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim());
            return window.downhillRan
                && shell.currentWidget.node.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'
                && (code.every(cell => cell.model.executionCount !== null)
                    || code.some(cell => cell.model.outputs.toJSON().some(o => o.output_type === 'error')));
        }""", timeout=RUN_TIMEOUT, polling=100)

    @contextmanager
    def busy(self):
        """The kernel has something to do for a minute; it is interrupted at the end."""
        self.page.evaluate("""async () => {
            const {kernel} = window.jupyterapp.shell.currentWidget.sessionContext.session;
            const asked = kernel.requestExecute({code: 'import time; time.sleep(60)'});
            window.downhillBusy = asked.done.catch(() => {});
            await new Promise(done => { asked.onIOPub = ({header}) => header.msg_type === 'execute_input' && done(); });
        }""")
        try:
            yield
        finally:
            self.page.evaluate("""async () => {
                await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt();
                await window.downhillBusy;
            }""")

    def start(self, index):
        """Run one cell, and wait for nothing."""
        self.page.evaluate("""index => {
            const {shell, commands} = window.jupyterapp;
            shell.currentWidget.content.activeCellIndex = index;
            commands.execute('notebook:run-cell');
        }""", index)
        self.page.wait_for_timeout(500)

    def run_above(self, end):
        """Run the cells above the one with that number."""
        last = end - 1
        self.page.evaluate("""last => {
            const {shell, commands} = window.jupyterapp, notebook = shell.currentWidget.content;
            for (const cell of notebook.widgets) if (cell.model.type === 'code') cell.model.executionCount = null;
            notebook.activeCellIndex = last + 1;
            commands.execute('notebook:run-all-above');
        }""", last)
        self.page.wait_for_function("""last => window.jupyterapp.shell.currentWidget.content.widgets
            .slice(0, last + 1).every(cell => cell.model.type !== 'code' || cell.model.executionCount !== null)""",
            arg=last, timeout=RUN_TIMEOUT, polling=100)

    def outputs(self):
        """(cell, output) for everything that the page holds now."""
        cells = self.page.evaluate("""() => window.jupyterapp.shell.currentWidget.content.widgets.map(
            cell => cell.model.outputs?.toJSON() ?? [])""")
        return [(index, output) for index, outputs in enumerate(cells) for output in outputs]

    def figures(self):
        """Every live figure, ready to be used, in reading order."""
        views = ((index, output.get("data", {})) for index, output in self.outputs())
        for index in sorted({index for index, data in views if VIEW in data and "Live figure" in str(data)}):
            yield from self.figures_in(index)

    def figures_in(self, index):
        """The live figures of one cell."""
        found = self.scroll_to(index).locator(".downhill-view")
        found.first.locator("canvas.downhill-canvas").first.wait_for()
        for number in range(found.count()):
            yield LiveFigure(self.page, found.nth(number), f"{self.path.stem}, cell {index}")


class LiveFigure:
    """The parts of a figure that a reader sees and holds, by the class names that they carry in the page."""

    def __init__(self, page, root, name):
        self.page, self.root, self.name = page, root, name
        self.root.scroll_into_view_if_needed()

    def part(self, kind):
        return self.root.locator(f".downhill-{kind}")

    def picture(self):
        """A fingerprint of all that the page drew; the backdrop stands still."""
        return self.root.locator("canvas:not(.downhill-backdrop)").evaluate_all(FINGERPRINT)

    def summary(self):
        return self.part("summary").first.inner_text().strip()

    def look(self):
        return self.picture(), self.summary()

    def drawn(self):
        """How many pictures the page has drawn."""
        return int(self.root.get_attribute("data-drawn") or 0)

    def settled(self, quiet=0.05):
        """The picture once nothing has been drawn for a while."""
        self.root.evaluate(REST, 1000 * quiet)
        return self.picture()

    def reset(self):
        """Put the figure back as the text has it; return its picture."""
        self.part("reset").first.click()
        return self.settled()

    def expect(self, condition, what):
        eventually(self.page, condition, f"{self.name}: {what}")

    def expect_change(self, before, action):
        """Wait for another picture that stays: a moment's change may be taken back."""
        self.expect(lambda: self.settled(quiet=0.15) != before, f"{action} leaves the picture as it was")
        return self.picture()

    def reveal(self):
        """Answer, where the figure asks for a guess before it shows its run; do not wait for the whole run."""
        if self.part("guess").count():
            hidden = self.picture()
            self.part("guess").first.click()
            self.expect(lambda: self.picture() != hidden, "a guess leaves the run hidden")
            for pause in self.root.locator(".downhill-play[aria-label='Pause']").all():
                pause.click()

    def controls(self):
        """The rows of range and number box that can be seen."""
        return [row for row in self.part("control").all() if row.is_visible()]

    def range(self):
        """The range of the first control."""
        return self.controls()[0].locator("input[type=range]")

    def number(self):
        """The number box of the first control."""
        return self.controls()[0].locator("input[type=text]")

    def press(self, key, times=1):
        for _ in range(times):
            self.page.keyboard.press(key)

    def drag(self, row=None):
        """Drag the thumb of a range with the mouse to the far third of its track, in five moves."""
        track = row.locator("input[type=range]") if row else self.range()
        track.scroll_into_view_if_needed()
        rail, mouse = track.bounding_box(), self.page.mouse
        part = track.evaluate("r => (r.value - r.min) / (r.max - r.min)")
        x, y = rail["x"] + 8 + part * (rail["width"] - 16), rail["y"] + rail["height"] / 2
        mouse.move(x, y)
        mouse.down()
        mouse.move(rail["x"] + rail["width"] * (0.3 if part > 0.5 else 0.7), y, steps=5)
        mouse.up()

    def drag_on_map(self, way=((0.2, 0.3), (0.35, 0.6))):
        """Drag on the drawing from one place to another, fractions of its width and height, in ten moves."""
        canvas, mouse = self.part("canvas").first, self.page.mouse
        canvas.evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
        box = canvas.bounding_box()
        (x0, y0), (x1, y1) = [(box["x"] + a * box["width"], box["y"] + b * box["height"]) for a, b in way]
        mouse.move(x0, y0)
        mouse.down()
        mouse.move(x1, y1, steps=10)
        mouse.up()

    def click_canvas(self, across, down):
        """Click the drawing at a fraction of its width and height."""
        canvas = self.part("canvas").first
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        canvas.click(position={"x": box["width"] * across, "y": box["height"] * down})
