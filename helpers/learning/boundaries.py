"""A linear classifier of two features, step by step: what it has learned, and the part of the plane of each class.

Everything carries a leading axis of K: K settings, or K places of a point, are learned in one broadcast run.
"""

from dataclasses import dataclass

import numpy as np

from helpers.learning.models import Backpropagation, Network

CORNERS = 7  # a corner of the view less than twice cut off leaves at most six; the first comes again to close the curve


@dataclass(frozen=True)
class Learned:
    """Every step of K descents, the start included.

    weights : (K, steps + 1, classes, 3), biases last. losses : (K, steps + 1), penalty included.
    wrong : how many points another class scores highest for, (K, steps + 1).
    """

    weights: np.ndarray
    losses: np.ndarray
    wrong: np.ndarray


def three_groups(each=10, spread=0.5, seed=14):
    """Points (3 · each, 2) in three groups with a gap between them, and their labels 0, 1, 2.

    >>> points, labels = three_groups()
    >>> points.shape, np.bincount(labels).tolist()
    ((30, 2), [10, 10, 10])
    """
    centres = np.array([(-1.2, -0.8), (1.2, -0.8), (0.0, 1.2)])
    noise = np.random.default_rng(seed).normal(0, 1, (3, each, 2))
    return (centres[:, None] + spread * noise).reshape(-1, 2), np.repeat(np.arange(3), each)


def learn(points, labels, rates, penalties, steps, loss="softmax", seed=0):
    """Plain descent on all points at every step, from the same random weights for every setting.

    L = mean of the points' losses + λ Σ w², W ← W − η ∂L/∂W; biases carry no penalty.
    Arguments: points (K, n, 2) or (n, 2); labels (n,); rates η and penalties λ, numbers or (K,); steps; loss,
    "softmax" or "hinge"; seed of the start. Returns ``Learned``. Raises ValueError for an unknown loss and for settings
    that do not fit together.

    >>> points, labels = three_groups()
    >>> done = learn(points, labels, [0.1, 1.0], 0.0, steps=60)
    >>> done.weights.shape, done.wrong[:, -1].tolist(), bool(done.losses[1, -1] < done.losses[0, -1])
    ((2, 61, 3, 3), [2, 0], True)
    """
    points, rates, penalties, targets = _together(points, labels, rates, penalties)
    network = Network((2, targets.shape[0]), loss)
    params = np.repeat(network.start(seed, 1.0, float)[None], len(rates), axis=0)
    (weights,), free = network.layers(params), np.array([1.0, 1.0, 0.0])
    gradient = Backpropagation(network, params, points.shape[-2])
    gradient.inputs[..., :-1, :] = np.swapaxes(points, -1, -2)
    kept, losses, wrong = [], [], []
    with np.errstate(all="ignore"):  # a rate that is too large for its penalty may run beyond all numbers
        for _ in range(steps + 1):
            g = gradient(gradient.inputs, targets).reshape(weights.shape)
            kept.append(weights.copy())
            losses.append(gradient.loss_of(targets) + penalties * np.einsum("kij,kij->k", weights, weights * free))
            wrong.append((gradient.out.argmax(axis=-2) != labels).sum(axis=-1))
            weights -= rates[:, None, None] * (g + 2 * penalties[:, None, None] * weights * free)
    return Learned(np.stack(kept, axis=1), np.stack(losses, axis=1), np.stack(wrong, axis=1))


def _together(points, labels, rates, penalties):
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim not in (2, 3) or points.shape[-1] != 2 or labels.shape != points.shape[-2:-1]:
        raise ValueError(f"points (..., n, 2) and labels (n,) must fit together, got {points.shape}, {labels.shape}")
    lead = points.shape[:-2] or (1,)
    try:
        rates, penalties, _ = np.broadcast_arrays(np.asarray(rates, float), np.asarray(penalties, float), np.ones(lead))
    except ValueError:
        raise ValueError(f"rates and penalties must be numbers or {lead[0]} of them, one for each set of points, got "
                         f"shapes {np.shape(rates)} and {np.shape(penalties)}") from None
    for name, values in (("rates", rates), ("penalties", penalties)):
        if not np.all((values >= 0) & (values < np.inf)):
            raise ValueError(f"{name} must be finite numbers of at least 0, got {values!r}")
    points = np.broadcast_to(points, (len(rates), *points.shape[-2:]))
    return points, rates, penalties, np.eye(labels.max() + 1)[labels].T


def territories(weights, view):
    """The part of the view in which each class scores highest, as a closed convex polygon.

    A half-plane for each rival cuts the view: w_c·(x, y, 1) ≥ w_j·(x, y, 1).
    Arguments: weights (..., 3, 3); view, ((left, right), (low, high)). Returns (..., 3, CORNERS, 2): corners in order,
    the first repeated at the end as often as there is room; nan where a class scores highest nowhere in view.

    >>> W = np.array([(1.0, 0, 0), (-1, 0, 0), (0, 0, -9)])  # the right half, the left half, nowhere
    >>> here = territories(W, ((-2, 2), (-1, 1)))
    >>> here[0, :, 0].min().item(), here[1, :, 0].max().item(), bool(np.isnan(here[2]).all())
    (0.0, 0.0, True)
    """
    weights, ((left, right), (low, high)) = np.asarray(weights, dtype=float), view
    corners = np.array([(left, low), (right, low), (right, high), (left, high)], dtype=float)
    parts = []
    for c in range(3):
        polygon = np.broadcast_to(corners, (*weights.shape[:-2], 4, 2))
        for rival in (j for j in range(3) if j != c):
            polygon = _cut(polygon, weights[..., c, :] - weights[..., rival, :])
        parts.append(np.concatenate([polygon, polygon[..., :1, :]], axis=-2))
    return np.stack(parts, axis=-3)


def _cut(polygon, line):
    """What of convex polygons (..., M, 2) lies where a·x + b·y + c ≥ 0, with one corner more than before."""
    with np.errstate(all="ignore"):
        a, b, c = np.moveaxis(line[..., None], -2, 0)
        height = a * polygon[..., 0] + b * polygon[..., 1] + c
        following, next_height = np.roll(polygon, -1, axis=-2), np.roll(height, -1, axis=-1)
        share = (height / (height - next_height))[..., None]
        crossing = polygon + share * (following - polygon)
    inside, crosses = height >= 0, (height >= 0) != (next_height >= 0)
    corners = np.stack([polygon, crossing], axis=-2).reshape(*polygon.shape[:-2], -1, 2)
    keep = np.stack([inside, crosses], axis=-1).reshape(*inside.shape[:-1], -1)
    first = np.argsort(~keep, axis=-1, kind="stable")[..., : polygon.shape[-2] + 1]
    kept = np.take_along_axis(keep, first, axis=-1)[..., None]
    chosen = np.take_along_axis(corners, first[..., None], axis=-2)
    return np.where(kept, chosen, np.where(kept[..., :1, :], chosen[..., :1, :], np.nan))
