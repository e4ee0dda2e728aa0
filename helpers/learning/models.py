"""Models that learn from data. The parameters of each are one flat vector, so every optimizer of Part II trains it.

``Network`` is a stack of layers: one layer with a softmax or hinge loss is a linear classifier.
"""

from dataclasses import dataclass

import numpy as np

from helpers.learning.labels import checked_pictures

# ---- units: what a layer makes of its sums ----------------------------------------------------------------------


def sigmoid(z):
    """1 / (1 + e^(−z)) in place, as (1 + tanh(z/2)) / 2: the same, and no score is too far below zero for it."""
    z *= 0.5
    np.tanh(z, out=z)
    z *= 0.5
    z += 0.5
    return z


def _through_sigmoid(delta, a):
    """δ · a(1 − a) in place, where a are the outputs; they are not needed any more."""
    delta *= a
    delta *= np.subtract(1, a, out=a)


def relu(z):
    """max(0, z) in place."""
    return np.maximum(z, 0, out=z)


def _through_relu(delta, a):
    """δ where the unit is awake, 0 where it is not."""
    delta *= a > 0


UNITS = {"sigmoid": (sigmoid, _through_sigmoid), "relu": (relu, _through_relu)}


# ---- losses: what stands on top of the last layer ---------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """One loss on the scores of the last layer, arrays (..., classes, pictures), with one-hot targets of that shape.

    ``of`` gives the loss of each picture, ``delta`` its slope with respect to the scores; both may use ``out``, the
    scores after ``squash``. ``squash`` works in place.
    """

    squash: callable
    of: callable
    delta: callable


def softmax(scores):
    """e^s over the sum of all e^s, in place; the largest score is taken off first so that nothing overflows."""
    scores -= scores.max(axis=-2, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-2, keepdims=True)
    return scores


def _half_squares(out, targets):
    return ((out - targets) ** 2).sum(axis=-2) / 2


def _half_squares_delta(out, targets):
    return (out - targets) * out * (1 - out)


def _cross_entropy(out, targets):
    return -np.log(np.maximum((out * targets).sum(axis=-2), np.finfo(out.dtype).tiny))


def _margins(scores, targets):
    """max(0, s_j − s_y + 1) for the wrong classes j, and 0 for the right one, y."""
    right = (scores * targets).sum(axis=-2, keepdims=True)
    return np.maximum(scores - right + 1, 0) * (1 - targets)


def _hinge_delta(scores, targets):
    wrong = (_margins(scores, targets) > 0).astype(scores.dtype)
    return wrong - targets * wrong.sum(axis=-2, keepdims=True)


LOSSES = {
    "squares": Loss(sigmoid, _half_squares, _half_squares_delta),
    "softmax": Loss(softmax, _cross_entropy, lambda out, targets: out - targets),
    "hinge": Loss(lambda scores: scores, lambda out, targets: _margins(out, targets).sum(axis=-2), _hinge_delta),
}


# ---- a stack of layers ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Network:
    """Layers of sizes such as (196, 100, 50, 10), with ``units`` between them; its parameters are one flat vector.

    z = W a + b layer by layer; units "sigmoid" make a = 1/(1 + e^(−z)) of it, "relu" max(0, z). On the last layer
    stands the loss: "squares" (a sigmoid and half the squared error, summed over the outputs), "softmax"
    (cross-entropy) or "hinge" (multi-class SVM). Two sizes make a linear classifier. ``penalty`` λ adds λ times the
    sum of all squared weights; biases are free.

    A leading axis of K is K networks at once: parameters (K, size), pictures (K, features, n).
    Raises ValueError for fewer than two sizes, an unknown loss, a negative penalty or unknown units.

    >>> network = Network((4, 3, 2))
    >>> network.size, [layer.shape for layer in network.layers(network.start(seed=0))]
    (23, [(3, 5), (2, 4)])
    """

    sizes: tuple
    loss_name: str = "squares"
    penalty: float = 0.0
    units: str = "sigmoid"

    def __post_init__(self):
        whole = all(isinstance(n, int | np.integer) and n > 0 for n in self.sizes)
        if len(self.sizes) < 2 or not whole:
            raise ValueError(f"sizes must be two or more whole numbers such as (196, 100, 10), got {self.sizes!r}")
        if self.loss_name not in LOSSES:
            raise ValueError(f"loss_name must be one of {', '.join(map(repr, LOSSES))}, got {self.loss_name!r}")
        if not 0 <= self.penalty < np.inf:
            raise ValueError(f"penalty must be a finite number of at least 0, got {self.penalty!r}")
        if self.units not in UNITS:
            raise ValueError(f"units must be one of {', '.join(map(repr, UNITS))}, got {self.units!r}")

    @property
    def shapes(self):
        """The shape of each layer's matrix; its last column is the bias."""
        return [(after, before + 1) for before, after in zip(self.sizes, self.sizes[1:], strict=False)]

    @property
    def size(self):
        """How many numbers the parameters are."""
        return sum(rows * columns for rows, columns in self.shapes)

    def layers(self, params):
        """Each layer's matrix (..., after, before + 1), biases in the last column, as a view of the flat ``params``."""
        params, views, at = np.asarray(params), [], 0
        if params.shape[-1:] != (self.size,):
            raise ValueError(f"params must have {self.size} numbers in the last axis, got shape {params.shape}")
        for rows, columns in self.shapes:
            part = params[..., at: at + rows * columns]
            views.append(part.reshape(*params.shape[:-1], rows, columns))
            at += rows * columns
        return views

    def start(self, seed=0, scale=0.5, dtype=np.float32):
        """Random parameters, uniform from −scale to scale; ``seed`` may be a Generator."""
        return np.random.default_rng(seed).uniform(-scale, scale, self.size).astype(dtype)

    def scores(self, params, pictures):
        """What the last layer says about pictures (..., features, n), after its squashing: (..., classes, n)."""
        pictures = np.asarray(pictures)
        ones = np.ones_like(pictures[..., :1, :])
        with np.errstate(all="ignore"):  # a training that ran away is judged like any other
            for number, layer in enumerate(self.layers(params), 2 - len(self.sizes)):
                scores = layer @ np.concatenate([pictures, ones], axis=-2)
                pictures = (LOSSES[self.loss_name].squash if number == 0 else UNITS[self.units][0])(scores)
                ones = np.ones_like(pictures[..., :1, :])
        return pictures

    def predict(self, params, pictures):
        """The class with the largest score, a whole number a picture; pictures (n, features) as in ``Images``."""
        return self.scores(params, checked_pictures(pictures, self.sizes[0]).T).argmax(axis=-2)

    def loss(self, params, pictures, targets):
        """The mean loss of pictures (..., features, n) with one-hot targets (..., classes, n), penalty included."""
        data = LOSSES[self.loss_name].of(self.scores(params, pictures), targets).mean(axis=-1)
        return data + self._penalty(params)

    def _penalty(self, params):
        if not self.penalty:
            return 0.0
        return self.penalty * sum((layer[..., :-1] ** 2).sum(axis=(-2, -1)) for layer in self.layers(params))

    def gradient(self, params, pictures, targets):
        """The gradient of ``loss``, of the shape of ``params``, by backpropagation."""
        pass_ = Backpropagation(self, params, pictures.shape[-1])
        pass_.inputs[..., :-1, :] = pictures
        return pass_(pass_.inputs, targets)


