"""What stands still in the live training: axes for loss and accuracy, a sheet of test pictures; and what it says."""

import base64

import numpy as np

from helpers.drawing import COLOURS, SMALL, Picture, PictureAxes, dress, number
from helpers.live.scene import Mark

COLUMNS = 10  # test pictures of each class
GROUND = [[240, 150, 60, 255], [255, 255, 255, 255]]  # behind a test picture: still wrong, right
PAST, NOW, NEXT = {"colour": "#999999"}, {"width": 2.5, "head": True, "size": 6}, {"colour": "#000000", "dash": (6, 3)}
MARKS = [Mark("loss", **PAST), Mark("share", **PAST),
         Mark("loss", COLOURS["vermilion"], **NOW), Mark("share", COLOURS["blue"], marker="s", **NOW),
         Mark("loss", label="what would come next", **NEXT), Mark("share", **NEXT)]


def ten_of_each(data):
    """The numbers of ten test pictures of each class that is there, spread over the whole test set."""
    of_class = [np.flatnonzero(data.test_labels == k) for k in np.unique(data.test_labels)]
    return np.concatenate([found[np.linspace(0, len(found) - 1, COLUMNS).astype(int)] for found in of_class])


def backdrop(data, followed):
    """The figure and its panels: loss, share and tiles."""
    figure = Picture(figsize=(9.6, 5.2), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1, 1.02), height_ratios=(1.4, 1))
    places = {"loss": grid[0, 0], "share": grid[1, 0], "tiles": grid[:, 1]}
    panels = {name: figure.add_subplot(place, axes_class=PictureAxes) for name, place in places.items()}
    dress(panels["loss"], "Loss: lower is better", xscale="log", yscale="log", xlim=(10, 1e4), ylim=(1e-4, 1))
    dress(panels["share"], "Test pictures right, in %", "minibatches seen, on a logarithmic scale",
          xscale="log", xlim=(10, 1e4), ylim=(0, 104), yticks=(0, 25, 50, 75, 100))
    names = [data.classes[k] for k in data.test_labels[followed[::COLUMNS]]]
    _draw_tiles(panels["tiles"], names, data.side, data.test[followed])
    figure.legend(handles=[MARKS[4].key()], loc="lower right", fontsize=SMALL, frameon=False)
    for axis in (panels["loss"].xaxis, panels["loss"].yaxis, panels["share"].xaxis):
        axis.minorticks_off()
        axis.set_major_formatter("10⁻⁴")  # the page draws them: this only keeps their room, and costs no formula
    figure.get_layout_engine().execute(figure)
    figure.set_layout_engine("none")
    return figure, panels


def _draw_tiles(tiles, names, side, pictures):
    """A row a class. Ink where the pictures have it; through the paper shines what the page draws."""
    rows = len(names)
    sheet = np.ones((rows, COLUMNS, side + 1, side + 1, 4))  # each picture with a white line on two sides
    sheet[..., :side, :side, :3] = 0
    sheet[..., :side, :side, 3] = pictures.reshape(rows, COLUMNS, side, side)
    sheet = sheet.transpose(0, 2, 1, 3, 4).reshape(rows * (side + 1), COLUMNS * (side + 1), 4)
    tiles.imshow(sheet, extent=(0, COLUMNS, rows, 0), zorder=2, aspect="auto", interpolation="nearest")
    dress(tiles, "On orange: still misread", xticks=[], yticks=np.arange(rows) + 0.5, yticklabels=names)
    tiles.tick_params(length=0)
    tiles.spines[:].set_visible(False)


def room(losses, latest, first, most, ahead):
    """Limits for the losses so far, two decades at least, and for the minibatches that Train may add."""
    losses = np.asarray(losses)[np.isfinite(losses) & (np.asarray(losses) > 0)]
    top = 1.5 * losses.max(initial=1e-3)
    bottom = top / 100
    while bottom > 0.5 * losses.min(initial=top):
        bottom /= 4
    across = (9.0, 1.1 * (first + most * max(1, -(-(latest - first) // most))) + ahead)
    return {"loss": {"x": across, "y": (bottom, top)}, "share": {"x": across}}


def curves(entries, k, ahead):
    """The vertices of all marks: everything so far, up to entry ``k``, and what would come next, if that is known."""
    past = np.array([(e.step, e.loss, 100 * e.share) for e in entries])
    loss, share = past[:, [0, 1]], past[:, [0, 2]]
    next_loss, next_share = np.empty((0, 2)), np.empty((0, 2))
    if ahead is not None:
        next_loss = np.concatenate([loss[-1:], np.stack([ahead.steps, ahead.losses], axis=1)])
        next_share = np.concatenate([share[-1:], [[ahead.steps[-1], 100 * ahead.share]]])
    return [loss, share, loss[: k + 1], share[: k + 1], next_loss, next_share]


def told(entries, k, ahead, reach, training):
    """Entry ``k`` of a diary in words, and if it is the last, what the next ``reach`` minibatches would bring."""
    step, now = entries[k].step, f"loss {number(entries[k].loss, 2)}, {entries[k].share:.0%} right"
    if k + 1 < len(entries):
        return f"Looking back at minibatch {step:,}: {now}."
    if ahead is None:
        return f"{'Training. ' * training}Minibatch {step:,}: {now}."
    return (f"Minibatch {step:,}: {now}. The next {reach} with these settings: "
            f"loss {number(ahead.losses[-1], 2)}, {ahead.share:.0%} right.")


def diary(entries, ahead):
    """The same for the page: numbers, and for each entry a byte for each of the pictures."""
    right = np.array([e.right for e in entries]).astype(np.uint8)
    return {"steps": [e.step for e in entries], "losses": [_finite(e.loss) for e in entries],
            "shares": [e.share for e in entries], "right": base64.b64encode(right.tobytes()).decode(),
            "ahead": ahead and {"steps": ahead.steps.tolist(), "share": ahead.share,
                                "losses": [_finite(loss) for loss in ahead.losses]}}


def _finite(value):
    """JSON knows no infinity."""
    return float(value) if np.isfinite(value) else 1e300
