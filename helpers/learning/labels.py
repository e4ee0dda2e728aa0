"""Pictures and labels as readers bring them from other data sets: one place that says what they should be."""

import numpy as np


def checked_labels(labels, count, classes, name="labels"):
    """Labels as whole numbers, int64, from 0 to classes − 1, one for each of ``count`` pictures.

    Not every class need be there. Raises ValueError that says what came instead, and how to make labels of it.

    >>> checked_labels(np.array([2, 0], dtype=np.uint8), 2, 3)
    array([2, 0])
    """
    labels = np.asarray(labels)
    wanted = f"{name} must be {count} whole numbers from 0 to {classes - 1}, one a picture"
    if labels.shape == (count, classes) and classes > 1 and labels.dtype.kind in "buif":
        raise ValueError(f"{wanted}; these are {classes} a picture (one-hot?): write {name}.argmax(axis=1)")
    if labels.ndim == 2 and 1 in labels.shape and labels.size == count:
        raise ValueError(f"{wanted}; their shape is {labels.shape}: write {name}.ravel()")
    if labels.shape != (count,):
        raise ValueError(f"{wanted}; got {labels.dtype} of shape {labels.shape}")
    if labels.dtype.kind in "USO":
        raise ValueError(f"{wanted}; got {labels.dtype} such as {labels[0]!r}: "
                         "write classes, labels = np.unique(labels, return_inverse=True)")
    if (labels.dtype.kind == "f" and np.array_equal(labels, labels.round())) or labels.dtype.kind == "b":
        raise ValueError(f"{wanted}; got {labels.dtype}: write {name}.astype(int)")
    if labels.dtype.kind not in "iu":
        raise ValueError(f"{wanted}; got {labels.dtype} of shape {labels.shape}")
    low, high = int(labels.min(initial=0)), int(labels.max(initial=0))
    if low < 0 or high >= classes:
        raise ValueError(f"{wanted}; {_beyond(labels, classes, name)}")
    return labels.astype(np.int64)


def classes_in(*labels):
    """How many classes labels count, if they count from 0; of other labels, how many different ones there are."""
    seen = np.concatenate([np.ravel(part) for part in labels])
    return int(seen.max()) + 1 if seen.dtype.kind in "iu" and seen.size else len(np.unique(seen))


def _beyond(labels, classes, name):
    """What labels outside 0 ... classes − 1 are, and how to count them anew."""
    low, high = int(labels.min()), int(labels.max())
    if (low, high) == (1, classes):
        return f"these count from 1 to {high}: write {name} - 1"
    if len(np.unique(labels)) <= classes:
        return f"these go from {low} to {high}: write np.unique({name}, return_inverse=True)[1] to count them from 0"
    return f"these go from {low} to {high}, and are {len(np.unique(labels))} classes"


def checked_pictures(pictures, features=None, name="pictures", drawn=False):
    """Pictures as an array (n, features) of finite numbers; ValueError that says what came instead, and what to do.

    features : how many numbers a picture must have, where that is known. drawn : they are squares, finite or not.
    """
    pictures = np.asarray(pictures)
    wanted = f"{name} must have shape (n, {features or 'side · side'})"
    if pictures.ndim == 4 and pictures.shape[-1] in (3, 4):
        raise ValueError(f"{wanted}; got colour pictures of shape {pictures.shape}: write "
                         f"{name}[..., :3].mean(axis=-1).reshape(len({name}), -1) for grey ones")
    if pictures.ndim > 2 and (features is None or np.prod(pictures.shape[1:]) == features):
        raise ValueError(f"{wanted}; got shape {pictures.shape}: write {name}.reshape(len({name}), -1)")
    if pictures.ndim != 2 or (features or pictures.shape[1]) != pictures.shape[1]:
        turned = f": write {name}.T" if pictures.ndim == 2 and pictures.shape[0] == features else ""
        raise ValueError(f"{wanted}{' for this network' * bool(features)}; got {pictures.shape}{turned}")
    if not len(pictures):
        raise ValueError(f"{wanted} with at least one picture; got none: {pictures.shape}")
    if pictures.dtype.kind not in "buif" or not (drawn or np.isfinite(pictures).all()):
        got = pictures.dtype if pictures.dtype.kind not in "buif" else "nan or inf among them"
        raise ValueError(f"{name} must be finite numbers, got {got}")
    if drawn and round(pictures.shape[1] ** 0.5) ** 2 != pictures.shape[1]:
        raise ValueError(f"{wanted}, of square pictures; got {pictures.shape[1]} numbers a picture, which is no square")
    return pictures
