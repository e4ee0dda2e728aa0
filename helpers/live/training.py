"""The live training: watch a network learn, stop it, change its settings on the way, look back."""

import time
from functools import partial

import numpy as np

from helpers.learning import Recording
from helpers.live.more import LongWork, TrainBar
from helpers.live.sliders import hyperparameter_slider, log_slider, whole_slider
from helpers.live.stage import Sweep
from helpers.live.tables import LiveFigure, one_at_a_time
from helpers.live.training_picture import COLUMNS, GROUND, TrainingPicture, curves, ten_of_each, told
from helpers.optimizers import Optimizer

FRAME = 1 / 12  # seconds from picture to picture: at full speed a small network is done before anyone has seen it learn
PLACES = 22  # positions of a slider, each of which is tried out


class LiveTraining(LiveFigure):
    """A network while it learns: loss, accuracy, ten test pictures of each class, and what would come next.

    The Train button trains in a thread of its own until Stop, or for ``most`` minibatches. A slider of the optimizer
    takes effect from the next minibatch on; the dashed curve tries out what would follow, at every position before
    you let go. The last slider looks back. Start over keeps the sliders, a preset starts over with its own settings.

    Arguments
    ---------
    network, data : a ``Network`` and ``Images`` that fit together. optimizer : any rule; each field gets a slider.
    batch, seed : as in ``Training``. first : minibatches that are trained at once. most : how many more Train takes.
    presets : name → settings to change (fields of the optimizer, batch). ranges : name → (low, high) of a slider.

    ``figure.trained`` is the network as it is now, a ``Trained``; ``figure.train(1000)`` trains from a cell. Accuracy
    counts at most 2,000 test pictures. Raises ValueError for what does not fit together.

    >>> from helpers import optimizers
    >>> from helpers.learning import Network, datasets
    >>> figure = LiveTraining(Network((64, 30, 10)), datasets.digits(), optimizers.Momentum(1.0, 0.0))
    >>> figure.train(500)
    >>> figure.trained.steps, figure.summary.split(":")[0]
    (700, 'Minibatch 700')
    """

    playable = False

    def __init__(self, network, data, optimizer, batch=64, first=200, most=4000, seed=0, presets=None, ranges=None):
        if not isinstance(optimizer, Optimizer):
            raise ValueError(f"optimizer must be an Optimizer such as Momentum(0.2, 0.9), got {optimizer!r}")
        if min(first, most) < 20:
            raise ValueError(f"first and most must be at least 20 minibatches, got {first!r} and {most!r}")
        self.data, self.kind, self.first, self.most = data, type(optimizer), int(first), int(most)
        self.reach_ahead = 200 if network.size < 5000 else 60  # sixty settings are tried out whenever a slider rests
        self.running, self.trouble = False, ""  # whether it trains now; what went wrong
        self.work = LongWork()
        self.followed = ten_of_each(data)
        self.sliders = {name: hyperparameter_slider(h, getattr(optimizer, name), (ranges or {}).get(name), PLACES)
                        for name, h in optimizer.hyperparameters.items()}
        for control in self.sliders.values():
            control.step = (control.max - control.min) / PLACES
        self.sliders["batch"] = log_slider("batch", batch, 1, 256, 8)
        self.sliders["batch"].readout_format = ".0f"
        self.sliders["minibatches"] = whole_slider("look back to", self.first, 1, self.first)
        text = {name: control.value for name, control in self.sliders.items()}
        self.presets = {"Reset": text, **{name: {**text, **change} for name, change in (presets or {}).items()}}
        self.recording = Recording(network, data, optimizer, batch, seed, self.followed)
        self.recording.go(self.first)
        self._recorded = {}  # the first minibatches of each preset
        self.picture = TrainingPicture(data, self.followed)
        self.figure, self.marks = self.picture.figure, self.picture.marks
        self.picture.freeze()
        self.build()
        self._add_bar()

    def _fit(self):
        """Room for all that was recorded, and for what the Train button may add."""
        entries = list(self.recording.entries)
        rounds = max(1, -(-(entries[-1].step - self.first) // self.most))
        self.picture.fit([e.loss for e in entries], 1.1 * (self.first + self.most * rounds) + self.reach_ahead)

    def _add_bar(self):
        bar = TrainBar(self.most)
        self.button, self.again, self.progress = bar.button, bar.again, bar.progress
        self.button.on_click(lambda _: self.stop() if self.running else self.start())
        self.again.on_click(lambda _: self.start_over())
        self.container.children = (bar.row, *self.container.children)

    # ---- settings -------------------------------------------------------------------------------------------

    def _now(self):
        return {name: self.value(name) for name in self.sliders}

    def _setting(self, settings):
        """Optimizer and batch that some settings stand for."""
        return self.kind(**{name: settings[name] for name in self.kind.hyperparameters}), round(settings["batch"])

    def positions(self, name):
        if name == "minibatches":
            return np.array([entry.step for entry in self.recording.entries], dtype=float)
        return super().positions(name)

    def apply(self, settings):
        """Set several controls at once, and start over with them."""
        with self.work.alone:
            self.stop()
            super().apply({name: value for name, value in settings.items() if name != "minibatches"})
            self._begin()

    def preset(self, name):
        with self.work.alone:
            self.stop()
            super().preset(name)

    def took_preset(self, settings):
        self.shown_values.update(self.control_values(settings))
        self._begin()

    @one_at_a_time
    def _begin(self):
        """A new network, trained for its first minibatches at once."""
        self.trouble, self.recording = "", self.recording.anew(*self._setting(self._now()))
        self.recording.go(self.first)
        self.progress.value = 0
        self._to_the_end()

    def _to_the_end(self):
        """The last slider reaches to the latest minibatch and stands there."""
        self.shown_values["minibatches"] = self.sliders["minibatches"].max = self.recording.entries[-1].step

    # ---- training -------------------------------------------------------------------------------------------

    @property
    def trained(self):
        """The network as it is now, with its losses: a ``Trained``."""
        return self.recording.trained

    def start(self):
        """What the Train button does: train on from here in a thread, until ``stop``."""
        self.work.start(partial(self._work, self.most, FRAME))

    def stop(self):
        """Stop whatever trains and wait until it is at rest; what was learned stays."""
        self.work.stop()

    def train(self, minibatches=1000):
        """Train on from here, in this cell; the kernel's stop button ends it, and what was learned stays."""
        self.work.here(partial(self._work, minibatches, 0.0))

    def start_over(self):
        """A new network with the settings of the sliders."""
        with self.work.alone:
            self.stop()
            with self.lock:
                self._begin()
                self._show(0, self.most)
                self._rest()

    def _work(self, minibatches, frame):
        """Train, show it, and come to rest."""
        try:
            with self.lock:  # tables that are being made look ahead from here, and have to be done first
                self._say_whether_it_trains(True)
            done = self._train(minibatches, frame)
            self._say_whether_it_trains(False)
            self._show(done, minibatches)
            self._rest()
        finally:
            self._say_whether_it_trains(False)

    def _train(self, minibatches, frame):
        """Train in short pieces and show each; an error is told under the figure, for a thread would swallow it."""
        begin, due = self.recording.training.steps, time.monotonic()

        def watch():
            nonlocal due
            self._show(self.recording.training.steps - begin, minibatches)
            self.work.enough.wait(max(0.0, due + frame - time.monotonic()))
            due = time.monotonic()
            self.recording.set(*self._setting(self._now()))
            return self.work.enough.is_set()

        self.trouble = ""
        try:
            self.recording.set(*self._setting(self._now()))
            self.recording.go(minibatches, watch)
        except Exception as error:  # a reader's own rule may fail in any way
            self.trouble = f"Training stopped by an error. {type(error).__name__}: {error} "
        return self.recording.training.steps - begin

    def _say_whether_it_trains(self, running):
        self.running, self.button.description = running, "■ Stop" if running else "▶ Train"

    def _rest(self):
        """All tables for where it stands now; the page has moved its slider already."""
        self.sliders["minibatches"].value = self.recording.entries[-1].step
        self.refresh()

    @one_at_a_time
    def _show(self, done, of):
        """Give the page what is new; all tables follow when the training rests."""
        self._to_the_end()
        self.progress.max, self.progress.value = of, done
        self.settled()
        self.stage.picture = self.backdrop()
        scene = self._scene([self.recording], [None], [self.recording.entries[-1].step])
        self.preview(scene, moved=["minibatches"])  # the others may be in the reader's hand

    def _heard(self, _, message, buffers):
        if message["kind"] == "settle" and message["preset"] is not None:
            with self.work.alone:
                self.stop()
                super()._heard(_, message, buffers)
        elif not self._obeyed(message):
            super()._heard(_, message, buffers)

    @one_at_a_time
    def _obeyed(self, message):
        """Whether a slider was let go while it trains: the thread takes what it says from its next piece on."""
        if message["kind"] != "settle" or not self.running:
            return False
        message["values"].pop("minibatches", None)
        self._take(message)
        self.stage.send({"kind": "settled"})
        return True

    # ---- what moves -----------------------------------------------------------------------------------------

    def sweep(self, name, positions):
        if name == "minibatches":
            return self._scene([self.recording], [self._ahead(self.recording, self._now())], positions)
        if name == "preset":
            shown, settings = [self._first_of(k) for k in positions], list(self.presets.values())
            ahead = [self._ahead(one, settings[int(k)]) for one, k in zip(shown, positions, strict=True)]
            return self._scene(shown, ahead, [self.first] * len(shown))
        ahead = [self._ahead(self.recording, {**self._now(), name: position}) for position in positions]
        return self._scene([self.recording] * len(ahead), ahead, [self.value("minibatches")] * len(ahead))

    def _ahead(self, recording, settings):
        """What would come next; nothing while it comes, and nothing where a reader's rule fails."""
        if self.running or self.trouble:
            return None
        try:
            return recording.ahead(self.reach_ahead, *self._setting(settings))
        except Exception:  # the Train button will meet the same error, and tell it
            return None

    def _first_of(self, k):
        """The first minibatches of a preset; trained once."""
        if k not in self._recorded:
            self._recorded[k] = self.recording.anew(*self._setting(list(self.presets.values())[int(k)]))
            self._recorded[k].go(self.first)
        return self._recorded[k]

    def _scene(self, recordings, aheads, minibatches):
        """Curves and words: a row for each recording with what comes next, a position for each of ``minibatches``."""
        entries = [list(r.entries) for r in recordings]  # a thread may add to them meanwhile
        row = np.minimum(np.arange(len(minibatches)), len(entries) - 1)
        last = [min(range(len(entries[r])), key=lambda k, r=r, m=m: abs(entries[r][k].step - m))
                for r, m in zip(row, minibatches, strict=True)]
        words = [self.trouble + told(entries[r], k, aheads[r], self.reach_ahead, self.running)
                 for r, k in zip(row, last, strict=True)]
        lines = curves(entries, aheads, self.reach_ahead // 10)
        return Sweep(lines, row, np.array(last) + 1, words, np.arange(lines[0].shape[1]), 0 * row)

    @property
    def summary(self):
        """The training at the minibatch looked at, in words."""
        return self.sweep("minibatches", [self.value("minibatches")]).words[0]

    def describe(self):
        sizes = "-".join(map(str, self.recording.training.network.sizes))
        return f"Training a {sizes} network on {self.data.name}. {self.summary}"

    def settled(self):
        self._fit()
        entries, classes = list(self.recording.entries), len(self.data.classes)
        self.stage.cells = {
            "shape": [len(entries), classes, COLUMNS], "control": "minibatches", "box": self.box(self.picture.tiles),
            "positions": np.array([e.step for e in entries], dtype=float).tobytes(), "colours": GROUND,
            "data": np.array([e.right for e in entries]).astype(np.uint8).tobytes()}

    def still_cells(self):
        entry = min(self.recording.entries, key=lambda e: abs(e.step - self.value("minibatches")))
        return [self.picture.ground(entry.right)]
