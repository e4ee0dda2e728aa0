"""Every update rule of the course, one short class each; hyperparameters are fields, the rule is the equation.

Symbols: x point, g gradient, η learning rate, μ momentum, v velocity, β decay, t step from 1. Each rule works on
one coordinate at a time, so it serves a single ball, an array of starts, a sweep of settings and the compiler.
ε stands outside the square root everywhere but in Adadelta. Where papers leave freedom, PyTorch's choice is taken.
"""

import numpy as np

from helpers.optimizer_base import Optimizer, amount, fraction, rate


class GradientDescent(Optimizer):
    """Plain gradient descent: x ← x − ηg.

    Arguments: learning_rate η ≥ 0, a number, an array (one a run) or a schedule. Raises ValueError otherwise.
    Reference: A. Cauchy, 1847.

    >>> from helpers import descend, surfaces
    >>> float(descend(surfaces.parabola, 2.0, GradientDescent(1 / 12), steps=1).final)
    1.0
    """

    learning_rate: float = rate()

    def rule(g, learning_rate):
        return -learning_rate * g


class Momentum(Optimizer):
    """A ball with inertia (heavy ball): v ← μv − ηg ; x ← x + v.

    Arguments: learning_rate η ≥ 0; momentum μ in [0, 1). Raises ValueError otherwise.
    Other conventions: v ← μv + g, x ← x − ηv (PyTorch) is the same for constant η; the damped average
    v ← μv + (1 − μ)g, x ← x − ηv needs η/(1 − μ) in place of η.
    Reference: B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.

    >>> Momentum(0.1).momentum
    0.9
    """

    learning_rate: float = rate()
    momentum: float = fraction(0.9, "μ")

    def rule(g, v, learning_rate, momentum):
        v = momentum * v - learning_rate * g
        return v, v


class Nesterov(Optimizer):
    """Momentum that looks where it is going: g taken at x + μv ; v ← μv − ηg ; x ← x + v.

    Arguments: learning_rate η ≥ 0; momentum μ in [0, 1). Raises ValueError otherwise. One gradient a step.
    Other convention: PyTorch keeps y = x + μv as its parameters; the two give the same sequence of y.
    Reference: Y. Nesterov, 1983, in the form of Sutskever et al., ICML 2013.

    >>> Nesterov(0.1, 0.5).momentum
    0.5
    """

    learning_rate: float = rate()
    momentum: float = fraction(0.9, "μ")

    def look_ahead(v, momentum):
        return momentum * v

    def rule(g, v, learning_rate, momentum):
        v = momentum * v - learning_rate * g
        return v, v


class Adagrad(Optimizer):
    """Each coordinate's rate shrinks with its own past: s ← s + g² ; x ← x − ηg/(√s + ε).

    Arguments: learning_rate η ≥ 0; epsilon ε ≥ 0; initial_accumulator s₀ ≥ 0. Raises ValueError otherwise.
    Reference: Duchi, Hazan and Singer, JMLR 2011.

    >>> Adagrad(0.1, initial_accumulator=1.0).initial_state()
    (1.0,)
    """

    learning_rate: float = rate()
    epsilon: float = amount(1e-8, "ε", 1e-12, 1.0)
    initial_accumulator: float = amount(0.0, "s₀")

    def initial_state(self):
        return (self.initial_accumulator,)

    def rule(g, s, learning_rate, epsilon):
        s = s + g * g
        return -learning_rate * g / (np.sqrt(s) + epsilon), s


class RMSprop(Optimizer):
    """Divide by a running size of g: s ← βs + (1 − β)g² ; v ← μv − ηg/(√s + ε) ; x ← x + v.

    Arguments: learning_rate η ≥ 0; decay β and momentum μ in [0, 1); epsilon ε ≥ 0; initial_accumulator s₀ ≥ 0.
    Raises ValueError otherwise. PyTorch keeps v without η, which is the same for constant η.
    Reference: T. Tieleman and G. Hinton, Coursera lecture 6.5, 2012.

    >>> RMSprop(0.01).decay
    0.9
    """

    learning_rate: float = rate()
    decay: float = fraction(0.9, "β")
    momentum: float = fraction(0.0, "μ")
    epsilon: float = amount(1e-8, "ε", 1e-12, 1.0)
    initial_accumulator: float = amount(0.0, "s₀")

    def initial_state(self):
        return self.initial_accumulator, 0.0

    def rule(g, s, v, learning_rate, decay, momentum, epsilon):
        s = decay * s + (1 - decay) * (g * g)
        v = momentum * v - learning_rate * g / (np.sqrt(s) + epsilon)
        return v, s, v


