"""What every live figure shares: one widget with a number for each control, a scene for every setting, a still picture.

A subclass says what stands still (``figure``, ``panels``, ``marks``), what can be moved (``controls``, ``presets``,
``handles``), and writes ``scene(settings)``. The page works the same scene out by itself, from programs that were
traced (see ``helpers.tracing`` and ``page/``); while anything is dragged, it tells the kernel nothing.
"""

import threading
from contextlib import contextmanager, nullcontext

import anywidget
import numpy as np
import traitlets

from helpers.drawing import DPI, SMALL, packed, shown_as
from helpers.live import page
from helpers.live.controls import Place, Setting
from helpers.live.layout import COLUMNS, sheet
from helpers.live.links import Linked
from helpers.live.still import draw_ground, draw_scene, plainly, settle
from helpers.tracing import Untraceable


class LiveFigure(Linked, anywidget.AnyWidget):
    """A picture with controls that answer in the next frame; subclasses say what is drawn.

    ``figure.learning_rate = 0.1`` moves a control, ``figure.learning_rate`` is what the reader sees, ``figure.summary``
    what stands under the picture, ``figure.preset(name)`` and ``figure.reset()`` do what the buttons do. Controls are
    traits: ``ipywidgets.link((slider, "value"), (figure, "learning_rate"))`` joins them to anything.

    ``figure.link`` tells how it stands, such as ``"learning_rate=0.1&at_step=12"``, where it differs from the text; to
    set it, or a whole address, moves the figure there, or raises ValueError for what could not be read.
    ``figure.hide = ["controls", "presets", "play", "summary"]``, or some of them, is for exercises and exams.
    """

    _esm = page.SCRIPT
    _css = page.STYLE
    spec = traitlets.Dict().tag(sync=True)  # all that the page has to know and that stands still
    picture = traitlets.Bytes(b"").tag(sync=True)  # the backdrop as PNG
    record = traitlets.Dict().tag(sync=True)  # what was found out by long work, for the page's module
    work = traitlets.Dict().tag(sync=True)  # how far long work is: see page/work.js

    page_kind = ""  # which module of the page works out the scenes
    play = ""  # the control that Play moves from 0 to where it stands
    predict = ""  # what the reader has to guess before a run is shown: its "kind" or the "place" where it ends
    buttons = ()  # of long work that the kernel does: {"name", "text", "title"}, see ``pressed``
    subject = ""  # what it shows in a sentence, whatever its controls say; {figure} stands for itself
    see_through = False  # whether its scenes have cells, which lie under the backdrop
    asks = ""  # why the page has to ask the kernel for its scenes
    controls, presets, handles, panels, marks = (), {}, (), {}, ()

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        for name, quietly in (("__init__", plainly()), ("scene", np.errstate(all="ignore"))):
            if name in vars(cls):
                setattr(cls, name, quietly(vars(cls)[name]))

    # ---- building -------------------------------------------------------------------------------------------

    def lay_out(self, high, keys=None, columns=COLUMNS, **boxes):
        """Make the figure and its panels (see ``sheet``) and return their axes; keys: else the marks with a label."""
        keys = [mark.key() for mark in self.marks if mark.label] if keys is None else keys
        self.figure, self.panels = sheet(high, keys, columns, **boxes)
        return self.panels.values()

    def build(self, controls, presets=None, data=None, fitted=None):
        """Join everything; called at the end of a subclass's ``__init__``, which has set what stands still.

        Arguments: controls, a list of Control; presets, name → settings; data, what the page's module needs; fitted,
        panel → "x", "y" or "xy": its axes follow the run, and the page draws them.
        """
        self._turn = threading.RLock()
        for control in controls:
            if hasattr(type(self), control.name):
                raise ValueError(f"a live figure cannot have a control with the name {control.name!r}: choose another")
        self.controls = {control.name: control for control in controls}
        self.add_traits(**{control.name: Setting(control.check(control.value)).tag(sync=True) for control in controls})
        text = {name: getattr(self, name) for name in self.controls}
        self.presets = {"Reset": text} | {
            name: {**text, **self.flat(change, f"preset {name!r}")} for name, change in (presets or {}).items()}
        self.fitted = fitted or {}
        settle(self.figure, self.panels, self.fitted)
        ground, regions = draw_ground(self.figure, self.panels, self.see_through)
        super().__init__(picture=packed(ground), spec=self._described(data or {}, regions))
        self.on_msg(self._heard)
        if self.play:
            self.observe(self._rewind, list(self.controls))
        self._built = True

    def _described(self, data, regions):
        width, height = (self.figure.get_size_inches() * DPI).round().astype(int).tolist()
        return {
            "kind": self.page_kind, "size": [width, height], "type": SMALL * DPI / 72,
            "play": self.play, "predict": self.predict, "asks": self.asks, "about": self.about(),
            "handles": list(self.handles), "data": data, "buttons": list(self.buttons), "regions": regions,
            "panels": {name: self._panel(name, axes, height) for name, axes in self.panels.items()},
            "marks": [{**vars(mark), "dash": list(mark.dash)} for mark in self.marks],
            "controls": [control.described() for control in self.controls.values()],
            "presets": [{"name": name, "values": values} for name, values in self.presets.items()],
        }

    def traced(self, name, programs):
        """What ``programs`` writes for the page; nothing where that cannot be, and ``asks`` says why."""
        try:
            return programs()
        except Untraceable as reason:
            self.asks = self.asks or f"{name} does not run in the page: {reason}."
            return {}

    def _panel(self, name, axes, height):
        left, bottom, wide, high = axes.get_window_extent().bounds
        linear = getattr(axes.xaxis.get_transform(), "linear_width", 1.0)  # of an asinh scale
        return {"box": [left, height - bottom - high, wide, high], "x": axes.get_xscale(), "y": axes.get_yscale(),
                "linear": linear, "fitted": self.fitted.get(name, ""),
                "xlim": list(axes.get_xlim()), "ylim": list(axes.get_ylim())}

    def flat(self, settings, who="settings"):
        """Settings as one value a control, checked; a ``Place`` is taken apart into its numbers."""
        settings = dict(settings)
        for place in [part for kind in type(self).__mro__ for part in vars(kind).values() if isinstance(part, Place)]:
            if place.name in settings:
                settings |= place.numbers(self, settings.pop(place.name), who)
        for name in settings:
            if name not in self.controls:
                raise ValueError(f"{who} names {name!r}; the controls of this figure are {', '.join(self.controls)}")
        return {name: self.controls[name].check(value) for name, value in settings.items()}

    # ---- what a subclass says -------------------------------------------------------------------------------

    def scene(self, settings):
        """The Scene for settings, one value a control."""
        raise NotImplementedError

    def about(self):
        """What the figure shows, in a sentence, whatever its controls say: its ``subject``."""
        return self.subject.format(figure=self)

    def question(self):
        """What the reader has to guess, where the run is hidden at first."""
        return ""

    def material(self):
        """What a page without a kernel needs besides ``spec`` to do long work by itself, as JSON; mostly nothing."""
        return {}

    # ---- from a cell or a test ------------------------------------------------------------------------------

    @property
    def settings(self):
        """The present value of every control."""
        return {name: getattr(self, name) for name in self.controls}

    @property
    def summary(self):
        """What the present settings do, in words."""
        return self.shown().words

    def shown(self, **changes):
        """The scene for the present settings, or some others; the last is kept, for its words are asked for often."""
        settings = self.settings | changes
        if self.__dict__.get("_last", (None,))[0] != (settings, self.record):
            self._last = (settings, self.record), self.scene(settings)
        return self._last[1]

    def apply(self, settings):
        """Set several controls at once, by name; all or, where one is refused, none."""
        values = self.flat(settings)
        with self.hold_sync(), self.hold_trait_notifications():
            for name, value in values.items():
                setattr(self, name, value)

    def preset(self, name):
        """Go to one of the settings named in the text."""
        if name not in self.presets:
            raise ValueError(f"preset must be one of {', '.join(map(repr, self.presets))}, got {name!r}")
        self.apply(self.presets[name])
        self.at_step = None

    def reset(self):
        """Back to the figure in the text."""
        self.preset(next(iter(self.presets)))

    def __setattr__(self, name, value):
        if "_built" in self.__dict__ and name[0] != "_" and not hasattr(self, name):
            raise AttributeError(f"this figure has no {name!r}; its controls are {', '.join(self.controls)}")
        with self._turn if "_built" in self.__dict__ and self.has_trait(name) else nullcontext():
            super().__setattr__(name, value)

    # ---- one at a time ----------------------------------------------------------------------------------------
    # JupyterLab gives what a page says to two threads, cells run in one of them, a training tells from its own; and
    # ipywidgets loses what one says while another holds back its messages.

    def set_state(self, sync_data):
        with self._turn:
            super().set_state(sync_data)

    def send_state(self, key=None):
        with self._turn:
            super().send_state(key)

    @contextmanager
    def hold_sync(self):
        with self._turn, super().hold_sync():
            yield

    def _heard(self, _, message, buffers):
        """A page that cannot work out a scene asks for it; its buttons set long work going."""
        if message.get("kind") == "press":
            self.pressed(message["name"], message.get("values", {}))
        if message.get("kind") == "scene":
            answer = self.scene(self.settings | message["settings"])
            self.send({"kind": "scene", "key": message["key"], "scene": answer.message()})

    def pressed(self, name, values):
        """A subclass with ``buttons`` does what the one of that name says, and answers by setting ``work``.

        ``values`` are what the page shows then: its own messages may come late, for two threads hear them.
        """
        raise NotImplementedError

    # ---- what a reader without a kernel sees ----------------------------------------------------------------

    @plainly()
    def still(self):
        """The figure as it stands, as an image; of a run that has to be guessed only the start."""
        scene = self.shown(**({self.play: 0} if self.predict else {}))
        marks = [mark if not (self.predict and mark.secret) else None for mark in self.marks]
        return draw_scene(self.figure, self.panels, self.fitted, marks, scene)

    def told(self):
        """What stands under the picture: what it shows or asks, or nothing where an exercise hides it."""
        return "" if "summary" in self.hide else self.question() if self.predict else self.summary

    def describe(self):
        """The figure in words: what it is, and what it shows or asks."""
        return f"{self.about()} {self.told()}".rstrip()

    def __repr__(self):
        return f"Live figure. {self.describe()}"

    def _repr_mimebundle_(self, **_):
        bundle = super()._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        pictures, about = shown_as(self.still(), self.describe())
        return {**data, **pictures, "text/plain": repr(self)}, {**metadata, **about}
