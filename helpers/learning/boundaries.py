"""Classifiers of two features, step by step: what they have learned, and the part of the plane of each class.

A linear one carries a leading axis of K: K settings, or K places of a point, are learned in one broadcast run. A small
network, with units between the features and the classes, bends its borders.
"""

from dataclasses import dataclass

import numpy as np

from helpers.learning.labels import checked_labels, classes_in
from helpers.learning.models import Backpropagation, Network


@dataclass(frozen=True)
class Learned:
    """Every step of K descents, the start included.

    weights : (K, steps + 1, classes, 3), biases last; of a network its parameters, (K, steps + 1, size).
    losses : (K, steps + 1), penalty included.
    wrong : how many points another class scores highest for, (K, steps + 1).
    """

    weights: np.ndarray
    losses: np.ndarray
    wrong: np.ndarray


def three_groups():
    """Points (30, 2) in three groups with a gap between them, and their labels 0, 1, 2.

    >>> points, labels = three_groups()
    >>> points.shape, np.bincount(labels).tolist()
    ((30, 2), [10, 10, 10])
    """
    return _around([(-1.2, -0.8), (1.2, -0.8), (0.0, 1.2)], 10, 0.5, seed=14), np.repeat([0, 1, 2], 10)


def four_corners():
    """Points (24, 2) about the corners of a square, and their labels: each diagonal is a class.

    >>> points, labels = four_corners()
    >>> points.shape, np.bincount(labels).tolist()
    ((24, 2), [12, 12])
    """
    return _around([(-1.0, -1), (1, 1), (-1, 1), (1, -1)], 6, 0.3, seed=2), np.repeat([0, 0, 1, 1], 6)


def _around(centres, each, spread, seed):
    """So many points about each centre, normally spread: (centres · each, 2)."""
    noise = np.random.default_rng(seed).normal(0, spread, (len(centres), each, 2))
    return (np.reshape(centres, (-1, 1, 2)) + noise).reshape(-1, 2)


def learn(points, labels, rates, penalties, steps, loss="softmax"):
    """Plain descent on all points at every step, from the same random weights for every setting.

    L = mean of the points' losses + λ Σ w², W ← W − η ∂L/∂W; biases carry no penalty.
    Arguments: points (K, n, 2) or (n, 2); labels (n,); rates η and penalties λ, numbers or (K,); steps; loss,
    "softmax" or "hinge". Returns ``Learned``. Raises ValueError for an unknown loss and for settings
    that do not fit together.

    >>> points, labels = three_groups()
    >>> done = learn(points, labels, [0.1, 1.0], 0.0, steps=60)
    >>> done.weights.shape, done.wrong[:, -1].tolist(), bool(done.losses[1, -1] < done.losses[0, -1])
    ((2, 61, 3, 3), [2, 0], True)
    """
    points, rates, penalties, targets = _together(points, labels, rates, penalties)
    network = Network((2, targets.shape[0]), loss)
    params = np.repeat(network.start(0, 1.0, float)[None], len(rates), axis=0)
    done = _descended(network, params, points, targets, rates, penalties, steps)
    return Learned(done.weights.reshape(len(rates), steps + 1, -1, 3), done.losses, done.wrong)


def _descended(network, params, points, targets, rates, penalties, steps):
    """Plain descent of K networks, ``params`` (K, size), on K sets of points, (K, n, 2)."""
    free, labels = np.ones(network.size), targets.argmax(axis=0)
    for layer in network.layers(free):
        layer[:, -1] = 0
    gradient = Backpropagation(network, params, points.shape[-2])
    gradient.inputs[..., :-1, :] = np.swapaxes(points, -1, -2)
    kept, losses, wrong = [], [], []
    with np.errstate(all="ignore"):  # a rate that is too large for its penalty may run beyond all numbers
        for _ in range(steps + 1):
            g = gradient(gradient.inputs, targets)
            kept.append(params.copy())
            losses.append(gradient.loss_of(targets) + penalties * np.einsum("kj,kj->k", params, params * free))
            wrong.append((gradient.out.argmax(axis=-2) != labels).sum(axis=-1))
            params -= rates[:, None] * (g + 2 * penalties[:, None] * params * free)
    return Learned(np.stack(kept, axis=1), np.stack(losses, axis=1), np.stack(wrong, axis=1))


