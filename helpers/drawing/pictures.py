"""Figures that show themselves in a notebook with alternative text, without pyplot's global state."""

import base64
import io
from contextlib import contextmanager
from html import escape

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from helpers.drawing.quick import Canvas, Letters, XRuler, YRuler

DPI = 100  # one CSS pixel is 1/100 inch of a figure
FINE, STORED = 2, 4 / 3  # pixels a CSS pixel of what a page draws on, and of pictures that a notebook keeps


class Picture(Figure):
    """A matplotlib figure whose ``alt`` says in words what it shows; the notebook keeps it with the picture."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        Canvas(self)
        self.sentences = []

    @property
    def alt(self):
        return " ".join(self.sentences) or "A figure."

    def say(self, sentence):
        """Add a sentence to the alternative text, once."""
        if sentence and sentence not in self.sentences:
            self.sentences.append(sentence)

    def __repr__(self):
        return f"Picture. {self.alt}"

    def _repr_mimebundle_(self, **_):
        data, metadata = shown_as(image_of(self), self.alt, f"min(100%, {self.get_figwidth() * DPI:.0f}px)")
        return {"text/plain": repr(self), **data}, metadata


class PictureAxes(Axes):
    """Axes that show their whole picture when they are the last value of a cell."""

    def __repr__(self):
        return repr(self.figure)

    def _repr_mimebundle_(self, **_):
        return self.figure._repr_mimebundle_()


class PanelAxes(PictureAxes):
    """Axes with quick rulers: for a panel of a live figure."""

    def _init_axis(self):
        self.xaxis, self.yaxis = XRuler(self, clear=False), YRuler(self, clear=False)
        for side, axis in (("bottom", self.xaxis), ("top", self.xaxis), ("left", self.yaxis), ("right", self.yaxis)):
            self.spines[side].register_axis(axis)


def panels(columns=1, rows=1, size=None, widths=None):
    """A Picture and its axes, side by side: ``figure, (left, right) = panels(2)``."""
    size = size or ((7.6, 5.0) if columns == 1 else (9.6, 4.6 * rows))
    figure = Picture(figsize=size, layout="constrained")
    grid = figure.add_gridspec(rows, columns, width_ratios=widths)
    axes = [figure.add_subplot(grid[r, c], axes_class=PictureAxes) for r in range(rows) for c in range(columns)]
    return figure, axes[0] if len(axes) == 1 else axes


@contextmanager
def renderer_of(figure, scale):
    """What ``figure`` is drawn on at ``scale`` pixels a CSS pixel, and it has that scale meanwhile."""
    dpi, figure.dpi = figure.dpi, scale * DPI
    try:
        yield Letters(*figure.bbox.size.round().astype(int), figure.dpi)
    finally:
        figure.dpi = dpi


def image_of(figure, scale=STORED):
    """A matplotlib figure as an image, ``scale`` pixels a CSS pixel."""
    with renderer_of(figure, scale) as renderer:
        figure.draw(renderer)
    return opaque(renderer)


def opaque(renderer):
    """What was drawn, as an image without transparency."""
    size = int(renderer.width), int(renderer.height)
    return Image.frombytes("RGB", size, renderer.buffer_rgba(), "raw", "RGBX")


def packed(image):
    """An image as PNG in 256 colours: a quarter of the size."""
    # An octree keeps the colours of small marks; a median cut would merge them into their lines. A third of the pixels
    # each way knows all colours.
    how = {"colors": 256, "method": Image.Quantize.FASTOCTREE, "dither": Image.Dither.NONE}
    if image.mode == "RGB":
        known = image.resize((image.width // 3, image.height // 3), Image.Resampling.NEAREST).quantize(**how)
        known.putpalette(_with_white(known.getpalette()))
        how = {"palette": known, "dither": Image.Dither.NONE}
    image.quantize(**how).save(file := io.BytesIO(), format="PNG", compress_level=3)
    return file.getvalue()


def _with_white(palette):
    """The colours, red, green and blue in turn, with white in place of what an octree has mixed with its neighbours."""
    colours = zip(*[iter(palette)] * 3, strict=True)
    return [part for colour in colours for part in ((255, 255, 255) if min(colour) > 247 else colour)]


def shown_as(image, alt, width="min(100%, 960px)"):
    """An image for a notebook's output, as data and metadata: an <img> that keeps its alternative text, and a PNG.

    JupyterLab and code hosts show the first, LaTeX and what trusts no HTML the second.
    """
    png = base64.b64encode(packed(image)).decode()
    html = f'<img alt="{escape(alt)}" style="width: {width}" src="data:image/png;base64,{png}">'
    return {"text/html": html, "image/png": png}, {"image/png": {"alt": alt}}
