"""Exercises by their names: what is right stands in ``answers``, one module a chapter."""

import importlib
import pkgutil
from functools import cache

from helpers.exercises import answers


def exercise(name):
    """The Choice, Number, Function or Trial that judges an exercise.

    Raises ValueError for a name that no exercise has.

    >>> exercise("02.1").choices()
    ('closes in', 'zigzags', 'diverges')
    """
    exercises = _of_chapter(str(name).split(".")[0])
    if name not in exercises:
        known = f"it has {', '.join(sorted(exercises))}" if exercises else f"the chapters are {', '.join(_chapters())}"
        raise ValueError(f"there is no exercise {name!r}; {known}")
    return exercises[name]


def names():
    """The names of all exercises, chapter after chapter.

    >>> names()[:4]
    ('00.1', '00.2', '00.3', '01.1')
    """
    return tuple(name for chapter in _chapters() for name in sorted(_of_chapter(chapter)))


@cache
def _chapters():
    return tuple(sorted(one.name.removeprefix("chapter_") for one in pkgutil.iter_modules(answers.__path__)))


def _of_chapter(chapter):
    """The exercises of a chapter by name; none where there is no such chapter."""
    if chapter not in _chapters():
        return {}
    return importlib.import_module(f"{answers.__name__}.chapter_{chapter}").EXERCISES  # it uses Choice, Number, ...
