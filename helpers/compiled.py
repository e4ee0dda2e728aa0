"""The same rule and the same gradient, compiled: one short driver text for Numba, kept on disk.

``record(task)`` returns what ``helpers.drivers`` would, thousands of times faster, or None where Numba is missing
or cannot compile what it was given; the caller then drives the rule in Python with the same result.
"""

import hashlib
import importlib.util
import inspect
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import numpy as np

from helpers.drivers import Record

DRIVER = '''"""Written by helpers.compiled for {title}; safe to delete."""
from numba import njit


@njit(cache=True, nogil=True)
def drive(start, settings, rates, states, steps, tolerance, kept, centre, reach, points, final, taken, outcome):
    for r in range(start.shape[1]):
        x = start[0, r]; y = start[-1, r]
        {unpack}
        k = 0
        stop, why = steps, 0
        for t in range(steps + 1):
            if k < kept.size and kept[k] == t:
                points[k, 0, r] = x; points[k, -1, r] = y
                k += 1
            if t == steps:
                break
            {schedule}
            {gradient}
            if max(abs(gx), abs(gy)) < tolerance:
                stop, why = t, 1
                break
            {step}
            if not (abs(x - centre[0]) <= reach and abs(y - centre[-1]) <= reach):
                stop, why = t + 1, 2
                break
        for rest in range(k, kept.size):
            points[rest, 0, r] = x; points[rest, -1, r] = y
        final[0, r] = x; final[-1, r] = y
        taken[r] = stop; outcome[r] = why
'''


def available():
    """True where Numba is installed and not switched off by DOWNHILL_NUMBA=0."""
    return os.environ.get("DOWNHILL_NUMBA", "1") != "0" and importlib.util.find_spec("numba") is not None


def record(task):
    """Run ``task`` compiled, in two threads where there are many runs; None where that is not possible."""
    rule, surface = type(task.optimizer), task.surface
    drive = kernel(rule, surface.slope_at, surface.dimension) if available() else None
    if drive is None:
        return None
    settings, rates, states = _numbers(task)
    shape = (surface.dimension, task.runs)
    points, final = np.empty((len(task.kept), *shape)), np.empty(shape)
    steps, outcome = np.empty(task.runs, dtype=np.int64), np.empty(task.runs, dtype=np.int64)

    def share(part):
        drive(task.start[:, part], settings[:, part], rates, states[:, part], task.steps, task.tolerance, task.kept,
              task.centre, task.reach, points[:, :, part], final[:, part], steps[part], outcome[part])

    if task.runs * task.steps < 1_000_000 or task.runs < 2:
        share(slice(None))
    else:
        # A thread a core; interleaved, because neighbours (say, rates that diverge at once) cost alike.
        workers = min(os.cpu_count() or 1, task.runs)
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(share, [slice(w, None, workers) for w in range(workers)]))
    return Record(points, final, steps, outcome)


def _numbers(task):
    """Settings (hyperparameters, runs), the scheduled rates (steps,) if any, and first states (states, runs)."""
    optimizer, runs = task.optimizer, task.runs
    values = {name: getattr(optimizer, name) for name in optimizer.hyperparameters}
    scheduled = [value for value in values.values() if callable(value)]
    rates = np.asarray(scheduled[0](np.arange(task.steps)), dtype=float) if scheduled else np.empty(0)
    rows = [np.broadcast_to(0.0 if callable(v) else v, runs) for v in values.values()]
    states = [np.broadcast_to(s, runs) for s in optimizer.initial_state()]
    return _table(rows, runs), rates, _table(states, runs)


def _table(rows, runs):
    return np.array(rows, dtype=float).reshape(len(rows), runs)


@lru_cache(maxsize=128)
def kernel(optimizer, slope, dimension):
    """The compiled driver for one rule on one gradient, or None where it does not compile."""
    try:
        from numba import njit
    except ImportError:
        return None
    names = ["rule", "slope"] + ["look_ahead"] * optimizer.looks_ahead
    functions = {"rule": optimizer.rule, "slope": slope, "look_ahead": optimizer.look_ahead}
    text = _text(optimizer, dimension)
    key = hashlib.sha256((text + sys.version + "".join(_fingerprint(functions[n]) for n in names)).encode())
    try:
        module = _load(text, f"{optimizer.__name__.lower()}_{key.hexdigest()[:16]}",
                       {name: njit(functions[name]) for name in names})
        _warm(module.drive, optimizer, dimension)
    except Exception:  # a rule that Numba cannot take, a damaged cache: Python drives it, with the same result
        return None
    return module.drive


