"""Training chapter 20's network (196-100-50-10, minibatches of 64): against PyTorch, JAX and one picture at a time.

All sides start from the same parameters, see the same minibatches in the same order and do the same arithmetic in
float32, a textbook's loop excepted (momentum 0.9, η 0.2); the parameters after 100 minibatches are compared before
anything is timed. Pictures are random numbers of Fashion-MNIST's shape, for speed does not depend on what they show.
PyTorch runs eagerly, as a tutorial would write it, with its own SGD, once given the rows and once with its own
DataLoader. JAX runs all minibatches as one jit(lax.scan), which is faster than a jitted step called from Python. All
sides have packed their pictures before anything is timed. Ours runs 8,000 minibatches at a time, the others 2,000 or
100; it draws its minibatches while it trains, in the compiled code that a training of 40,000 gets; theirs are given the
drawn numbers. PyTorch gets one or two threads, whichever is faster. Of the loops that take a minibatch picture by
picture one is a textbook's (layers as objects, NumPy's own double precision), one the leanest that we could write.
"""

import time
from itertools import pairwise

import numpy as np

from benchmarks import picture_loops
from benchmarks.table import Row, compare, in_turns, seconds
from helpers.compiled import one_blas_thread
from helpers.compiled import training as compiled_training
from helpers.learning import Network, Training, train_many
from helpers.optimizers import Momentum

SIZES, BATCH, ETA, MU = (196, 100, 50, 10), 64, 0.2, 0.9
NETWORK = Network(SIZES)
STEPS = 2000


def data(pictures=60_000):
    draw = np.random.default_rng(0)
    return draw.random((pictures, SIZES[0]), dtype=np.float32), draw.integers(0, SIZES[-1], pictures)


def ours(pictures, labels):
    """A function that trains a fresh network for so many minibatches, as ``train`` does, and returns the parameters."""
    fresh = Training(NETWORK, pictures, labels, Momentum(ETA, MU), BATCH, seed=1)

    def run(steps, whole=40_000):
        drive = compiled_training.drive_for(NETWORK, fresh.optimizer, whole)
        with one_blas_thread():
            return fresh.fork().go(steps, record=1000, drive=drive).params

    return run


def minibatches(pictures, labels, steps):
    """The rows that ours draws with seed 1, and its first parameters."""
    training = Training(NETWORK, pictures, labels, Momentum(ETA, MU), BATCH, seed=1)
    start, rows = training.params, []
    while len(rows) < steps:
        rows.extend(training.draw(steps - len(rows)))
    return start, np.array(rows)


def torch_eager(pictures, labels, start, rows):
    """A model of Linear and Sigmoid layers, autograd, torch.optim.SGD: a tutorial's loop."""
    import torch
    from torch import nn

    x, y = torch.from_numpy(pictures), torch.nn.functional.one_hot(torch.from_numpy(labels), SIZES[-1]).float()
    rows = torch.from_numpy(rows)

    def batches(steps, loader):
        if loader is None:
            yield from ((x[rows[t]], y[rows[t]]) for t in range(steps))
            return
        while True:
            yield from loader

    def run(steps, loader=None):
        model = nn.Sequential(*(part for a, b in pairwise(SIZES) for part in (nn.Linear(a, b), nn.Sigmoid())))
        with torch.no_grad():
            for layer, matrix in zip(model[::2], NETWORK.layers(start), strict=True):
                layer.weight.copy_(torch.from_numpy(matrix[:, :-1]))
                layer.bias.copy_(torch.from_numpy(matrix[:, -1]))
        optimizer = torch.optim.SGD(model.parameters(), lr=ETA, momentum=MU)
        for _, (inputs, targets) in zip(range(steps), batches(steps, loader), strict=False):
            loss = ((model(inputs) - targets) ** 2).sum() / (2 * BATCH)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        parts = [torch.cat([layer.weight, layer.bias[:, None]], 1).flatten() for layer in model[::2]]
        return torch.cat(parts).detach().numpy()

    dataset = torch.utils.data.TensorDataset(x, y)
    run.loader = torch.utils.data.DataLoader(dataset, batch_size=BATCH, shuffle=True, drop_last=True)
    return run


