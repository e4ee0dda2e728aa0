"""The eleven update rules as plain scalar loops, written from the papers and PyTorch's documentation.

They share nothing with ``helpers``: one number x, Python's own arithmetic, one function a rule. Each takes
``slope(x, t)``, the start and the number of steps, and returns all positions. PyTorch's conventions, where papers
leave freedom: AMSGrad takes the maximum before the bias correction; AdaMax adds ε to |g| inside the maximum;
Nadam's momentum follows 0.96^(tψ) with ψ = momentum_decay; AdamW multiplies its weight decay by η.
"""

from math import sqrt


def gradient_descent(slope, x, steps, learning_rate):
    path = [x]
    for t in range(1, steps + 1):
        x = x - learning_rate * slope(x, t)
        path.append(x)
    return path


def momentum(slope, x, steps, learning_rate, momentum):
    path, v = [x], 0.0
    for t in range(1, steps + 1):
        v = momentum * v - learning_rate * slope(x, t)
        x = x + v
        path.append(x)
    return path


def nesterov(slope, x, steps, learning_rate, momentum):
    path, v = [x], 0.0
    for t in range(1, steps + 1):
        v = momentum * v - learning_rate * slope(x + momentum * v, t)
        x = x + v
        path.append(x)
    return path


def adagrad(slope, x, steps, learning_rate, epsilon, initial_accumulator):
    path, total = [x], initial_accumulator
    for t in range(1, steps + 1):
        g = slope(x, t)
        total = total + g**2
        x = x - learning_rate * g / (sqrt(total) + epsilon)
        path.append(x)
    return path


def rmsprop(slope, x, steps, learning_rate, decay, momentum, epsilon, initial_accumulator):
    path, square, buffer = [x], initial_accumulator, 0.0
    for t in range(1, steps + 1):
        g = slope(x, t)
        square = decay * square + (1 - decay) * g**2
        buffer = momentum * buffer + g / (sqrt(square) + epsilon)  # PyTorch: the rate stays outside
        x = x - learning_rate * buffer
        path.append(x)
    return path


def adadelta(slope, x, steps, learning_rate, decay, epsilon, initial_accumulator):
    path, square, moved = [x], initial_accumulator, initial_accumulator
    for t in range(1, steps + 1):
        g = slope(x, t)
        square = decay * square + (1 - decay) * g**2
        delta = sqrt(moved + epsilon) / sqrt(square + epsilon) * g
        moved = decay * moved + (1 - decay) * delta**2
        x = x - learning_rate * delta
        path.append(x)
    return path


def adam(slope, x, steps, learning_rate, beta1, beta2, epsilon):
    path, m, v = [x], 0.0, 0.0
    for t in range(1, steps + 1):
        g = slope(x, t)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x = x - learning_rate * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + epsilon)
        path.append(x)
    return path


def adamax(slope, x, steps, learning_rate, beta1, beta2, epsilon):
    path, m, u = [x], 0.0, 0.0
    for t in range(1, steps + 1):
        g = slope(x, t)
        m = beta1 * m + (1 - beta1) * g
        u = max(beta2 * u, abs(g) + epsilon)
        x = x - learning_rate / (1 - beta1**t) * m / u
        path.append(x)
    return path


def nadam(slope, x, steps, learning_rate, beta1, beta2, epsilon, momentum_decay):
    path, m, v, product = [x], 0.0, 0.0, 1.0
    for t in range(1, steps + 1):
        g = slope(x, t)
        mu = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
        mu_next = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
        product = product * mu
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        root = sqrt(v / (1 - beta2**t)) + epsilon
        x = x - learning_rate * (1 - mu) / (1 - product) * g / root
        x = x - learning_rate * mu_next / (1 - product * mu_next) * m / root
        path.append(x)
    return path


def amsgrad(slope, x, steps, learning_rate, beta1, beta2, epsilon):
    path, m, v, largest = [x], 0.0, 0.0, 0.0
    for t in range(1, steps + 1):
        g = slope(x, t)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        largest = max(largest, v)
        x = x - learning_rate / (1 - beta1**t) * m / (sqrt(largest) / sqrt(1 - beta2**t) + epsilon)
        path.append(x)
    return path


def adamw(slope, x, steps, learning_rate, beta1, beta2, epsilon, weight_decay):
    path, m, v = [x], 0.0, 0.0
    for t in range(1, steps + 1):
        g = slope(x, t)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        shrunk = x * (1 - learning_rate * weight_decay)
        x = shrunk - learning_rate * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + epsilon)
        path.append(x)
    return path
