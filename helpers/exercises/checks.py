"""Checking a reader's answer: ``check("02.1", answer)`` says what is wrong, not only that it is.

The questions are in the notebooks, what is right (and what a near miss means) in ``answers``, one module a chapter.
Four kinds: a Choice, a Number (or several), a Function, and a Trial, which runs what the reader found. What one may
ask beforehand (``choices``, ``wanted`` and ``misses``, ``arguments``) lets the web edition judge in the page.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from helpers.exercises.lookup import exercise
from helpers.exercises.numbers import floats_in, numbers_in

NOT_YET = "Your turn: put your answer in place of the three dots, then run this cell again."
RTOL, ATOL, CHORD = 1e-9, 1e-12, 1e-3  # how close a function's values must come; how close chords come at best


@dataclass(frozen=True)
class Choice:
    """One of several words; ``options`` tells for each what choosing it means."""

    right: str
    options: dict

    def choices(self):
        """All words that are an answer."""
        return tuple(self.options)

    def judge(self, answer):
        said = str(answer).strip().lower()
        if said not in self.options:
            return False, f"Choose one of {', '.join(map(repr, self.options))}; you wrote {answer!r}."
        return said == self.right, self.options[said]


@dataclass(frozen=True)
class Number:
    """A number, or a point of several; ``near`` lists (wrong value, what went wrong) for near misses.

    ``right`` may be a function, so that the answer is computed and not copied. The tolerance is relative to
    1 + |right|.
    """

    right: float | tuple | Callable
    why: str
    near: tuple = ()
    tolerance: float = 1e-3

    def wanted(self):
        """What is right, an array: one number has the shape ()."""
        return np.asarray(_called(self.right), dtype=float)

    def misses(self):
        """The near misses one after the other, each as an array and what is said to it."""
        return ((np.asarray(_called(wrong), dtype=float), hint) for wrong, hint in self.near)

    def judge(self, answer):
        right = self.wanted()
        given, complaint = numbers_in(answer, right.shape)
        if complaint:
            return False, complaint
        if self._close(given, right):
            return True, self.why
        for wrong, hint in self.misses():
            if self._close(given, wrong):
                return False, hint
        if not np.all(np.isfinite(given)):
            return False, "That is not a finite number."
        if right.ndim:
            off = [f"number {k + 1}" for k in range(right.size) if not self._close(given.flat[k], right.flat[k])]
            return False, f"Off: {' and '.join(off)}."
        return False, "Too small." if given < right else "Too large."

    def _close(self, given, wanted):
        return bool(np.all(np.abs(given - wanted) <= self.tolerance * (1 + np.abs(wanted))))


def _called(value):
    return value() if callable(value) else value


@dataclass(frozen=True)
class Function:
    """A function, compared with the right one on ``samples`` (a list of argument tuples).

    chords : what is said to a function that is right but for a thousandth, as differences are.
    """

    right: Callable
    samples: list
    why: str
    near: tuple = field(default=())
    chords: str = ""
    tolerances: ClassVar[dict] = {"rtol": RTOL, "atol": ATOL, "chord": CHORD}

    def arguments(self):
        """The names of its arguments where each is a number, so that a formula can be the answer; else none."""
        numbers = all(isinstance(part, float | int) for sample in self.samples for part in sample)
        return tuple(inspect.signature(self.right).parameters) if numbers else ()

    def judge(self, answer):
        if not callable(answer):
            return False, f"This wants a function (its name, without brackets behind it); you gave {answer!r}."
        for sample in self.samples:
            try:
                returned = answer(*sample)
            except Exception as error:  # a reader's function may fail in any way; say how
                return False, f"Your function fails for {_call(sample)}: {type(error).__name__}: {error}"
            given, complaint = _returned(returned, sample)
            if complaint:
                return False, complaint
            if not _same(given, self.right(*sample)):
                return False, self._diagnose(answer, sample, given)
        return True, self.why

    def _diagnose(self, answer, sample, given):
        if self.chords and all(_gives(answer, s, self.right(*s), rtol=0, atol=CHORD) for s in self.samples):
            return self.chords
        for wrong, hint in self.near:
            if all(_gives(answer, s, wrong(*s)) for s in self.samples):
                return hint
        wanted = np.asarray(self.right(*sample), dtype=float)
        return f"For {_call(sample)} it gives {given.tolist()}, but it should give {wanted.tolist()}."


def _returned(value, sample):
    """What a reader's function has returned as an array of floats, and None; or None, and what is wrong with it."""
    if value is None:
        return None, (f"For {_call(sample)} your function returns nothing: `return` is missing, or print stands in its "
                      "place.")
    if value is Ellipsis:
        return None, f"For {_call(sample)} your function still returns three dots."
    given = floats_in(value)
    return given, None if given is not None else f"For {_call(sample)} it returns {value!r}, which is no number."


def _gives(answer, sample, wanted, **tolerance):
    """Whether a reader's function returns what is wanted; one that fails does not."""
    try:
        given, _ = _returned(answer(*sample), sample)
    except Exception:  # it was all right for an earlier sample
        return False
    return given is not None and _same(given, wanted, **tolerance)


def _same(given, wanted, rtol=RTOL, atol=ATOL):
    wanted = np.asarray(wanted, dtype=float)
    return given.shape == wanted.shape and np.allclose(given, wanted, rtol=rtol, atol=atol)


def _call(sample):
    return ", ".join(map(repr, sample))


@dataclass(frozen=True)
class Trial:
    """Whatever reaches a goal is right: ``attempt(answer)`` runs it and returns (reached, what happened).

    one_number: whether it is tried with one number, a float. words: all that the question offers, if it offers words.
    """

    attempt: Callable
    one_number: bool = False
    words: tuple = ()

    def choices(self):
        """All words that the question offers as an answer; none where anything may be tried."""
        return tuple(self.words)

    def judge(self, answer):
        if self.one_number:
            given, complaint = numbers_in(answer)
            if complaint:
                return False, complaint
            answer = float(given)
        try:
            return self.attempt(answer)
        except (TypeError, ValueError, KeyError) as error:
            return False, f"That cannot be tried: {error}"


def check(name, answer):
    """Say whether ``answer`` to exercise ``name`` is right, and if not, what is wrong with it.

    Raises ValueError for a name that no exercise has.

    >>> check("02.1", ...)
    Your turn: put your answer in place of the three dots, then run this cell again.
    """
    judge = exercise(name).judge
    if answer is Ellipsis or (isinstance(answer, tuple | list) and any(part is Ellipsis for part in answer)):
        print(NOT_YET)
        return
    right, words = judge(answer)
    print(f"{'Right.' if right else 'Not yet.'} {words}")
