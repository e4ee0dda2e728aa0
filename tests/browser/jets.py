"""Numbers that carry their first and second derivatives: what the page's rules of differentiation are compared with."""

import numpy as np


class Jet:
    """A value, its gradient (2,) and its Hessian (2, 2) in x and y."""

    def __init__(self, value, gradient=(0.0, 0.0), hessian=((0.0, 0.0), (0.0, 0.0))):
        self.value, self.gradient, self.hessian = float(value), np.array(gradient), np.array(hessian)

    @classmethod
    def of(cls, value):
        return value if isinstance(value, cls) else cls(value)

    def through(self, value, first, second):
        """A function of this number, from its value and its two derivatives here."""
        g = self.gradient
        return Jet(value, first * g, first * self.hessian + second * np.outer(g, g))

    def __add__(self, other):
        other = Jet.of(other)
        return Jet(self.value + other.value, self.gradient + other.gradient, self.hessian + other.hessian)

    def __mul__(self, other):
        other = Jet.of(other)
        a, b = self.gradient, other.gradient
        return Jet(self.value * other.value, self.value * b + other.value * a,
                   self.value * other.hessian + other.value * self.hessian + np.outer(a, b) + np.outer(b, a))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -Jet.of(other)

    def __rsub__(self, other):
        return Jet.of(other) - self

    def __truediv__(self, other):
        return self * Jet.of(other) ** -1

    def __rtruediv__(self, other):
        return Jet.of(other) / self

    def __pow__(self, other):
        if isinstance(other, Jet):
            return exp(other * log(self))
        v = self.value
        return self.through(v**other, other * v ** (other - 1), other * (other - 1) * v ** (other - 2))

    def __rpow__(self, other):
        return exp(self * np.log(other))

    __radd__, __rmul__ = __add__, __mul__


def exp(u):
    return u.through(np.exp(u.value), np.exp(u.value), np.exp(u.value))


def log(u):
    return u.through(np.log(u.value), 1 / u.value, -1 / u.value**2)


def sqrt(u):
    return u**0.5


def sin(u):
    return u.through(np.sin(u.value), np.cos(u.value), -np.sin(u.value))


def cos(u):
    return u.through(np.cos(u.value), -np.sin(u.value), -np.cos(u.value))


def tan(u):
    t = np.tan(u.value)
    return u.through(t, 1 + t**2, 2 * t * (1 + t**2))


def asin(u):
    rest = 1 - u.value**2
    return u.through(np.arcsin(u.value), rest**-0.5, u.value * rest**-1.5)


def acos(u):
    return np.pi / 2 - asin(u)


def atan(u):
    size = 1 + u.value**2
    return u.through(np.arctan(u.value), 1 / size, -2 * u.value / size**2)


def sinh(u):
    return u.through(np.sinh(u.value), np.cosh(u.value), np.sinh(u.value))


def cosh(u):
    return u.through(np.cosh(u.value), np.sinh(u.value), np.cosh(u.value))


def tanh(u):
    t = np.tanh(u.value)
    return u.through(t, 1 - t**2, -2 * t * (1 - t**2))


def absolute(u):
    return u if u.value >= 0 else -u


def larger(a, b):
    return Jet.of(a) if Jet.of(a).value >= Jet.of(b).value else Jet.of(b)


def smaller(a, b):
    return Jet.of(a) if Jet.of(a).value <= Jet.of(b).value else Jet.of(b)
