"""A long training of a network as compiled code: the same backpropagation and the same rule, no Python in between.

``learning.models.Backpropagation`` is what chapters show and what short trainings use. This is the same arithmetic for
networks of sigmoids with the loss "squares", without a penalty. Sigmoids and sums are rounded otherwise here, so a long
training ends elsewhere in the last digits, as it would on another machine.
"""

import importlib
from functools import lru_cache

import numpy as np

from helpers.compiled import compiling, step
from helpers.compiled.exponential import exp32
from helpers.rule_kinds import kind_of_rule

ENOUGH = 200_000_000  # parameters times minibatches that make it worth while to compile
MINIBATCH = '''"""Written by helpers.compiled.training for networks of {layers} layers; safe to delete."""
from numba import njit


@njit("float64({signature}, boolean)", cache=True, nogil=True, error_model="numpy")
def drive(packed, rows, weights, slopes, outputs, errors, inputs, targets, look):
    take(packed, rows, inputs, targets)
    backpropagate(weights, slopes, outputs, errors, inputs, targets)
    return half_squares(outputs[-1], targets) if look else 0.0
'''
DRIVER = '''"""Written by helpers.compiled.training for {title}; safe to delete."""
from numba import njit


@njit("float64({signature})", cache=True, nogil=True, error_model="numpy")
def drive({vectors}, packed, rows, weights, slopes, outputs, errors, inputs, targets, settings, t, looked):
    total = 0.0
    for n in range(len(rows)):
        {look_ahead}
        total += minibatch(packed, rows[n], weights, slopes, outputs, errors, inputs, targets, (looked + n) % 10 == 0)
        step({moved}, t + n{values})
    return total
'''


def take(packed, rows, inputs, targets):
    """A minibatch: inputs (pictures, features + 1) and targets (classes, pictures) from rows of ``packed``."""
    features = inputs.shape[1]
    for b in range(len(rows)):
        row = packed[rows[b]]
        for i in range(features):
            inputs[b, i] = row[i]
        for i in range(targets.shape[0]):
            targets[i, b] = row[features + i]


def sigmoids(z):
    """1 / (1 + e^(−z)) of all numbers, in place."""
    z = z.reshape(-1)
    for i in range(z.size):
        z[i] = np.float32(1) / (np.float32(1) + exp32(-z[i]))


def times_slope(error, a):
    """δ · a(1 − a), in place: back through the sigmoids whose outputs are a."""
    error, a = error.reshape(-1), a.reshape(-1)
    for i in range(error.size):
        error[i] *= a[i] * (np.float32(1) - a[i])


def top_error(error, out, targets):
    """What half the mean squared error makes of the last outputs: (out − targets) / pictures."""
    scale = np.float32(1 / out.shape[1])
    for i in range(out.shape[0]):
        for b in range(out.shape[1]):
            error[i, b] = (out[i, b] - targets[i, b]) * scale


def product(a, b, out):
    """a b in pieces of 64 rows: OpenBLAS has a quicker way for products of less than a million multiplications."""
    for first in range(0, a.shape[0], 64):
        np.dot(a[first: first + 64], b, out[first: first + 64])


def backpropagate(weights, slopes, outputs, errors, inputs, targets):
    """z = W a, layer by layer up; then ∂L/∂W = δ aᵀ, and δ for the layer below = Wᵀδ · a(1 − a).

    outputs and errors have one row more than a layer has outputs, the ones that the next layer's biases multiply.
    """
    top = len(weights) - 1
    np.dot(weights[0], inputs.T, outputs[0][:-1])
    sigmoids(outputs[0][:-1])
    for k in range(1, top + 1):
        np.dot(weights[k], outputs[k - 1], outputs[k][:-1])
        sigmoids(outputs[k][:-1])
    top_error(errors[top][:-1], outputs[top][:-1], targets)
    for k in range(top, 0, -1):
        times_slope(errors[k][:-1], outputs[k][:-1])
        np.dot(errors[k][:-1], outputs[k - 1].T, slopes[k])
        np.dot(weights[k].T, errors[k][:-1], errors[k - 1])
    times_slope(errors[0][:-1], outputs[0][:-1])
    product(errors[0][:-1], inputs, slopes[0])


