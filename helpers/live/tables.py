"""What every live figure shares: sliders joined to a stage, presets, reset, and a still picture without a kernel.

One broadcast computation answers every position of a slider: a subclass returns it as a ``Sweep``, the page picks rows.
"""

import functools
import io
import threading

import ipywidgets as widgets
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from helpers.drawing import DPI, draw_over, image_of, packed, shown_as
from helpers.live.sliders import is_log, limits, positions_of
from helpers.live.stage import MOST_CONTROLS, Stage, draw_still


def one_at_a_time(method):
    """Let a figure do one thing after the other.

    JupyterLab gives some messages of a page to a subshell, which is a thread beside that of the cells, and some to the
    thread of the cells: two of them may well arrive at once. matplotlib does not know threads, either.
    """
    @functools.wraps(method)
    def alone(self, *args, **options):
        with self.lock:
            return method(self, *args, **options)
    return alone


class LiveFigure:
    """A picture with sliders that answer in the next frame; subclasses say what is drawn.

    A subclass sets ``figure`` (matplotlib), ``marks``, ``sliders`` (name → ipywidgets slider), ``presets``
    (name → settings; the first is the figure in the text) and writes ``sweep(name, positions)``, ``settled()``
    and ``describe()``. Setting ``figure.learning_rate = 0.1`` moves the slider; ``figure.reset()`` goes back.
    """

    start_axes = None
    playable = True
    predict = ""  # what the reader has to guess before a run is shown: its "kind" or the "place" where it ends

    # ---- building -------------------------------------------------------------------------------------------

    def build(self):
        """Join stage and sliders; called at the end of a subclass's ``__init__``."""
        FigureCanvasAgg(self.figure)
        self.lock = threading.RLock()
        self.shown_values = {}  # what the page has told and the sliders here have not heard yet
        self.fixed = {}  # what counts while tables are made
        width, height = (self.figure.get_size_inches() * DPI).round().astype(int).tolist()
        if len(self.sliders) > MOST_CONTROLS:
            raise ValueError(f"a live figure has room for {MOST_CONTROLS} sliders, got {len(self.sliders)}")
        self.stage = Stage(
            size=[width, height], controls=list(self.sliders), predict=self.predict, playable=self.playable,
            active=next(iter(self.sliders)), labels=[slider.description for slider in self.sliders.values()],
            logs=[is_log(slider) for slider in self.sliders.values()])
        for axes in self.figure.axes:
            axes.autoscale(False)  # what moves must not move the axes
        self.stage.styles = [self._style(mark) for mark in self.marks]
        if self.start_axes:
            self.stage.start_box = box = self.box(self.start_axes)
            self.stage.unit = [np.ptp(self.start_axes.get_xlim()) / box[2], np.ptp(self.start_axes.get_ylim()) / box[3]]
        self.stage.presets = [{"name": name, "values": self.control_values(settings)}
                              for name, settings in self.presets.items()]
        for i, (name, slider) in enumerate(self.sliders.items()):
            setattr(self.stage, f"c{i}", slider.value)
            slider.add_class(f"downhill-{name}")
            slider.observe(lambda _, name=name: self.shown_values.pop(name, None), "value")
        self.links = [widgets.jslink((slider, "value"), (self.stage, f"c{i}"))
                      for i, slider in enumerate(self.sliders.values())]
        self.stage.on_msg(self._heard)
        controls = widgets.Box(list(self.sliders.values()))
        controls.add_class("downhill-controls")
        self.container = widgets.VBox([self.stage, controls])
        self.container.add_class("downhill-figure")
        self.refresh()

    def control_values(self, settings):
        """The part of a preset's settings that sliders show."""
        return {name: float(value) for name, value in settings.items() if name in self.sliders}

    def _style(self, mark):
        plain = {name: getattr(mark, name) for name in vars(mark) if name not in ("axes", "dash", "label")}
        return {**plain, "dash": list(mark.dash), "box": self.box(mark.axes)}

    def box(self, axes):
        """Left, top, width and height of ``axes`` in CSS pixels."""
        left, bottom, width, height = axes.get_window_extent().bounds
        return [left, self.stage.size[1] - bottom - height, width, height]

    # ---- computing ------------------------------------------------------------------------------------------

    @one_at_a_time
    def refresh(self, told=None):
        """Compute the curves of every position of every control and hand them to the page.

        ``told``: values that count whatever the sliders say, for their own messages from the page may come late.
        """
        self.fixed = {name: float(self.value(name)) for name in self.sliders} | (told or {})
        try:
            self.settled()
            picture = self.backdrop()
            positions = {name: self.positions(name) for name in self.sliders} | {"preset": np.arange(len(self.presets))}
            tables = {name: self._packed(self.sweep(name, at), at) for name, at in positions.items()}
            with self.stage.hold_sync():
                self.stage.alt = self.describe()
                self.stage.picture = picture
                self.stage.tables = tables
                self.stage.settled = self.fixed
                self.stage.edition += 1  # last: whoever hears of it finds the others there
        finally:
            self.fixed = {}

    def value(self, name):
        """What the page shows for a control, or else its slider's value."""
        told = vars(self).get("fixed") or vars(self).get("shown_values", {})
        return told.get(name, self.sliders[name].value)

    def positions(self, name):
        """Every value a slider can stop at, and the present one."""
        return positions_of(self.sliders[name], self.value(name))

    def reach(self, name):
        """The smallest and largest value of a slider."""
        return limits(self.sliders[name])

    def _at(self, name, position):
        """All settings with one control elsewhere; a preset changes several, the steps end with the longest run."""
        now = {key: self.value(key) for key in self.sliders}
        if name == "preset":
            return {**now, **list(self.presets.values())[int(position)]}
        return {**now, name: self.sliders["steps"].max if name == "steps" else position}

    def _packed(self, sweep, positions):
        lines = [self.pixels(mark.axes, line) for mark, line in zip(self.marks, sweep.lines, strict=True)]
        return {"positions": np.asarray(positions, dtype=np.float64).tobytes(),
                "lines": [line.tobytes() for line in lines], "shapes": [line.shape[:2] for line in lines],
                "row": sweep.row.astype(np.int32).tobytes(), "count": sweep.count.astype(np.int32).tobytes(),
                "kept": sweep.kept.astype(np.int32).tobytes(), "kinds": sweep.kinds.astype(np.int32).tobytes(),
                "words": list(sweep.words)}

    def pixels(self, axes, line):
        """Data coordinates to CSS pixels from the top left; what cannot be drawn goes far outside."""
        with np.errstate(all="ignore"):
            flat = axes.transData.transform(np.asarray(line, dtype=float).reshape(-1, 2)).reshape(line.shape)
        flat[..., 1] = self.stage.size[1] - flat[..., 1]
        return np.clip(np.nan_to_num(flat, nan=1e5, posinf=1e5, neginf=-1e5), -1e5, 1e5).astype(np.float32)

    def backdrop(self):
        """The still part as PNG; drawn again only where its axes have changed."""
        limits = [axes.axis() for axes in self.figure.axes]
        if getattr(self, "_drawn", None) != limits:
            self._picture, self._drawn = packed(image_of(self.figure, 2, bool(self.stage.cells))), limits
        return self._picture

    def settled(self):
        """A subclass fits its axes to the present settings here; they keep still while a slider moves."""

    # ---- talking with the page ------------------------------------------------------------------------------

    @one_at_a_time
    def _heard(self, _, message, buffers):
        if message["kind"] == "settle":
            self._take(message)
            self.refresh(message["values"])
            self.stage.send({"kind": "settled"})
        elif message["kind"] == "hello":
            self.stage.send({"kind": "hello"})
        elif message["kind"] in ("start", "nudge"):
            self._start_moved(message)

    def _take(self, message):
        """What the page shows is what counts now; its sliders tell ours in their own time, so none jumps back."""
        if message["preset"] is not None:
            chosen = list(self.presets.values())[message["preset"]]
            self.took_preset(chosen)
            message["values"] = {**message["values"], **self.control_values(chosen)}
        self.shown_values.update(message["values"])

    def _start_moved(self, message):
        """The page drags the start or nudges it with an arrow key: answer with its picture, then with all tables."""
        to, by = None, None
        if message["kind"] == "nudge":
            by = np.ptp(self.view, axis=1) / 50 * np.array(message["by"][: len(self.view)])
        else:
            x, y = message["at"]
            to = self.start_axes.transData.inverted().transform((x, self.stage.size[1] - y))[: len(self.view)]
        done = message.get("done", True)
        self.move_start(to, by, done)
        name = next(iter(self.sliders))
        self.preview(self.sweep(name, np.array([self.value(name)])))
        if done and to is not None:
            self.refresh()

    def move_start(self, to, by, done):
        """A subclass with ``start_axes`` moves its start to a point of the view, or by a little."""
        raise NotImplementedError

    def took_preset(self, settings):
        """A subclass takes what of a preset no slider shows."""

    def preview(self, sweep, moved=None):
        """Show one path at once, and where the sliders ``moved`` (or all) are; the tables follow when it rests."""
        table = self._packed(sweep, [0.0])
        buffers, places = [], []
        for key, value in table.items():
            parts = [(None, value)] if isinstance(value, bytes) else list(enumerate(value)) if key == "lines" else []
            places += [[key, index] for index, _ in parts]
            buffers += [part for _, part in parts]
        plain = {key: value if not isinstance(value, bytes) else None for key, value in table.items()}
        plain["lines"] = [None] * len(table["lines"])
        values = {name: self.value(name) for name in moved or self.sliders}
        self.stage.send({"kind": "path", "table": plain, "buffers": places, "values": values}, buffers)

    # ---- from a cell or a test ------------------------------------------------------------------------------

    def __getattr__(self, name):
        sliders = self.__dict__.get("sliders", {})
        if name in sliders:
            return self.value(name)
        raise AttributeError(f"{type(self).__name__} has no {name!r}; its controls are {', '.join(sliders)}")

    def __setattr__(self, name, value):
        sliders = self.__dict__.get("sliders", {})
        if name in sliders:
            self.set(name, value)
        else:
            super().__setattr__(name, value)

    @one_at_a_time
    def set(self, name, value):
        """Move a slider; ValueError where it cannot go there."""
        low, high = self.reach(name)
        numeric = np.isscalar(value) and not isinstance(value, str | bool)
        room = 1e-9 * (high - low)  # the ends of a logarithmic slider are rounded
        if not numeric or not low - room <= value <= high + room:
            raise ValueError(f"{name} must be a number from {low:g} to {high:g} in this figure, got {value!r}")
        self.sliders[name].value = value
        self.shown_values.pop(name, None)

    @one_at_a_time
    def apply(self, settings):
        """Set several controls at once, by name."""
        for name, value in settings.items():
            setattr(self, name, value)

    @one_at_a_time
    def preset(self, name):
        """Go to one of the settings named in the text."""
        if name not in self.presets:
            raise ValueError(f"preset must be one of {', '.join(map(repr, self.presets))}, got {name!r}")
        self.apply(self.presets[name])
        self.refresh()

    def reset(self):
        """Back to the figure in the text."""
        self.preset(next(iter(self.presets)))

    # ---- what a reader without a kernel sees ----------------------------------------------------------------

    @one_at_a_time
    def still(self):
        """The figure as it stands, backdrop and curves, as PNG."""
        self.settled()
        name = next(iter(self.sliders))
        sweep = self.sweep(name, np.array([self.value(name)]))
        below, above = self.still_cells(), []
        for mark, line in zip(self.marks, sweep.lines, strict=True):
            shown = 1 if self.predict else sweep.count[0]  # a reader who still has to guess sees the start alone
            if not (self.predict and mark.secret):
                above += draw_still(mark, mark.seen(line[sweep.row[0]], shown))
        backdrop = Image.open(io.BytesIO(self.backdrop())).convert("RGBA")
        picture = Image.new("RGBA", backdrop.size, "white")
        picture = draw_over(picture, self.figure, below) if below else picture
        picture = draw_over(Image.alpha_composite(picture, backdrop), self.figure, above)
        for artist in below + above:
            artist.remove()
        return packed(picture)

    def still_cells(self):
        return []

    def __repr__(self):
        return f"Live figure. {self.describe()}"

    def _repr_mimebundle_(self, **_):
        bundle = self.container._repr_mimebundle_()
        if isinstance(bundle, tuple):
            bundle = bundle[0]
        data, metadata = shown_as(Image.open(io.BytesIO(self.still())), self.describe())
        return {**bundle, "text/plain": repr(self), **data}, metadata