# ---- with units in between ----------------------------------------------------------------------------------------


def learn_bent(points, labels, units, rate, steps, kind="sigmoid", start=None):
    """Plain descent of a small network with a softmax on top, on all points at every step.

    Arguments: points (n, 2); labels (n,), 0 or 1; units between the features and the two classes, 0 for none; rate η;
    steps; kind of the units, "sigmoid" or "relu"; start, the first parameters, or those of K networks, all zeros if
    there are none. Returns ``Learned``, its weights the flat parameters of each network, (K, steps + 1, size).

    >>> points, labels = four_corners()
    >>> line = learn_bent(points, labels, 0, rate=1.0, steps=100)
    >>> bent = learn_bent(points, labels, 4, rate=1.0, steps=300, start=first_of(4, seed=0))
    >>> line.wrong[0, -1].item(), bent.wrong[0, -1].item()
    (8, 0)
    """
    network = small_network(units, kind)
    params = np.array(np.atleast_2d(np.zeros(network.size) if start is None else start), dtype=float)
    points, rates, penalties, targets = _together(points, labels, np.full(len(params), float(rate)), 0.0)
    return _descended(network, params, points, targets, rates, penalties, steps)


def small_network(units, kind="sigmoid"):
    """Two features, so many units of that kind in between or none, two classes."""
    return Network((2, units, 2) if units else (2, 2), "softmax", units=kind)


def first_of(units, seed, scale=1.0, most=8):
    """The first parameters of ``small_network``: uniform from −scale to scale, biases on top 0.

    The first units of a larger network are those of a smaller one. Numbers are rounded to thousandths of the scale.
    """
    table = np.random.default_rng(seed).uniform(-1, 1, (most, 5)).round(3)[:units]
    on_top = np.vstack([table[:, 3:], np.zeros((1, 2))]).T
    return scale * np.concatenate([table[:, :3].ravel(), on_top.ravel()])


def _together(points, labels, rates, penalties):
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim not in (2, 3) or points.shape[-1] != 2 or labels.shape != points.shape[-2:-1]:
        raise ValueError(f"points (..., n, 2) and labels (n,) must fit together, got {points.shape}, {labels.shape}")
    labels = checked_labels(labels, len(labels), classes_in(labels))
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
    """The part of the view in which each class scores highest, as a convex polygon (corners, 2) that closes.

    A half-plane for each rival cuts the view: w_c·(x, y, 1) ≥ w_j·(x, y, 1).
    Arguments: weights (classes, 3), biases last; view, ((left, right), (low, high)). Returns a list of arrays, without
    any corner where a class scores highest nowhere in view.

    >>> W = np.array([(1.0, 0, 0), (-1, 0, 0), (0, 0, -9)])  # the right half, the left half, nowhere
    >>> right, left, nowhere = territories(W, ((-2, 2), (-1, 1)))
    >>> right[:, 0].min().item(), left[:, 0].max().item(), len(nowhere)
    (0.0, 0.0, 0)
    """
    (left, right), (low, high) = view
    parts = []
    with np.errstate(all="ignore"):
        for c, mine in enumerate(weights):
            polygon = np.array([(left, low), (right, low), (right, high), (left, high)], dtype=float)
            for rival in np.delete(weights, c, axis=0):
                polygon = _cut(polygon, mine - rival)
            parts.append(np.concatenate([polygon, polygon[:1]]))
    return parts


def _cut(polygon, line):
    """What of a convex polygon lies where a·x + b·y + c ≥ 0."""
    heights = polygon @ line[:2] + line[2]
    kept = []
    for k, (corner, height) in enumerate(zip(polygon, heights, strict=True)):
        following = (k + 1) % len(polygon)
        if height >= 0:
            kept.append(corner)
        if (height >= 0) != (heights[following] >= 0):
            kept.append(corner + height / (height - heights[following]) * (polygon[following] - corner))
    return np.reshape(kept, (-1, 2))
