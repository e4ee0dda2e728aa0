"""Axes and letters that draw at once, for figures that a reader waits for.

Matplotlib makes five artists for each mark of an axis, and sets each letter by itself: that is most of its time.
"""

from functools import lru_cache

import numpy as np
from matplotlib.axis import XAxis, YAxis
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform
from PIL import Image, ImageDraw, ImageFont


class Letters(RendererAgg):
    """Words, level or upright, are set by Pillow; formulas and other angles stay with matplotlib."""

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        if ismath or angle not in (0, 90):
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        font = self._font(prop)
        left, top, right, bottom = font.getbbox(s, anchor="ls")
        ink = Image.new("L", (int(right - left), int(bottom - top)))
        ImageDraw.Draw(ink).text((-left, -top), s, 255, font, anchor="ls")
        cover = np.asarray(ink) if angle == 0 else np.rot90(ink)
        x, y = (x + left, y + bottom) if angle == 0 else (x + top, y - left)  # its lower left corner
        image = np.empty((*cover.shape, 4), np.uint8)
        *colour, opacity = gc.get_rgb()
        image[..., :3], image[..., 3] = np.round(255 * np.array(colour)), opacity * cover[::-1]
        self.draw_image(gc, round(x), self.height - round(y), image)

    def get_text_width_height_descent(self, s, prop, ismath):
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        _, top, right, bottom = self._font(prop).getbbox(s, anchor="ls")
        return right, bottom - top, bottom

    def _font(self, prop):
        return _font(findfont(prop), self.points_to_pixels(prop.get_size_in_points()))


@lru_cache
def _font(path, size):
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


class Canvas(FigureCanvasAgg):
    """What a figure is drawn on, and what measures its words before."""

    def get_renderer(self):
        size = (*self.figure.bbox.size, self.figure.dpi)
        if getattr(self, "_size", None) != size:
            self.renderer, self._size = Letters(*size), size
        return self.renderer


class Ruler:
    """For an axis of matplotlib: marks, numbers and its name, without an artist for each mark; no minor marks."""

    majorTicks = minorTicks = ()
    box = None  # around all that was drawn

    def get_major_ticks(self, numticks=None):
        return []

    get_minor_ticks = get_major_ticks

    def get_tightbbox(self, renderer=None, *, for_layout_only=False):
        return self.box

    def draw(self, renderer):
        if not self.get_visible():
            return
        style, unit, level = self.get_tick_params(), renderer.points_to_pixels(1), self.axis_name == "x"
        (left, low), (right, high) = self.axes.bbox.get_points()
        begin, end, edge, far = (left, right, low, high) if level else (low, high, left, right)
        marks = [(begin + part * (end - begin), text) for part, text in self._marks()]
        places, length = [place for place, _ in marks], style.get("length", 3.5) * unit
        if style["gridOn"]:
            self._lines(renderer, places, edge, far, style.get("grid_color", "#b0b0b0"), style.get("grid_alpha"))
        if length:
            self._lines(renderer, places, edge - length, edge, style.get("color", "black"))
        self.box = Bbox.union([self.axes.bbox, *self._numbers(renderer, marks, edge - length - 3.5 * unit, style)])
        if self.label.get_text() and self.label.get_visible():
            self.label.set(**{"y" if level else "x": (self.box.y0 if level else self.box.x0) - self.labelpad * unit})
            self.label.draw(renderer)
            self.box = Bbox.union([self.box, self.label.get_window_extent(renderer)])

    def _marks(self):
        """Where along the axis, from 0 to 1, which text stands."""
        stretch, values = self.get_transform().transform, np.array(self.get_majorticklocs(), dtype=float)
        low, high = stretch(np.array(self.get_view_interval()))
        found = zip((stretch(values) - low) / (high - low), self.major.formatter.format_ticks(values), strict=True)
        return [(part, text) for part, text in found if -1e-6 < part < 1 + 1e-6]

    def _lines(self, renderer, places, begin, end, colour, alpha=None, width=0.8):
        """A line at each place."""
        ends = np.array([(place, side) for place in places for side in (begin, end)]).reshape(-1, 2)
        pen = renderer.new_gc()
        pen.set_foreground(colour)
        pen.set_linewidth(width)
        pen.set_alpha(alpha)
        pen.set_snap(True)
        path = Path(ends if self.axis_name == "x" else ends[:, ::-1], [Path.MOVETO, Path.LINETO] * len(places))
        renderer.draw_path(pen, path, IdentityTransform())

    def _numbers(self, renderer, marks, edge, style):
        """The text of each mark below or beside it; returns the boxes."""
        font, pen, seen = FontProperties(size=style.get("labelsize", 10)), renderer.new_gc(), []
        _, tall, deep = renderer.get_text_width_height_descent("lp", font, False)
        colour, letter = style.get("labelcolor", "black"), tall - deep
        pen.set_foreground(colour if colour != "none" else "black")
        for place, text in marks:
            formula = text.startswith("$")
            wide, high, below = renderer.get_text_width_height_descent(text, font, formula)
            x, y = (place - wide / 2, edge - letter) if self.axis_name == "x" else (edge - wide, place - letter / 2)
            x = min(x, renderer.width - wide - 1)  # nothing is cut off at the right
            if colour != "none":
                renderer.draw_text(pen, x, renderer.height - y, text, font, 0, formula)
            seen.append(Bbox.from_extents(x, y - max(below, deep), x + wide, y + high - below))
        return seen


class XRuler(Ruler, XAxis):
    """The one below."""


class YRuler(Ruler, YAxis):
    """The one on the left."""

