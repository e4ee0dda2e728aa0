"""Figures that show themselves in a notebook with alternative text, without pyplot's global state."""

import base64
import io
from html import escape

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d.axes3d import Axes3D
from PIL import Image

DPI = 100  # one CSS pixel is 1/100 inch of a figure
FINE, STORED = 2, 4 / 3  # pixels a CSS pixel of what a page draws on, and of pictures that a notebook keeps


class Picture(Figure):
    """A matplotlib figure whose ``alt`` says in words what it shows; the notebook keeps it with the picture."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.sentences = []

    @property
    def alt(self):
        return " ".join(self.sentences) or "A figure."

    def say(self, sentence):
        """Add a sentence to the alternative text, once."""
        if sentence and sentence not in self.sentences:
            self.sentences.append(sentence)

    def freeze(self):
        """Lay everything out once; what will move in front of it must stay where it was measured."""
        self.get_layout_engine().execute(self)
        self.set_layout_engine("none")
        for axes in self.axes:
            axes.apply_aspect()
            axes.axis()  # works out limits that wait for a drawing

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


class PictureAxes3D(Axes3D):
    """The same in three dimensions."""

    __repr__ = PictureAxes.__repr__
    _repr_mimebundle_ = PictureAxes._repr_mimebundle_


def panels(columns=1, rows=1, size=None, widths=None):
    """A Picture and its axes, side by side: ``figure, (left, right) = panels(2)``."""
    size = size or ((7.6, 5.0) if columns == 1 else (9.6, 4.6 * rows))
    figure = Picture(figsize=size, layout="constrained")
    grid = figure.add_gridspec(rows, columns, width_ratios=widths)
    axes = [figure.add_subplot(grid[r, c], axes_class=PictureAxes) for r in range(rows) for c in range(columns)]
    return figure, axes[0] if len(axes) == 1 else axes


def image_of(figure, scale=STORED, transparent=False):
    """A matplotlib figure as an image, ``scale`` pixels a CSS pixel; ``transparent``: without its white ground."""
    figure.savefig(raw := io.BytesIO(), format="rgba", dpi=scale * DPI, transparent=transparent)
    return Image.frombytes("RGBA", pixels(figure, scale), raw.getvalue())


def pixels(figure, scale):
    """Width and height of the image of a figure."""
    return tuple(int(inches * scale * DPI) for inches in figure.get_size_inches())


def packed(image):
    """An image as PNG in 200 colours: a quarter of the size."""
    # An octree keeps the colours of small marks; a median cut would merge them into their lines.
    few = image.quantize(200, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(file := io.BytesIO(), format="PNG", compress_level=3)
    return file.getvalue()


def shown_as(image, alt, width="min(100%, 960px)"):
    """An image for a notebook's output, as data and metadata: an <img> that keeps its alternative text, and a PNG.

    JupyterLab and code hosts show the first, LaTeX and what trusts no HTML the second.
    """
    png = base64.b64encode(packed(image.convert("RGB"))).decode()
    html = f'<img alt="{escape(alt)}" style="width: {width}" src="data:image/png;base64,{png}">'
    return {"text/html": html, "image/png": png}, {"image/png": {"alt": alt}}


def draw_over(image, figure, artists, scale=STORED):
    """An image with artists of ``figure`` drawn over it, as a page draws what moves over what stands still."""
    dpi, figure.dpi = figure.dpi, scale * DPI
    renderer = RendererAgg(*image.size, figure.dpi)
    for artist in sorted(artists, key=lambda artist: artist.zorder):
        artist.draw(renderer)
    figure.dpi = dpi
    return Image.alpha_composite(image, Image.fromarray(np.asarray(renderer.buffer_rgba())))