def jax_scan(pictures, labels, start, rows):
    """The whole training as one jit(lax.scan) over the drawn rows."""
    import jax
    import jax.numpy as jnp

    x, y, rows = jnp.array(pictures), jax.nn.one_hot(labels, SIZES[-1]), jnp.array(rows)
    first = tuple((jnp.array(m[:, :-1]), jnp.array(m[:, -1])) for m in NETWORK.layers(start))

    def loss(params, pictures, targets):
        for weights, bias in params:
            pictures = jax.nn.sigmoid(pictures @ weights.T + bias)
        return ((pictures - targets) ** 2).sum() / (2 * BATCH)

    def step(carry, batch):
        params, velocity = carry
        gradient = jax.grad(loss)(params, x[batch], y[batch])
        velocity = jax.tree.map(lambda v, g: MU * v - ETA * g, velocity, gradient)
        return (jax.tree.map(jnp.add, params, velocity), velocity), None

    still = jax.tree.map(jnp.zeros_like, first)
    whole = jax.jit(lambda rows: jax.lax.scan(step, (first, still), rows)[0][0])

    def run(steps):
        params = whole(rows[:steps])
        return np.concatenate([np.hstack([w, np.asarray(b)[:, None]]).ravel() for w, b in params])

    return run


def against(work, ours, name, theirs, wanted, steps=8000, their_steps=STEPS, rounds=9):
    """Time both in turns, each on so many minibatches; a row tells what one minibatch costs."""
    if "DataLoader" not in name:  # which shuffles as it likes
        np.testing.assert_allclose(ours(100), theirs(100), rtol=0, atol=2e-4)
    theirs(their_steps)  # JAX compiles for a number of steps
    our_time, their_time = in_turns([lambda: ours(steps), lambda: theirs(their_steps)], rounds)
    return compare(work, our_time / steps, name, their_time / their_steps, wanted)


def measure():
    """All rows of this comparison."""
    import torch

    pictures, labels = data()
    start, rows = minibatches(pictures, labels, STEPS)
    train = ours(pictures, labels)
    eager = torch_eager(pictures, labels, start, rows)
    candidates = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        name = f"PyTorch eager, {threads} thread{'s' * (threads > 1)}"
        candidates.append((against("one minibatch of one network", train, name, eager, 5), threads))
    best, threads = min(candidates, key=lambda candidate: candidate[0].ratio)
    yield best
    torch.set_num_threads(threads)
    yield against("one minibatch of one network", train, "PyTorch eager with its DataLoader",
                  lambda steps: eager(steps, eager.loader), 5)
    yield against("one minibatch of one network", train, "JAX, one jit(lax.scan)",
                  jax_scan(pictures, labels, start, rows), 1.3)
    for name, loop in (("layers as objects, float64", picture_loops.objects), ("lean, float32", picture_loops.lean)):
        yield against("one minibatch of one network", train, f"one picture at a time, NumPy, {name}",
                      loop(NETWORK.layers(start), pictures, labels, rows), 70, their_steps=100, rounds=3)
    yield from many(pictures, labels, train)


def many(pictures, labels, train, steps=8000):
    """22 networks side by side in two threads, and what 22 + 22 trainings of 40,000 minibatches take at that rate."""
    def together():
        train_many(NETWORK, pictures, labels, Momentum(ETA, MU), range(22), steps, BATCH)

    begin = time.perf_counter()
    together()
    all_of_them = (time.perf_counter() - begin) / steps * 40_000 * 2
    our_time, alone = in_turns([together, lambda: train(steps)], rounds=2)
    yield compare("one minibatch of each of 22 networks", our_time / steps, "one after the other", 22 * alone / steps)
    yield Row("22 + 22 trainings of 40,000 minibatches, scaled from 8,000", seconds(all_of_them), "goal", "≤ 300 s",
              300 / all_of_them, 1)
