"""The live training: watch a network learn, stop it, change its settings on the way, look back."""

import time
from dataclasses import replace
from functools import partial

from helpers.learning import Recording
from helpers.live.base import LiveFigure
from helpers.live.controls import of_optimizer, whole, with_fields
from helpers.live.long_work import LongWork
from helpers.live.material import material
from helpers.live.scene import Scene
from helpers.live.training_picture import COLUMNS, GROUND, MARKS, backdrop, curves, diary, room, ten_of_each, told
from helpers.optimizers import Optimizer

FRAME = 1 / 12  # seconds from picture to picture: at full speed a small network is done before anyone has seen it learn


class LiveTraining(LiveFigure):
    """A network while it learns: loss, accuracy, ten test pictures of each class, and what would come next.

    The Train button trains in a thread of its own until Stop, or for ``most`` minibatches. A slider of the optimizer
    takes effect from the next point of the curve on; where it rests, the dashed curve tries out what would follow. The
    last slider looks back. Start over keeps the sliders, a preset starts over with its own settings. Without a kernel
    the page trains the network itself, from ``figure.material()``; where that cannot be, it plays what was recorded.

    Arguments
    ---------
    network, data : a ``Network`` and ``Images`` that fit together. optimizer : any rule; each field gets a slider,
        but a field that is a schedule stays one.
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

    page_kind, see_through = "training", True
    buttons = ({"name": "train", "text": "▶ Train", "title": "Train on from here"},
               {"name": "again", "text": "Start over", "title": "A new network with these settings"})

    def __init__(self, network, data, optimizer, batch=64, first=200, most=4000, seed=0, presets=None, ranges=None):
        if not isinstance(optimizer, Optimizer):
            raise ValueError(f"optimizer must be an Optimizer such as Momentum(0.2, 0.9), got {optimizer!r}")
        if min(first, most) < 20:
            raise ValueError(f"first and most must be at least 20 minibatches, got {first!r} and {most!r}")
        self.data, self.optimizer, self.kind = data, optimizer, type(optimizer)
        self.first, self.most = int(first), int(most)
        self.reach_ahead = 200 if network.size < 5000 else 60
        self.running, self.trouble = False, ""  # whether it trains, and what went wrong
        self.forecast = None, None  # what the next minibatches depend on, and what they would bring
        self.progress = 0, 0  # minibatches that Train has taken, and how many it will
        self.long = LongWork()
        self.followed = ten_of_each(data)
        self.recording = Recording(network, data, optimizer, batch, seed, self.followed)
        self.recording.go(self.first)
        self.marks, self.rows = MARKS, len(self.followed) // COLUMNS
        self.figure, self.panels = backdrop(data, self.followed)
        controls = [*of_optimizer(optimizer, ranges or {}, presets or {}), whole("batch", "batch", batch, 1, 256),
                    replace(whole("minibatches", "look back to", self.first, 1, self.first), linked=False)]
        self.build(controls, presets, {
            "rows": self.rows, "reach": self.reach_ahead, "ground": GROUND, "first": self.first,
            "most": self.most}, {"loss": "xy", "share": "x"})
        self.observe(self._try_out, [name for name in self.controls if name != "minibatches"])
        self._rest()

    # ---- settings -------------------------------------------------------------------------------------------

    def _rule(self, settings):
        """Optimizer and batch."""
        return with_fields(self.optimizer, settings), settings["batch"]

    def flat(self, settings, who="settings"):
        """Where a training stands is nothing that can be set from outside."""
        return super().flat(_tried(settings), who)

    def preset(self, name):
        with self.long.alone:
            self.long.stop()
            super().preset(name)
            self.start_over()

    def pressed(self, name, values):
        """Train or stop, or start over with what the page shows."""
        if name == "train":
            self.stop() if self.running else self.start()
        else:
            with self.long.alone:
                self.long.stop()
                self.apply(values)
                self.start_over()

    # ---- training -------------------------------------------------------------------------------------------

    @property
    def trained(self):
        """The network as it is now, with its losses: a ``Trained``."""
        return self.recording.trained

    def start(self):
        """What the Train button does: train on from here in a thread, until ``stop``."""
        self.long.start(partial(self._work, self.most, FRAME), self._rest)

    def stop(self):
        """Stop whatever trains and wait until it is at rest; what was learned stays."""
        self.long.stop()
        self._rest()

    def train(self, minibatches=1000):
        """Train on from here, in this cell; the kernel's stop button ends it, and what was learned stays."""
        self.long.here(partial(self._work, minibatches, 0.0), self._rest)

    def start_over(self):
        """A new network with the settings of the sliders, trained for its first minibatches at once."""
        with self.long.alone:
            self.long.stop()
            self.trouble, self.progress = "", (0, 0)
            fresh = self.recording.anew(*self._rule(self.settings))
            try:
                fresh.go(self.first)
            except Exception as error:  # a reader's own rule may fail in any way
                self.trouble = _failed(error)
            if fresh.entries:
                self.recording = fresh
            self._rest()

    def material(self):
        """What a page needs to train on from here without a kernel; a training that goes on is stopped."""
        self.stop()
        fresh = self.recording.anew(*self._rule(self.settings)).training
        return {**material(self.data, self.recording, fresh), "first": self.first, "most": self.most,
                "reach": self.reach_ahead, "frame": 1000 * FRAME}

    def _work(self, minibatches, frame):
        """Train in short pieces and show each; an error is told under the figure, for a thread would swallow it."""
        begin, due = self.recording.training.steps, time.monotonic()

        def watch():
            nonlocal due
            self.progress = self.recording.training.steps - begin, minibatches
            self._show_if_free()
            self.long.enough.wait(max(0.0, due + frame - time.monotonic()))
            due = time.monotonic()
            self.recording.set(*self._rule(self.settings))
            return self.long.enough.is_set()

        try:
            self.trouble, self.running, self.progress = "", True, (0, minibatches)
            self.recording.set(*self._rule(self.settings))
            self._show_if_free()
            self.recording.go(minibatches, watch)
        except Exception as error:  # a reader's own rule may fail in any way
            self.trouble = _failed(error)
        finally:
            self.running = False

    # ---- what the page is told ------------------------------------------------------------------------------
    # Whoever tells holds ``_turn``, and reads what there is only then: what is told last is what is true.

    def _rest(self):
        """All that a page has to know where the training stands still."""
        with self._turn:
            self._show()
            self._try_out()

    def _try_out(self, _=None):
        """What would come next with the settings of the sliders; nothing while it comes, nor where a rule fails."""
        with self._turn:
            settings = _tried(self.settings)
            if not (self.running or self.trouble or self._fitting_ahead(settings)):
                try:
                    standing = self._standing(settings)
                    self.forecast = standing, standing[0].ahead(self.reach_ahead, *self._rule(settings))
                except Exception:  # the Train button will meet the same error, and tell it
                    pass
            self._tell()

    def _show_if_free(self):
        """One frame of the training, left out where somebody else has the figure in hands: he may wait for its end."""
        if self._turn.acquire(blocking=False):
            try:
                self._show()
            finally:
                self._turn.release()

    def _show(self):
        """Give the page what is new, and look at the latest minibatch."""
        with self.hold_sync():
            latest, (done, of) = self.recording.entries[-1].step, self.progress
            look_back = replace(self.controls["minibatches"], value=latest, high=latest)
            self.controls = self.controls | {"minibatches": look_back}
            self._tell()
            self.minibatches = latest
            self.work = {"buttons": {"train": {"text": "■ Stop" if self.record["running"] else "▶ Train"}},
                         "done": done, "of": of, "heard": self.work.get("heard", 0) + 1}

    def _tell(self):
        """The diary for the page."""
        with self._turn:
            entries, settings, running = list(self.recording.entries), _tried(self.settings), self.running
            ahead = self._fitting_ahead(settings)
            self.record = {"running": running, "trouble": self.trouble, "tried": settings, **diary(entries, ahead)}

    def _fitting_ahead(self, settings):
        """What would come next, if that is known for these settings."""
        standing, ahead = self.forecast
        return ahead if not self.running and standing == self._standing(settings) else None

    def _standing(self, settings):
        """What the next minibatches depend on: the recording, how far it is, and the settings without the look back."""
        return self.recording, self.recording.entries[-1].step, _tried(settings)

    # ---- what moves -----------------------------------------------------------------------------------------

    def scene(self, settings):
        entries, ahead = list(self.recording.entries), self._fitting_ahead(settings)
        k = min(range(len(entries)), key=lambda i: abs(entries[i].step - settings["minibatches"]))
        lines = curves(entries, k, ahead)
        words = self.trouble + told(entries, k, ahead, self.reach_ahead, self.running)
        cells = {"panel": "tiles", "wide": COLUMNS, "high": self.rows,
                 "labels": entries[k].right.astype(int), "colours": GROUND}
        limits = room([e.loss for e in entries], entries[-1].step, self.first, self.most, self.reach_ahead)
        return Scene(lines, words, limits=limits, reach={"minibatches": entries[-1].step}, cells=cells)

    def about(self):
        sizes = "-".join(map(str, self.recording.training.network.sizes))
        return f"Training a {sizes} network on {self.data.name}."


def _tried(settings):
    """What the sliders of the training stand for: all but the look back."""
    return {name: value for name, value in settings.items() if name != "minibatches"}


def _failed(error):
    return f"Training stopped by an error. {type(error).__name__}: {error} "
