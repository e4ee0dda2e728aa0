"""Figures that show themselves in a notebook with alternative text, without pyplot's global state."""

import base64
import io
from html import escape

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d.axes3d import Axes3D
from PIL import Image

DPI = 100  # one CSS pixel is 1/100 inch of a figure; pictures are saved at twice that


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

    def __repr__(self):
        return f"Picture. {self.alt}"

    def _repr_html_(self):
        return picture_html(png(self), self.alt, f"min(100%, {self.get_figwidth() * DPI:.0f}px)")


class PictureAxes(Axes):
    """Axes that show their whole picture when they are the last value of a cell."""

    def __repr__(self):
        return repr(self.figure)

    def _repr_html_(self):
        return self.figure._repr_html_()


class PictureAxes3D(Axes3D):
    """The same in three dimensions."""

    __repr__ = PictureAxes.__repr__
    _repr_html_ = PictureAxes._repr_html_


def panels(columns=1, rows=1, size=None, widths=None):
    """A Picture and its axes, side by side: ``figure, (left, right) = panels(2)``."""
    size = size or ((7.6, 5.0) if columns == 1 else (9.6, 4.6 * rows))
    figure = Picture(figsize=size, layout="constrained")
    grid = figure.add_gridspec(rows, columns, width_ratios=widths)
    axes = [figure.add_subplot(grid[r, c], axes_class=PictureAxes) for r in range(rows) for c in range(columns)]
    return figure, axes[0] if len(axes) == 1 else axes


def png(figure, transparent=False, small=True):
    """A matplotlib figure as PNG at two device pixels a CSS pixel; ``small``: in 200 colours, for keeping."""
    figure.savefig(raw := io.BytesIO(), format="png", dpi=2 * DPI, transparent=transparent,
                   pil_kwargs={"compress_level": 1})
    if not small:
        return raw.getvalue()
    # An octree keeps the colours of small marks, which a median cut would merge into the lines around them.
    image = Image.open(raw).convert("RGB").quantize(200, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    image.save(packed := io.BytesIO(), format="PNG", optimize=True)
    return packed.getvalue()


def picture_html(picture, alt, width="min(100%, 960px)"):
    """An <img> that keeps its alternative text in JupyterLab, in exported HTML and on code hosts."""
    data = base64.b64encode(picture).decode()
    return f'<img alt="{escape(alt)}" style="width: {width}" src="data:image/png;base64,{data}">'
