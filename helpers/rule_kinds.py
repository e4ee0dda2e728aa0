"""How a rule may be driven: number by number, whole arrays at once, or one run after the other."""

from functools import lru_cache

import numpy as np

from helpers.optimizer_base import as_tuple


@lru_cache(maxsize=256)
def kind_of_rule(optimizer_class):
    """How a rule may be driven, found by trying it on a few numbers.

    "coordinate": every coordinate by itself; "float": so too, but on floats only (it branches);
    "run": it needs a run's whole gradient; "alone": it would mix runs, so each goes alone.
    """
    random = np.random.default_rng(0)
    answers = [_try_rule(optimizer_class, 10.0**scale, random) for scale in range(-3, 5)]
    order = ("alone", "run", "float", "coordinate")
    return min(answers, key=order.index)


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
    floats = attempt(lambda: np.array([[apply(lambda a, at=at: float(a[at])) for at in row] for row in grid]))
    whole = attempt(lambda: apply(np.copy))
    if whole is None:
        return "alone" if floats is None else "float"
    if floats is not None and agree(np.moveaxis(floats, -1, 0)):
        return "coordinate"
    columns = attempt(lambda: np.stack([apply(lambda a, j=j: a[:, j].copy()) for j in range(3)], axis=-1))
    return "run" if agree(columns) else "alone"