def _warm(drive, optimizer, dimension):
    """Compile (or fetch from disk) by driving no steps at all."""
    empty = np.zeros((dimension, 1))
    one = np.zeros(1, dtype=np.int64)
    drive(empty[:, ::1], np.zeros((len(optimizer.hyperparameters), 1))[:, :], np.empty(0),
          np.zeros((len(optimizer.state_names), 1))[:, :], 0, 0.0, one, np.zeros(dimension), 1.0,
          np.empty((1, dimension, 1)), empty.copy(), one.copy(), one.copy())


def _text(optimizer, dimension):
    """Fill the driver in: one line a coordinate, each with its own state."""
    settings, states = list(optimizer.hyperparameters), optimizer.state_names
    coordinates = "xy"[:dimension]
    unpack = [f"{name} = settings[{i}, r]" for i, name in enumerate(settings)]
    unpack += [f"{s}_{c} = states[{i}, r]" for i, s in enumerate(states) for c in coordinates]
    at = coordinates
    gradient = []
    if optimizer.looks_ahead:
        ahead = inspect.signature(optimizer.look_ahead).parameters
        at = [f"{c} + look_ahead({_call(ahead, states, c)})" for c in coordinates]
    gradient = [f"gx, gy = slope({', '.join(at)})" if dimension == 2 else f"gx = gy = slope({at[0]})"]
    steps = []
    for c in coordinates:
        results = "".join(f", {s}_{c}" for s in states)
        call = f"rule({_call(optimizer.arguments, states, c)})"
        steps.append(f"move{results} = {call}" if states else f"move = {call}")
        steps.append(f"{c} = {c} + move")
    rate = next((n for n, h in optimizer.hyperparameters.items() if h.kind == "rate"), None)
    schedule = [f"{rate} = rates[t] if rates.size else {rate}"] if rate else []
    after = "" if dimension == 2 else "\n            y = x"
    return DRIVER.format(title=optimizer.__name__, unpack=_lines(unpack, 8), schedule=_lines(schedule, 12),
                         gradient=_lines(gradient, 12), step=_lines(steps, 12) + after)


def _call(arguments, states, c):
    special = {"x": c, "g": f"g{c}", "t": "float(t + 1)"}
    return ", ".join(special.get(a) or (f"{a}_{c}" if a in states else a) for a in arguments)


def _lines(lines, indent):
    return ("\n" + " " * indent).join(lines) or "pass"


def _load(text, name, functions):
    """Write the driver's text where Numba can cache beside it, then import it with the functions it calls."""
    path = _folder() / f"{name}.py"
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    spec = importlib.util.spec_from_file_location(f"downhill_{name}", path)
    module = importlib.util.module_from_spec(spec)
    vars(module).update(functions)
    sys.modules[spec.name] = module  # Numba looks the module up by name when it fetches code from disk
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=1)
def _folder():
    """Where compiled code is kept: DOWNHILL_CACHE, else the user's cache folder, else a temporary one."""
    wanted = Path(os.environ.get("DOWNHILL_CACHE") or Path.home() / ".cache" / "downhill") / "compiled"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        if os.access(wanted, os.W_OK):
            return wanted
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="downhill-"))


def _fingerprint(value, depth=0):
    """A text that changes whenever a function would behave differently: code, constants and what it refers to."""
    if isinstance(value, FunctionType) and depth < 5:
        outside = inspect.getclosurevars(value)
        referred = sorted({**outside.globals, **outside.nonlocals}.items())
        return _fingerprint(value.__code__) + repr(value.__defaults__) + "".join(
            n + _fingerprint(v, depth + 1) for n, v in referred)
    if isinstance(value, CodeType):
        return value.co_code.hex() + repr(value.co_names) + "".join(_fingerprint(c) for c in value.co_consts)
    if isinstance(value, ModuleType):
        return value.__name__
    return repr(value)
