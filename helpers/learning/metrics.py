"""How good a classifier is: confusion matrix, accuracy, Matthews correlation; K classifiers at once where given."""

import numpy as np

from helpers.learning.labels import checked_labels, classes_in


def confusion(labels, predicted, classes=None):
    """How often class i (row) was taken for class j (column): shape (classes, classes), or (K, classes, classes).

    Arguments: labels, whole numbers (n,); predicted, (n,) or (K, n); classes, how many there are, or as many as seen.
    Raises ValueError where the two do not fit together.

    >>> confusion([0, 0, 1, 1], [0, 1, 1, 1]).tolist()
    [[1, 1], [0, 2]]
    """
    labels, predicted = np.asarray(labels), np.asarray(predicted)
    if labels.ndim != 1 or predicted.shape[-1:] != labels.shape or not labels.size:
        raise ValueError(f"labels (n,) and predicted (..., n) must fit together, got {labels.shape}, {predicted.shape}")
    classes = classes_in(labels, predicted) if classes is None else classes
    labels = checked_labels(labels, labels.size, classes)
    predicted = checked_labels(predicted.ravel(), predicted.size, classes, "predicted").reshape(predicted.shape)
    pairs = labels * classes + predicted.reshape(-1, labels.size)
    counts = np.stack([np.bincount(row, minlength=classes**2) for row in pairs])
    return counts.reshape(*predicted.shape[:-1], classes, classes)


def accuracy(table):
    """The share on the diagonal of a confusion matrix.

    >>> float(accuracy(np.array([[1, 1], [0, 2]])))
    0.75
    """
    table = np.asarray(table)
    return np.trace(table, axis1=-2, axis2=-1) / table.sum(axis=(-2, -1))


def matthews(table):
    """Matthews correlation of a confusion matrix: the correlation of truth and prediction, 1 at best, 0 for guessing.

    (n·c − Σ tₖpₖ) / √((n² − Σ pₖ²)(n² − Σ tₖ²)) with n pictures, c right ones, tₖ in class k and pₖ taken for it; 0
    where a factor vanishes. Source: J. Gorodkin, Computational Biology and Chemistry 28, 2004.

    >>> round(float(matthews(np.array([[1, 1], [0, 2]]))), 6)
    0.57735
    """
    table = np.asarray(table, dtype=float)
    n, right = table.sum(axis=(-2, -1)), np.trace(table, axis1=-2, axis2=-1)
    truth, taken = table.sum(axis=-1), table.sum(axis=-2)
    above = n * right - (truth * taken).sum(axis=-1)
    below = np.sqrt((n**2 - (taken**2).sum(axis=-1)) * (n**2 - (truth**2).sum(axis=-1)))
    return np.where(below > 0, above / np.where(below > 0, below, 1), 0.0)[()]
