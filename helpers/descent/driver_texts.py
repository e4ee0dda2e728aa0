"""The drivers that are compiled, as texts to fill in with a rule: one for many runs, a shorter one for a single run."""

# Runs go side by side in lanes: no lane waits for another, and the compiler computes several with one instruction.
# It can do so because nothing branches in the loop over lanes; a run that has stopped is masked out by ``moves``.
LANES = 16
DRIVER = '''"""Written by helpers.descent.compiled for {title}; safe to delete."""
import numpy as np
from numba import njit


@njit({signature!r}, cache=True, nogil=True, error_model="numpy")
def drive(start, settings, scheduled, rates, states, steps, tolerance, kept, centre, reach,
          points, final, taken, outcome):
    lane = np.empty(({rows}, {lanes}))
    on, stop, why = np.empty({lanes}, np.int64), np.empty({lanes}, np.int64), np.empty({lanes}, np.int64)
    changing = rates.shape[1] > 0
    {common}
    for first in range(0, start.shape[1], {lanes}):
        width = min({lanes}, start.shape[1] - first)
        for j in range(width):
            r = first + j
            {load}
            on[j], stop[j], why[j] = 1, steps, 0
        going, k = 1, 0
        for t in range(steps + 1):
            if k < kept.size and kept[k] == t:
                for j in range(width):
                    points[k, 0, first + j] = lane[0, j]; points[k, -1, first + j] = lane[1, j]
                k += 1
            if t == steps or going == 0:
                break
            going = 0
            {course}
            for j in range(width):
                {unpack}
                {gradient}
                small = on[j] & (abs(gx) < tolerance) & (abs(gy) < tolerance)
                moves = on[j] & ~small
                {step}
                far = moves & ~((abs(x - centre[0]) <= bound) & (abs(y - centre[-1]) <= bound))
                stop[j] = t if small else t + 1 if far else stop[j]
                why[j] = 1 if small else 2 if far else why[j]
                on[j] = moves & ~far
                going += on[j]{awake}
                lane[0, j] = x if moves else lane[0, j]
                lane[1, j] = y if moves else lane[1, j]
                {pack}
        for j in range(width):
            x = lane[0, j]; y = lane[1, j]
            for rest in range(k, kept.size):
                points[rest, 0, first + j] = x; points[rest, -1, first + j] = y
            final[0, first + j] = x; final[-1, first + j] = y
            taken[first + j] = stop[j]; outcome[first + j] = why[j]
'''
# One run needs no lanes, and less text is compiled in half the time: that is what a reader's first run waits for.
ALONE = '''"""Written by helpers.descent.compiled for {title}; safe to delete."""
from numba import njit


@njit({signature!r}, cache=True, nogil=True, error_model="numpy")
def drive(x, y, settings, scheduled, rates, states, steps, tolerance, kept, bounds, points):
    {load}
    k, stop, why = 0, steps, 0
    for t in range(steps + 1):
        if k < kept.size and kept[k] == t:
            points[k, 0], points[k, -1] = x, y
            k += 1
        if t == steps:
            break
        {course}
        {gradient}
        if abs(gx) < tolerance and abs(gy) < tolerance:
            stop, why = t, 1
            break
        {step}
        if not (abs(x - bounds[0]) <= bounds[2] and abs(y - bounds[1]) <= bounds[2]):
            stop, why = t + 1, 2
            break
    for rest in range(k, kept.size):
        points[rest, 0], points[rest, -1] = x, y
    return x, y, stop, why
'''
# A rule without memory that no longer moves x by a single bit never will again.
AWAKE = " & ((x != lane[0, j]) | (y != lane[1, j]) | changing)"

# Spelt out, with strided arrays: one compilation then serves whole arrays and each thread's share of them.
SIGNATURE = ("void(f8[:, :], f8[:, :], b1[:], f8[:, :], f8[:, :], i8, f8, i8[:], f8[:], f8[:], "
             "f8[:, :, :], f8[:, :], i8[:], i8[:])")
SIGNATURE_ALONE = ("Tuple((f8, f8, i8, i8))(f8, f8, f8[::1], b1[::1], f8[:, ::1], f8[::1], i8, f8, i8[::1], f8[::1], "
                   "f8[:, ::1])")


