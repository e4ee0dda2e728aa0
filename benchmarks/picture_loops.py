"""Training one picture at a time, as textbooks begin: the peers of ``benchmarks.training``, in two ways to write it.

Each takes the first matrices (after, before + 1) of the layers and returns a function that trains for so many
minibatches by momentum and returns the parameters.
"""

import numpy as np


def lean(matrices, pictures, labels, rows):
    """As little as NumPy needs for a picture, in single precision."""
    targets = np.eye(len(matrices[-1]), dtype=np.float32)[labels]

    def run(steps, eta=0.2, mu=0.9):
        layers = [(m[:, :-1].T.copy(), m[:, -1].copy()) for m in matrices]
        velocities = [(np.zeros_like(w), np.zeros_like(b)) for w, b in layers]
        for t in range(steps):
            sums = [(np.zeros_like(w), np.zeros_like(b)) for w, b in layers]
            for row in rows[t]:
                outputs = [pictures[row]]
                for w, b in layers:
                    outputs.append(1 / (1 + np.exp(-(outputs[-1] @ w + b))))
                error = outputs[-1] - targets[row]
                for k in reversed(range(len(layers))):
                    error = error * outputs[k + 1] * (1 - outputs[k + 1])
                    dw, db = sums[k]
                    dw += np.outer(outputs[k], error)
                    db += error
                    error = layers[k][0] @ error
            for k, (parts, changes) in enumerate(zip(layers, sums, strict=True)):
                pairs = zip(velocities[k], changes, strict=True)
                velocities[k] = tuple(mu * v - eta / len(rows[t]) * change for v, change in pairs)
                layers[k] = tuple(p + v for p, v in zip(parts, velocities[k], strict=True))
        return np.concatenate([np.vstack([w, b]).T.ravel() for w, b in layers])

    return run


def objects(matrices, pictures, labels, rows):
    """Layers as objects that add up their errors, in double precision, as in Kneusel's book."""
    pictures, targets = pictures.astype(float), np.eye(len(matrices[-1]))[labels]

    def run(steps, eta=0.2, mu=0.9):
        layers = [layer for m in matrices for layer in (Connected(m), Sigmoid())]
        for t in range(steps):
            for row in rows[t]:
                x = pictures[None, row]
                for layer in layers:
                    x = layer.forward(x)
                error = x - targets[row]
                for layer in reversed(layers):
                    error = layer.backward(error)
            for layer in layers[::2]:
                layer.step(eta / len(rows[t]), mu)
        return np.concatenate([np.vstack([layer.w, layer.b]).T.ravel() for layer in layers[::2]])

    return run


class Connected:
    """y = x w + b, its errors summed until the next step."""

    def __init__(self, matrix):
        self.w, self.b = matrix[:, :-1].T.astype(float), matrix[None, :, -1].astype(float)
        self.vw, self.vb = np.zeros_like(self.w), np.zeros_like(self.b)
        self.dw, self.db = np.zeros_like(self.w), np.zeros_like(self.b)

    def forward(self, x):
        self.x = x
        return np.dot(x, self.w) + self.b

    def backward(self, error):
        self.dw += np.dot(self.x.T, error)
        self.db += error
        return np.dot(error, self.w.T)

    def step(self, eta, mu):
        self.vw = mu * self.vw - eta * self.dw
        self.vb = mu * self.vb - eta * self.db
        self.w, self.b = self.w + self.vw, self.b + self.vb
        self.dw, self.db = np.zeros_like(self.w), np.zeros_like(self.b)


class Sigmoid:
    """y = 1 / (1 + e^(−x))."""

    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, error):
        return error * self.y * (1 - self.y)
