"""Exercises: ``check("02.1", answer)`` says what is wrong with an answer, not only that it is."""

from helpers.exercises.checks import Choice, Function, Number, Trial, check
from helpers.exercises.lookup import exercise, names
from helpers.exercises.numbers import pair

__all__ = ["Choice", "Function", "Number", "Trial", "check", "exercise", "names", "pair"]