def text(optimizer, dimension, varied):
    """Fill the driver in: one line a coordinate, each with its own state; one row of ``lane`` for each number of a run.

    A hyperparameter ``k`` becomes ``p_k`` and a state ``v`` of x becomes ``s_v_x``, apart from the driver's own names.
    """
    states, coordinates = optimizer.state_names, "xy"[:dimension]
    held = {"x": "start[0, r]", "y": "start[-1, r]", "bound": "reach[r]"}
    names = list(optimizer.hyperparameters)
    alike = [] if varied else [name for name in names if name not in rates_of(optimizer)]
    common = [f"p_{name} = settings[{names.index(name)}, 0]" for name in alike]
    held |= {f"p_{name}": f"settings[{i}, r]" for i, name in enumerate(names) if name not in alike}
    held |= {f"s_{s}_{c}": f"states[{i}, r]" for i, s in enumerate(states) for c in coordinates}
    row = {name: f"lane[{i}, j]" for i, name in enumerate(held)}
    load = [f"{row[name]} = {source}" for name, source in held.items()]
    unpack = [f"{name} = {place}" for name, place in row.items()]
    pack = [f"{place} = {name}" for name, place in row.items() if name.startswith("s_")]
    course = [f"now_{name} = rates[{i}, t] if scheduled[{i}] else 0.0" for i, name in enumerate(rates_of(optimizer))]
    unpack += [f"p_{name} = now_{name} if scheduled[{i}] else p_{name}" for i, name in enumerate(rates_of(optimizer))]
    awake = "" if states or "t" in optimizer.arguments else AWAKE
    lines = {"common": common, "load": load, "course": course, "unpack": unpack, "pack": pack,
             "gradient": _gradient(optimizer, coordinates), "step": _steps(optimizer, coordinates)}
    indent = {"common": 4, "load": 12, "course": 12}
    return DRIVER.format(title=optimizer.__name__, signature=SIGNATURE, lanes=LANES, rows=len(row), awake=awake,
                         **{name: _lines(text, indent.get(name, 16)) for name, text in lines.items()})


def text_alone(optimizer, dimension):
    """Fill the driver of a single run in."""
    coordinates = "xy"[:dimension]
    load = [f"p_{name} = settings[{i}]" for i, name in enumerate(optimizer.hyperparameters)]
    load += [f"s_{s}_{c} = states[{i}]" for i, s in enumerate(optimizer.state_names) for c in coordinates]
    course = [f"p_{name} = rates[{i}, t] if scheduled[{i}] else p_{name}" for i, name in enumerate(rates_of(optimizer))]
    return ALONE.format(title=optimizer.__name__, signature=SIGNATURE_ALONE, load=_lines(load, 4),
                        course=_lines(course, 8), gradient=_lines(_gradient(optimizer, coordinates), 8),
                        step=_lines(_steps(optimizer, coordinates), 8))


def _gradient(optimizer, coordinates):
    at = list(coordinates)
    if optimizer.looks_ahead:
        ahead = optimizer.arguments_ahead
        at = [f"{c} + look_ahead({_call(ahead, optimizer.state_names, c)})" for c in coordinates]
    return [f"gx, gy = slope({', '.join(at)})" if len(at) == 2 else f"gx = gy = slope({at[0]})"]


def _steps(optimizer, coordinates):
    lines = []
    for c in coordinates:
        results = "".join(f", s_{s}_{c}" for s in optimizer.state_names)
        call = _call(optimizer.arguments, optimizer.state_names, c)
        lines += [f"move{results} = rule({call})", f"{c} = {c} + move"]
    return lines if len(coordinates) == 2 else [*lines, "y = x"]


def rates_of(optimizer):
    """The hyperparameters that may follow a schedule."""
    return [name for name, h in optimizer.hyperparameters.items() if h.kind == "rate"]


def _call(arguments, states, c):
    special = {"x": c, "g": f"g{c}", "t": "float(t + 1)"}
    return ", ".join(special.get(a) or (f"s_{a}_{c}" if a in states else f"p_{a}") for a in arguments)


def _lines(lines, indent):
    return ("\n" + " " * indent).join(lines) or "pass"