def half_squares(outputs, targets):
    """The mean loss of the minibatch."""
    total = 0.0
    for i in range(targets.shape[0]):
        for b in range(targets.shape[1]):
            total += (outputs[i, b] - targets[i, b]) ** 2
    return total / (2 * targets.shape[1])


def drive_for(network, optimizer, minibatches):
    """The compiled loop for a training of so many minibatches, or None where it is not worth while or not possible.

    Ask before the threads of BLAS are limited, for this may load a BLAS.
    """
    constant = not any(np.ndim(value) for value in optimizer.values_at(1).values())
    written = (network.loss_name, network.penalty, network.units) == ("squares", 0, "sigmoid")
    if minibatches * network.size < ENOUGH or not (written and constant):
        return None
    return driver(type(optimizer), len(network.sizes) - 1)


@lru_cache(maxsize=32)
def driver(kind, layers):
    """The compiled loop over minibatches for a rule and a number of layers, or None where that is not possible."""
    if not compiling.available() or kind_of_rule(kind) != "coordinate":
        return None
    parts = {"step": step.driver(kind, "f"), "minibatch": _minibatch(layers)}
    if kind.looks_ahead:
        parts["ahead"] = step.driver(kind, "f", "look_ahead")
    if None in parts.values():
        return None
    return compiling.driver(f"train_{kind.__name__}", _text(kind, layers), {}, parts)


@lru_cache(maxsize=8)
def _minibatch(layers):
    """The compiled gradient of one minibatch, the same for all rules."""
    importlib.import_module("scipy.linalg.cython_blas")  # Numba's np.dot: now, so that its threads can be limited
    functions = (exp32, take, sigmoids, times_slope, top_error, product, backpropagate, half_squares)
    text = MINIBATCH.format(layers=layers, signature=_signature(layers, "int64[::1]"))
    return compiling.driver("minibatch", text, {f.__name__: f for f in functions})


def _signature(layers, rows):
    """The types of packed and rows, then of what ``Driver.memory`` and the weights are."""
    matrix = "float32[:, ::1]"
    return ", ".join([matrix, rows, *[f"UniTuple({matrix}, {layers})"] * 4, matrix, matrix])


def _text(kind, layers):
    states = [f"v{name}" for name in kind.state_names]
    values = "".join(f", settings[n, {i}]" for i in range(len(kind.hyperparameters)))
    vectors = ["x", "g", *states, "there"]
    look_ahead = f"ahead({', '.join(['x', *states, 'there'])}, t + n{values})" if kind.looks_ahead else "pass"
    types = ["float32[::1]"] * len(vectors) + [_signature(layers, "int64[:, ::1]"), "float64[:, ::1]", "int64", "int64"]
    return DRIVER.format(title=kind.__name__, vectors=", ".join(vectors), moved=", ".join(vectors[:-1]), values=values,
                         look_ahead=look_ahead, signature=", ".join(types))


class Driver:
    """Drives pieces of trainings, one after the other in the same memory. drive : from ``drive_for``."""

    def __init__(self, drive, network, batch):
        self.drive, self.network = drive, network
        self.g, self.there = (np.zeros(network.size, np.float32) for _ in range(2))
        outputs, errors = (tuple(np.ones((size + 1, batch), np.float32) for size in network.sizes[1:])
                           for _ in range(2))
        inputs = np.empty((batch, network.sizes[0] + 1), np.float32)
        targets = np.empty((network.sizes[-1], batch), np.float32)
        self.memory = tuple(network.layers(self.g)), outputs, errors, inputs, targets

    def __call__(self, optimizer, params, state, packed, rows, t, looked):
        """A step, in place, for each minibatch: the pictures of ``rows`` (n, batch), or (n, K, batch) for K networks.

        optimizer : with the rule that ``drive`` was made for. params, state : as in ``Training``. t : number of the
        first step. looked : how many went before it since the last record. Returns the sum of the losses of every
        tenth minibatch, one number a network.
        """
        settings = np.array([list(optimizer.values_at(t + n).values()) for n in range(len(rows))])

        def one(x, state, rows):
            weights = tuple(self.network.layers(self.there if optimizer.looks_ahead else x))
            return self.drive(x, self.g, *state, self.there, packed, rows, weights, *self.memory, settings, t, looked)

        if params.ndim == 1:
            return one(params, state, rows)
        return np.array([one(x, [s[k] for s in state], np.ascontiguousarray(rows[:, k])) for k, x in enumerate(params)])
