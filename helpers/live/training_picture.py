"""What stands still in the live training: axes for loss and accuracy, a sheet of test pictures; and what it says."""

import numpy as np
from matplotlib.ticker import FuncFormatter, NullFormatter

from helpers import drawing
from helpers.drawing import Picture, PictureAxes, number
from helpers.live.stage import Mark

COLUMNS = 10  # test pictures of each class
GROUND = [[240, 150, 60, 255], [255, 255, 255, 255]]  # behind a test picture: still wrong, right


def ten_of_each(data):
    """The numbers of ten test pictures of each class, spread over the whole test set."""
    of_class = [np.flatnonzero(data.test_labels == k) for k in range(len(data.classes))]
    return np.concatenate([found[np.linspace(0, len(found) - 1, COLUMNS).astype(int)] for found in of_class])


class TrainingPicture:
    """The figure and its axes ``loss``, ``share`` and ``tiles``; ``fit`` makes room, ``marks`` are what moves."""

    def __init__(self, data, followed):
        self.rows, self.extent = len(data.classes), (0, COLUMNS, len(data.classes), 0)
        self.figure = Picture(figsize=(9.6, 5.2), layout="constrained")
        grid = self.figure.add_gridspec(2, 2, width_ratios=(1, 1.02), height_ratios=(1.4, 1))
        self.loss, self.share, self.tiles = (self.figure.add_subplot(place, axes_class=PictureAxes)
                                             for place in (grid[0, 0], grid[1, 0], grid[:, 1]))
        self._draw_curves()
        self._draw_tiles(data, data.test[followed])
        pale, next_ = {"colour": "#999999"}, {"colour": "#000000", "dash": (6, 3)}
        now = {"width": 2.5, "grows": True, "head": True, "size": 6}
        self.marks = [Mark(self.loss, **pale), Mark(self.share, **pale),
                      Mark(self.loss, drawing.COLOURS["vermilion"], **now),
                      Mark(self.share, drawing.COLOURS["blue"], marker="s", **now),
                      Mark(self.loss, label="what would come next", **next_), Mark(self.share, **next_)]
        self.figure.legend(handles=[self.marks[4].key()], loc="lower right", fontsize=drawing.SMALL, frameon=False)

    def _draw_curves(self):
        self.loss.set(xscale="log", yscale="log")
        self.share.set(xscale="log", ylim=(0, 104), yticks=(0, 25, 50, 75, 100))
        for axes in (self.loss, self.share):
            axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
            axes.grid(alpha=0.3)
        self.loss.yaxis.set_major_formatter(FuncFormatter(lambda v, _: number(v)))
        self.loss.yaxis.set_minor_formatter(NullFormatter())
        drawing.dress(self.loss, "Loss: lower is better")
        drawing.dress(self.share, "Test pictures right, in %", "minibatches seen, on a logarithmic scale")

    def _draw_tiles(self, data, pictures):
        """Ink where the pictures have it; through the paper shines what the page draws."""
        rows, side = self.rows, data.side
        sheet = np.ones((rows, COLUMNS, side + 1, side + 1, 4))  # each picture with a white line on two sides
        sheet[..., :side, :side, :3] = 0
        sheet[..., :side, :side, 3] = pictures.reshape(rows, COLUMNS, side, side)
        sheet = sheet.transpose(0, 2, 1, 3, 4).reshape(rows * (side + 1), COLUMNS * (side + 1), 4)
        self.tiles.imshow(sheet, extent=self.extent, zorder=2, aspect="auto", interpolation="nearest")
        self.tiles.set(xticks=[], yticks=np.arange(rows) + 0.5, yticklabels=data.classes)
        drawing.dress(self.tiles, "On orange: still misread")
        self.tiles.tick_params(length=0)
        self.tiles.spines[:].set_visible(False)

    def fit(self, losses, right):
        """Make room for losses so far and to come, two decades at least, and for minibatches up to ``right``."""
        losses = np.asarray(losses)[np.isfinite(losses) & (np.asarray(losses) > 0)]
        top = 1.5 * losses.max(initial=1e-3)
        bottom = top / 100
        while bottom > 0.5 * losses.min(initial=top):
            bottom /= 4
        self.loss.set(ylim=(bottom, top), xlim=(9, right))
        self.share.set_xlim(9, right)

    def freeze(self):
        """Lay everything out once, with room for small losses; nothing moves after that."""
        self.loss.set_ylim(1e-4, 1)
        self.figure.freeze()

    def ground(self, right):
        """Draw the ground of the tiles as the page would; ``right`` says which are recognised."""
        colours = np.array(GROUND)[np.asarray(right, dtype=int)].reshape(self.rows, COLUMNS, 4) / 255
        return self.tiles.imshow(colours, extent=self.extent, zorder=0, aspect="auto", interpolation="nearest")


def curves(diaries, aheads, entries):
    """The vertices of all marks, arrays (diaries, vertices, 2), from lists of ``Entry`` and what comes next, or None.

    ``entries``: how many vertices the curve of what comes next may have.
    """
    past = [np.array([(e.step, e.loss, 100 * e.share) for e in diary]) for diary in diaries]
    next_ = [_next(one[-1], ahead, entries) for one, ahead in zip(past, aheads, strict=True)]
    most = max(map(len, past))
    past = np.array([_filled(one, most) for one in past])
    loss, share = past[..., [0, 1]], past[..., [0, 2]]
    return [loss, share, loss, share, *(np.array(part) for part in zip(*next_, strict=True))]


def _filled(line, length):
    """The vertices, the last one repeated up to a length."""
    return np.concatenate([line, np.repeat(line[-1:], length - len(line), axis=0)])


def _next(here, ahead, entries):
    """The dashed curves of loss and share from ``here`` (step, loss, share) on; without a future they stay a point."""
    loss, share = here[None, [0, 1]], here[None, [0, 2]]
    if ahead is not None:
        loss = np.concatenate([loss, np.stack([ahead.steps, ahead.losses], axis=1)])
        share = np.concatenate([share, [[ahead.steps[-1], 100 * ahead.share]]])
    return _filled(loss, entries + 1), _filled(share, 2)


def told(entries, k, ahead, reach, training):
    """Entry ``k`` of a diary in words, and if it is the last, what the next ``reach`` minibatches would bring."""
    step, now = entries[k].step, f"loss {number(entries[k].loss, 2)}, {entries[k].share:.0%} right"
    if k + 1 < len(entries):
        return f"Looking back at minibatch {step:,}: {now}."
    if ahead is None:
        return f"{'Training. ' * training}Minibatch {step:,}: {now}."
    return (f"Minibatch {step:,}: {now}. The next {reach} with these settings: "
            f"loss {number(ahead.losses[-1], 2)}, {ahead.share:.0%} right.")
