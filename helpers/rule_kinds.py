"""How a rule may be driven: number by number, whole arrays at once, or one run after the other."""

from functools import lru_cache

import numpy as np

from helpers.formulas import number
from helpers.optimizer_base import as_tuple


@lru_cache(maxsize=256)
def kind_of_rule(optimizer_class):
    """How a rule may be driven, found by trying it on a few numbers.

    "coordinate": every coordinate by itself; "float": so too, but on floats only (it branches);
    "run": it needs a run's whole gradient; "alone": it would mix runs, so each goes alone.
    Raises ValueError where the rule returns something else than a number for the move and for each state.
    """
    _check_results(optimizer_class)
    random = np.random.default_rng(0)
    answers = [_try_rule(optimizer_class, 10.0**scale, random) for scale in range(-3, 5)]
    order = ("alone", "run", "float", "coordinate")
    return min(answers, key=order.index)


def _check_results(cls):
    """Look at what the rule returns for numbers, or for a run's gradient where it takes no single numbers."""
    for value in (0.3, np.array([0.3, 0.7])):
        try:
            with np.errstate(all="ignore"):
                returned = cls.rule(*(3 if name == "t" else 0.3 if name in cls.hyperparameters else value
                                      for name in cls.arguments))
        except Exception:  # an error in a reader's rule is shown as it is when the rule is used
            continue
        for name, part in zip(("the move", *cls.state_names), cls.results(returned), strict=True):
            if not _are_numbers(part, np.shape(value)):
                raise ValueError(f"the rule of {cls.__name__} must return numbers, one for each that it is given; "
                                 f"{name} is {part!r}")
        return


def _are_numbers(part, shape):
    """Whether it is one number, or an array of them of a shape."""
    try:
        return number(part) is not None if np.ndim(part) == 0 else np.asarray(part, dtype=complex).shape == shape
    except (TypeError, ValueError):
        return False


def _try_rule(cls, scale, random):
    x, g = random.normal(size=(2, 3)), scale * random.normal(size=(2, 3))
    states = [scale * random.random((2, 3)) for _ in cls.state_names]
    settings = {name: 0.3 for name in cls.hyperparameters}

    def apply(pick):
        known = {"x": pick(x), "g": pick(g), "t": 3, **settings}
        known.update({name: pick(s) for name, s in zip(cls.state_names, states, strict=True)})
        with np.errstate(all="ignore"):
            return np.array([np.asarray(r, dtype=float) for r in as_tuple(cls.rule(*map(known.get, cls.arguments)))])

    def attempt(trial):
        try:
            return trial()
        except Exception:  # whatever a reader's rule may raise, it says only that this way is closed
            return None

    def agree(parts):
        return parts is not None and np.allclose(whole, parts, rtol=1e-9, equal_nan=True)

    grid = [[(i, j) for j in range(3)] for i in range(2)]

    def one_by_one(single):
        return np.array([[apply(lambda a, at=at: single(a[at])) for at in row] for row in grid])

    # Roots of Python's negative floats are complex; those of NumPy's numbers are nan, as in arrays.
    floats = attempt(lambda: one_by_one(float))
    floats = attempt(lambda: one_by_one(np.float64)) if floats is None else floats
    whole = attempt(lambda: apply(np.copy))
    if whole is None:
        return "alone" if floats is None else "float"
    if floats is not None and agree(np.moveaxis(floats, -1, 0)):
        return "coordinate"
    columns = attempt(lambda: np.stack([apply(lambda a, j=j: a[:, j].copy()) for j in range(3)], axis=-1))
    return "run" if agree(columns) else "alone"
