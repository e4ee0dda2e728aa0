"""One step of an optimizer on 10⁴ and on 10⁷ float32 parameters: against torch.optim and the formula with temporaries.

Ours is `helpers.compiled.move` after 200 million numbers, when it has compiled the rule into one loop over the vector
(and with Numba switched off, where it applies the rule as it is written, in tiles). PyTorch's optimizers run with their
default implementation and one or two threads, whichever is faster. "The formula with temporaries" is the rule on the
whole vector with a new array for each result. Results are compared.
"""

import numpy as np

from benchmarks.table import compare, in_turns
from helpers import optimizers
from helpers.compiled import move
from helpers.compiled import step as compiled_step

RULES = {"Momentum": (optimizers.Momentum(0.01), "SGD", {"lr": 0.01, "momentum": 0.9}),
         "RMSprop": (optimizers.RMSprop(0.01), "RMSprop", {"lr": 0.01, "alpha": 0.9}),
         "Adam": (optimizers.Adam(0.001), "Adam", {"lr": 0.001})}


def numbers(size):
    draw = np.random.default_rng(0)
    return draw.normal(size=size).astype(np.float32), draw.normal(size=size).astype(np.float32)


def ours(optimizer, size):
    x, g = numbers(size)
    held = {"x": x, "state": tuple(np.full_like(x, s) for s in optimizer.initial_state()), "t": 0}

    def step():
        held["t"] += 1
        held["state"] = move(optimizer, x, g, held["state"], held["t"])

    step.x = x
    return step


def formula(optimizer, size):
    x, g = numbers(size)
    held = {"x": x, "state": tuple(np.full_like(x, s) for s in optimizer.initial_state()), "t": 0}

    def step():
        held["t"] += 1
        held["x"], held["state"] = optimizer.step(held["x"], g, held["state"], held["t"])

    return step


def torch_step(name, settings, size):
    import torch

    x, g = numbers(size)
    parameter = torch.nn.Parameter(torch.from_numpy(x))
    parameter.grad = torch.from_numpy(g)
    optimizer = getattr(torch.optim, name)([parameter], **settings)

    def step():
        optimizer.step()

    step.x = parameter.detach().numpy()
    return step


def in_numpy(step):
    """The same step without the compiled loop."""
    def run():
        enough, compiled_step.ENOUGH = compiled_step.ENOUGH, np.inf
        try:
            step()
        finally:
            compiled_step.ENOUGH = enough

    return run


def repeated(step, times):
    def run():
        for _ in range(times):
            step()

    return run


def measure():
    """All rows of this comparison."""
    import torch

    for size, times, rounds, wanted in ((10_000, 300, 7, 3), (10_000_000, 2, 20, 1.25)):
        for name, (optimizer, peer, settings) in RULES.items():
            mine, theirs = ours(optimizer, size), torch_step(peer, settings, size)
            mine(), theirs()
            while compiled_step.moved[type(optimizer)] < compiled_step.ENOUGH:
                mine(), theirs()
            np.testing.assert_allclose(mine.x, theirs.x, rtol=1e-3, atol=1e-5)
            found = []
            for threads in (1, 2):
                torch.set_num_threads(threads)
                found.append(in_turns([repeated(mine, times), repeated(theirs, times)], rounds))
            our_time, their_time = min(a for a, _ in found) / times, min(b for _, b in found) / times
            work = f"{name}, {size:,} parameters"
            yield compare(work, our_time, f"torch.optim.{peer}", their_time, wanted)
            plain, = in_turns([repeated(in_numpy(ours(optimizer, size)), times)], rounds=5)
            yield compare(work, our_time, "ours without Numba", plain / times)
            if size > 1_000_000:
                plain, = in_turns([repeated(formula(optimizer, size), times)], rounds=5)
                yield compare(work, our_time, "the formula with temporaries", plain / times, 6)