class Backpropagation:
    """The gradient of one network, or K at once, on one minibatch after the other, in memory that is reserved once.

    Arguments: network; params, the flat vector (or K of them), which the optimizer may change in place between calls;
    pictures, how many there are in a minibatch. Calling it with inputs (..., features + 1, pictures), whose last row
    is ones, and targets (..., classes, pictures) fills and returns ``gradient``.
    """

    def __init__(self, network, params, pictures):
        lead, sizes = params.shape[:-1], network.sizes
        self.loss, self.penalty = LOSSES[network.loss_name], network.penalty
        self.squash, self.through = UNITS[network.units]
        self.gradient = np.zeros_like(params)
        self.weights, self.slopes = network.layers(params), network.layers(self.gradient)
        # A row of ones under each layer's outputs makes the bias the last column of the next matrix.
        outputs = [np.ones((*lead, size + 1, pictures), params.dtype) for size in sizes]
        self.inputs, self.below = outputs[0], outputs[1:-1]
        self.a = [output[..., :-1, :] for output in outputs[1:]]
        self.out = self.a[-1]
        self.deltas = [np.empty((*lead, size, pictures), params.dtype) for size in sizes[1:-1]]
        self.down = [np.swapaxes(weights[..., :-1], -1, -2) for weights in self.weights[1:]]
        self.turned = [np.swapaxes(output, -1, -2) for output in self.below]

    def __call__(self, inputs, targets):
        out = self.forward(inputs)
        delta = self.loss.delta(out, targets)
        delta *= 1 / out.shape[-1]
        return self.backward(inputs, delta)

    def forward(self, inputs):
        """z = W a, layer by layer; returns the last layer's outputs (..., classes, pictures)."""
        for weights, a, below in zip(self.weights, self.a, self.below, strict=False):
            self.squash(np.matmul(weights, inputs, out=a))
            inputs = below
        return self.loss.squash(np.matmul(self.weights[-1], inputs, out=self.out))

    def loss_of(self, targets):
        """The mean loss of the latest minibatch, without the penalty; one number a network."""
        return self.loss.of(self.out, targets).mean(axis=-1)

    def backward(self, inputs, delta):
        """∂L/∂W = δ aᵀ, and δ for the layer below = Wᵀδ times the slope of its units, a(1 − a) for sigmoids."""
        for k in reversed(range(len(self.below))):
            np.matmul(delta, self.turned[k], out=self.slopes[k + 1])
            delta = np.matmul(self.down[k], delta, out=self.deltas[k])
            self.through(delta, self.a[k])
        np.matmul(delta, np.swapaxes(inputs, -1, -2), out=self.slopes[0])
        if self.penalty:
            for weights, slopes in zip(self.weights, self.slopes, strict=True):
                slopes[..., :-1] += 2 * self.penalty * weights[..., :-1]
        return self.gradient