class Adadelta(Optimizer):
    """Step sizes from the steps themselves: s ← ρs + (1 − ρ)g² ; Δ = g√(d + ε)/√(s + ε) ;
    d ← ρd + (1 − ρ)Δ² ; x ← x − ηΔ.

    Arguments: learning_rate η ≥ 0; decay ρ in [0, 1); epsilon ε ≥ 0, inside both roots; initial_accumulator, the
    first value of both s and d. Raises ValueError otherwise. Reference: M. Zeiler, arXiv:1212.5701, 2012.

    >>> Adadelta().learning_rate
    1.0
    """

    learning_rate: float = rate(1.0, high=10.0)
    decay: float = fraction(0.9, "ρ")
    epsilon: float = amount(1e-6, "ε", 1e-12, 1.0)
    initial_accumulator: float = amount(0.0, "s₀")

    def initial_state(self):
        return self.initial_accumulator, self.initial_accumulator

    def rule(g, s, d, learning_rate, decay, epsilon):
        s = decay * s + (1 - decay) * (g * g)
        delta = g * np.sqrt(d + epsilon) / np.sqrt(s + epsilon)
        d = decay * d + (1 - decay) * (delta * delta)
        return -learning_rate * delta, s, d


class Adam(Optimizer):
    """Mean over root mean square, both corrected: m ← β₁m + (1 − β₁)g ; v ← β₂v + (1 − β₂)g² ;
    x ← x − η m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    Arguments: learning_rate η ≥ 0; beta1 β₁ and beta2 β₂ in [0, 1); epsilon ε ≥ 0. Raises ValueError otherwise.
    Reference: D. Kingma and J. Ba, ICLR 2015, algorithm 1 (t starts at 1).

    >>> Adam().beta2
    0.999
    """

    learning_rate: float = rate(0.001)
    beta1: float = fraction(0.9, "β₁")
    beta2: float = fraction(0.999, "β₂", high=0.9999)
    epsilon: float = amount(1e-8, "ε", 1e-12, 1.0)

    def rule(g, t, m, v, learning_rate, beta1, beta2, epsilon):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (g * g)
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return -learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


class AdaMax(Adam):
    """Adam with the largest recent |g| in place of the root mean square: u ← max(β₂u, |g| + ε) ; x ← x − η m̂/u.

    Arguments and errors as Adam. ε is added inside the maximum, as in PyTorch. Reference: Kingma and Ba, algorithm 2.

    >>> AdaMax(0.002).learning_rate
    0.002
    """

    def rule(g, t, m, u, learning_rate, beta1, beta2, epsilon):
        m = beta1 * m + (1 - beta1) * g
        u = np.maximum(beta2 * u, np.abs(g) + epsilon)
        return -learning_rate * m / (1 - beta1**t) / u, m, u


class Nadam(Adam):
    """Adam with Nesterov's look-ahead: x ← x − η (μ′m/(1 − Πμ·μ′) + (1 − μ)g/(1 − Πμ)) / (√v̂ + ε).

    μ = β₁(1 − 0.96^(tψ)/2) is the momentum of step t, μ′ that of step t + 1 and Πμ the product of all so far; ψ is
    momentum_decay ≥ 0. Other arguments and errors as Adam. As in PyTorch. Reference: T. Dozat, ICLR workshop 2016.

    >>> Nadam().momentum_decay
    0.004
    """

    momentum_decay: float = amount(0.004, "ψ", 0.0, 0.1)

    def initial_state(self):
        return 0.0, 0.0, 1.0

    def rule(g, t, m, v, product, learning_rate, beta1, beta2, epsilon, momentum_decay):
        mu = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
        mu_next = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
        product = product * mu
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (g * g)
        m_hat = mu_next * m / (1 - product * mu_next) + (1 - mu) * g / (1 - product)
        v_hat = v / (1 - beta2**t)
        return -learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v, product


class AMSGrad(Adam):
    """Adam that never forgets a large gradient: w ← max(w, v) ; x ← x − η m̂/(√ŵ + ε).

    Arguments and errors as Adam. The maximum is taken before the bias correction, as PyTorch does (the paper
    has no correction). Reference: Reddi, Kale and Kumar, ICLR 2018.

    >>> AMSGrad().state_names
    ('m', 'v', 'w')
    """

    def rule(g, t, m, v, w, learning_rate, beta1, beta2, epsilon):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (g * g)
        w = np.maximum(w, v)
        m_hat = m / (1 - beta1**t)
        w_hat = w / (1 - beta2**t)
        return -learning_rate * m_hat / (np.sqrt(w_hat) + epsilon), m, v, w


class AdamW(Adam):
    """Adam with weight decay apart from the gradient: x ← x − ηλx − η m̂/(√v̂ + ε).

    Arguments and errors as Adam, and weight_decay λ ≥ 0, times η as in PyTorch. Reference: Loshchilov and Hutter, 2019.

    >>> AdamW().weight_decay
    0.01
    """

    weight_decay: float = amount(0.01, "λ", 0.0, 0.5)

    def box(weight_decay):  # against a constant slope m̂/√v̂ is ±1, so it rests only where λ|x| ≤ 1
        return 1 / weight_decay

    def rule(x, g, t, m, v, learning_rate, beta1, beta2, epsilon, weight_decay):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (g * g)
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        return -learning_rate * (weight_decay * x + m_hat / (np.sqrt(v_hat) + epsilon)), m, v


everything = (GradientDescent, Momentum, Nesterov, Adagrad, RMSprop, Adadelta, Adam, AdaMax, Nadam, AMSGrad, AdamW)
