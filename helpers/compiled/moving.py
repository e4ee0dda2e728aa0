"""One step of any rule on the parameters of a network: as compiled code, in tiles, at once, or network by network."""

import numpy as np

from helpers.compiled.step import step
from helpers.rule_kinds import kind_of_rule

LONG, TILE = 200_000, 32_768  # longer vectors are treated in tiles of so many numbers


def move(optimizer, x, g, state, t):
    """Step ``t`` of a rule on the flat vector ``x`` (..., size), in place; returns the new states.

    A rule that mixes the numbers of one run (a norm, say) gets one network at a time; one that works on single
    numbers only is asked number by number. After some work a rule is compiled, with the same results.
    """
    kind = kind_of_rule(type(optimizer))
    if x.ndim > 1 and kind in ("run", "alone"):
        rows = [move(optimizer, x[k], g[k], tuple(s[k] for s in state), t) for k in range(len(x))]
        return tuple(np.stack(parts) for parts in zip(*rows, strict=True))
    if kind == "coordinate" and step(optimizer, x, g, state, t):
        return state
    if kind == "coordinate" and x.ndim == 1 and x.size > LONG:
        for at in range(0, x.size, TILE):  # what the formula makes on the way stays in the cache
            part = slice(at, at + TILE)
            changed = move(optimizer, x[part], g[part], tuple(s[part] for s in state), t)
            for whole, new in zip(state, changed, strict=True):
                whole[part] = new
        return state
    rule = type(optimizer).rule
    if kind == "float":
        rule = np.vectorize(rule, otypes=[x.dtype] * (1 + len(state)))
    known = {**optimizer.values_at(t), **dict(zip(optimizer.state_names, state, strict=True)), "x": x, "g": g, "t": t}
    change, *state = optimizer.results(rule(*(known[name] for name in optimizer.arguments)))
    np.add(x, change, out=x, casting="same_kind")
    return tuple(state)
