"""One descent of 300,000 steps on Beale's function, its whole path kept: against optax and a tutorial's loop.

optax runs as its users would run it for speed: the whole descent as one jax.jit(lax.scan), float64, the gradient
written out as ours is, the path handed back as an array. "First run" is a process of its own from its start to its
exit: interpreter, imports, compilation, descent. Both sides are timed with an empty and with a filled compilation
cache (JAX's persistent one is switched on for that). "Later runs" happen in one process after a first.
"""

import os
import subprocess
import sys
import tempfile
import time

import numpy as np

from benchmarks.table import compare, in_turns, seconds
from helpers import descend, optimizers, surfaces

STEPS, START = 300_000, (3.0, 4.0)
RULES = {  # ours, and the same rule in optax
    "GradientDescent": ("GradientDescent(5e-6)", "sgd(5e-6)"),
    "Momentum": ("Momentum(5e-6, 0.8)", "sgd(5e-6, momentum=0.8)"),
    "RMSprop": ("RMSprop(1e-4)", "rmsprop(1e-4, decay=0.9, eps=1e-8, eps_in_sqrt=False)"),
    "Adam": ("Adam(0.001)", "adam(0.001, eps=1e-8)"),
    "AdamW": ("AdamW(0.001)", "adamw(0.001, eps=1e-8, weight_decay=0.01)"),
}
OURS = f"""
from helpers import descend, optimizers, surfaces
path = descend(surfaces.beale, {START}, optimizers.{{rule}}, steps={STEPS}).points
assert path.shape == ({STEPS + 1}, 2)
"""
OPTAX = f"""
from benchmarks.long_descent import optax_descent
path = optax_descent({{rule!r}})()
assert path.shape == ({STEPS}, 2)
"""


def optax_descent(rule, steps=STEPS):
    """A function that runs the whole descent in optax and returns its path as an array."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    optimizer = eval(f"optax.{rule}", {"optax": optax})

    def gradient(point):
        x, y = point
        y2 = y * y
        y3 = y2 * y
        a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
        return jax.numpy.stack([2 * (a * (y - 1) + b * (y2 - 1) + c * (y3 - 1)), 2 * x * (a + 2 * b * y + 3 * c * y2)])

    def step(carry, _):
        x, state = carry
        updates, state = optimizer.update(gradient(x), state, x)
        x = optax.apply_updates(x, updates)
        return (x, state), x

    @jax.jit
    def run(x):
        return jax.lax.scan(step, (x, optimizer.init(x)), None, length=steps)[1]

    return lambda: np.asarray(run(jax.numpy.array(START)))


def our_descent(rule, steps=STEPS):
    optimizer = eval(rule, vars(optimizers))
    return lambda: descend(surfaces.beale, START, optimizer, steps).points


def beale_gradient(p):
    x, y = p
    return np.array([
        2 * ((1.5 - x + x * y) * (y - 1) + (2.25 - x + x * y**2) * (y**2 - 1) + (2.625 - x + x * y**3) * (y**3 - 1)),
        2 * x * ((1.5 - x + x * y) + 2 * y * (2.25 - x + x * y**2) + 3 * y**2 * (2.625 - x + x * y**3))])


def tutorial_descent(steps, eta=5e-6, tolerance=1e-12):
    """The loop of many a tutorial: arrays of two numbers, the gradient twice a step, the path appended to a list."""
    x = np.array(START)
    path = [x]
    for _ in range(steps):
        if np.linalg.norm(beale_gradient(x)) < tolerance:
            break
        x = x - eta * beale_gradient(x)
        path.append(x)
    return np.array(path)


def process(code, **environment):
    """A function that runs ``code`` in a fresh interpreter."""
    settings = {**os.environ, **environment}
    return lambda: subprocess.run([sys.executable, "-c", code], env=settings, check=True)


def first_runs(name, ours, theirs, rounds=5):
    """Whole processes, with empty and with filled caches."""
    def empty(code, variable):
        def run():
            with tempfile.TemporaryDirectory() as folder:
                process(code, **{variable: folder})()
        return run

    jax_cache = "JAX_COMPILATION_CACHE_DIR"
    with tempfile.TemporaryDirectory() as ours_kept, tempfile.TemporaryDirectory() as jax_kept:
        warm = process(ours, DOWNHILL_CACHE=ours_kept)
        jax_warm = process(theirs, JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS="0", **{jax_cache: jax_kept})
        warm(), jax_warm()
        cold_time, jax_time, warm_time, jax_warm_time = in_turns(
            [empty(ours, "DOWNHILL_CACHE"), process(theirs), warm, jax_warm], rounds)
    yield compare(f"{name}: first run, nothing compiled yet", cold_time, "optax", jax_time, 1)
    yield compare(f"{name}: first run, compiled before", warm_time, "optax", jax_time, 1)
    yield compare(f"{name}: first run, compiled before", warm_time, "optax with a filled cache", jax_warm_time)


def later_runs(name, rule, peer):
    """In one process, after a first run of each."""
    ours, theirs = our_descent(rule), optax_descent(peer)
    np.testing.assert_allclose(ours()[1:1001], theirs()[:1000], rtol=1e-6)  # the same descent
    our_time, their_time = in_turns([ours, theirs], rounds=15)
    yield compare(f"{name}: later runs", our_time, "optax", their_time, 0.5)


def against_the_loop(steps=10_000):
    """The loop is timed over fewer steps and scaled: each of its steps costs the same."""
    ours = our_descent("GradientDescent(5e-6)")
    np.testing.assert_allclose(ours()[: steps + 1], tutorial_descent(steps), rtol=1e-9)
    our_time, loop_time = in_turns([ours, lambda: tutorial_descent(steps)], rounds=5)
    whole = loop_time * STEPS / steps
    peer = f"tutorial's loop ({seconds(loop_time / steps)} a step, {steps:,} steps timed, scaled)"
    yield compare("GradientDescent: later runs", our_time, peer, whole, 300)


def measure():
    """All rows of this comparison."""
    begin = time.perf_counter()
    for name, (rule, peer) in RULES.items():
        yield from first_runs(name, OURS.format(rule=rule), OPTAX.format(rule=peer))
        print(f"  {name}: {time.perf_counter() - begin:.0f} s", flush=True)
    for name, (rule, peer) in RULES.items():
        yield from later_runs(name, rule, peer)
    yield from against_the_loop()
