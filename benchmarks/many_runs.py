"""Many starts or settings at once: against PyTorch's vectorised form.

PyTorch runs the same arithmetic in float64 under torch.no_grad, eagerly: all runs side by side in tensors, results
into memory that was set aside before. "Tuned" does everything in place that can be (addcmul_ and the like); "as
written" has the gradient's formula as it stands and updates the points in place. Each is timed with one and with two
threads and its better time counts. Ours watches every run for divergence besides.
"""

from functools import partial

import numpy as np
import torch

from benchmarks.table import compare, in_turns
from helpers import descend, optimizers, surfaces
from helpers.descent import basins
from helpers.descent.basins import LAST, NEAR, STILL


def beale(x, y):
    y2 = y * y
    y3 = y2 * y
    xy = x * y
    a, b, c = (1.5 - x).add_(xy), (2.25 - x).add_(x * y2), (2.625 - x).add_(x * y3)
    gx = (a * (y - 1)).addcmul_(b, y2 - 1).addcmul_(c, y3 - 1).mul_(2)
    gy = (b * y).mul_(2).add_(a).addcmul_(c, y2, value=3).mul_(x).mul_(2)
    return gx, gy


def two_wells(x, y):
    east, west, north, south = x + 1, x - 1, y - 1, y + 1
    deep = (east * east).addcmul_(north, north).mul_(-0.5).exp_().mul_(2)
    shallow = (west * west).addcmul_(south, south).mul_(-0.5).exp_()
    return deep.mul(east).addcmul_(shallow, west), deep.mul_(north).addcmul_(shallow, south)


def beale_as_written(x, y):
    y2 = y * y
    y3 = y2 * y
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
    return 2 * (a * (y - 1) + b * (y2 - 1) + c * (y3 - 1)), 2 * x * (a + 2 * b * y + 3 * c * y2)


def two_wells_as_written(x, y):
    deep = 2 * torch.exp(-((x + 1) ** 2 + (y - 1) ** 2) / 2)
    shallow = torch.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
    return deep * (x + 1) + shallow * (x - 1), deep * (y - 1) + shallow * (y + 1)


GRADIENTS = {  # surface: {how PyTorch's gradient is written: the function}
    surfaces.beale: {"tuned": beale, "as written": beale_as_written},
    surfaces.two_wells: {"tuned": two_wells, "as written": two_wells_as_written},
}


def plain_rule(eta):
    return lambda x, g, t, state: x.sub_(g.mul_(eta))


def adam_rule(eta, beta1=0.9, beta2=0.999, epsilon=1e-8):
    def step(x, g, t, state):
        m, v = state.setdefault("m", torch.zeros_like(x)), state.setdefault("v", torch.zeros_like(x))
        m.mul_(beta1).add_(g, alpha=1 - beta1)
        v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        root = (v / (1 - beta2**t)).sqrt_().add_(epsilon)
        x.addcdiv_(m, root, value=-eta / (1 - beta1**t))
    return step


@torch.no_grad()
def torch_runs(gradient, rule, start, steps, keep):
    """All runs at once in PyTorch; returns the whole path, or the ends."""
    x, y = torch.from_numpy(start.copy())
    path = torch.empty((steps + 1 if keep == "all" else 1, 2, *x.shape), dtype=torch.float64)
    states = {}, {}
    for t in range(1, steps + 1):
        if keep == "all":
            path[t - 1, 0], path[t - 1, 1] = x, y
        gx, gy = gradient(x, y)
        rule(x, gx, t, states[0])
        rule(y, gy, t, states[1])
    path[-1, 0], path[-1, 1] = x, y
    return path.numpy()


@torch.no_grad()
def torch_labels(gradient, resolution, steps, eta):
    """The basin map of the two wells in PyTorch: descend from every cell, then see in which minimum it has settled."""
    axis, wide = np.linspace(-3, 3, resolution), 6
    starts = np.stack(np.meshgrid(axis, axis)).reshape(2, -1)
    nearly = torch_runs(gradient, plain_rule(eta), starts, steps - LAST, "last")[0]
    last = torch.from_numpy(torch_runs(gradient, plain_rule(eta), nearly, LAST, "all"))
    x, y = last[-1]
    distance, label = torch.stack([torch.hypot(x - a, y - b) for a, b in surfaces.two_wells.minima]).min(dim=0)
    longest = torch.hypot(*last.diff(dim=0).unbind(1)).amax(dim=0)
    label[(distance >= NEAR * wide) | (longest > STILL * wide)] = -1
    return label.reshape(resolution, resolution).numpy()


def against_torch(work, ours, theirs, wanted, rounds=7):
    """A row for each way to write it in PyTorch; its better time of one and two threads counts."""
    for style, function in theirs.items():
        ours(), function()
        times = {}
        for threads in (1, 2):
            torch.set_num_threads(threads)
            times[threads] = in_turns([ours, function], rounds)
        best = min(times, key=lambda threads: times[threads][1])
        our_time = min(our_time for our_time, _ in times.values())
        peer = f"PyTorch, {style}, {best} thread{'s' if best > 1 else ''}"
        yield compare(work, our_time, peer, times[best][1], wanted)


def many(work, surface, optimizer, rule, start, steps, keep, wanted=3):
    """The rows for a set of runs; first make sure that both sides walk the same paths."""
    def ours():
        return descend(surface, start, optimizer, steps, keep=keep).points

    theirs = {style: partial(torch_runs, gradient, rule, start, steps, keep)
              for style, gradient in GRADIENTS[surface].items()}
    for function in theirs.values():
        np.testing.assert_allclose(ours(), function(), rtol=1e-6, atol=1e-9)
    yield from against_torch(work, ours, theirs, wanted)


def basin_map(resolution=400, steps=100, eta=0.4):
    def ours():
        return basins(surfaces.two_wells, optimizers.GradientDescent(eta), steps, resolution).labels

    theirs = {style: partial(torch_labels, gradient, resolution, steps, eta)
              for style, gradient in GRADIENTS[surfaces.two_wells].items()}
    for function in theirs.values():
        assert np.mean(ours() != function()) < 1e-4  # a cell on the watershed may fall to either side
    yield from against_torch(f"basin map, {resolution}×{resolution}, {steps} steps", ours, theirs, wanted=4)


def measure():
    """All rows of this comparison."""
    random = np.random.default_rng(0)
    starts = random.uniform(-2, 2, (2, 1000))
    rates = np.geomspace(1e-4, 1e-3, 1000)
    one = np.repeat([[1.0], [1.5]], 1000, axis=1)
    plain, adam = optimizers.GradientDescent, optimizers.Adam
    yield from many("1,000 starts × 1,000 steps, Beale, gradient descent, whole paths", surfaces.beale,
                    plain(1e-3), plain_rule(1e-3), starts, 1000, "all")
    yield from many("1,000 starts × 1,000 steps, Beale, Adam, whole paths", surfaces.beale,
                    adam(1e-3), adam_rule(1e-3), starts, 1000, "all")
    yield from many("1,000 learning rates × 5,000 steps, Beale, ends", surfaces.beale,
                    plain(rates), plain_rule(torch.from_numpy(rates)), one, 5000, "last")
    yield from many("10,000 starts × 1,000 steps, two wells, gradient descent, ends", surfaces.two_wells,
                    plain(0.1), plain_rule(0.1), random.uniform(-3, 3, (2, 10_000)), 1000, "last")
    yield from basin_map()
