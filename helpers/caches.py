"""Where to keep what took time to make or fetch; never an error.

What has been made in an environment that one may write serves all who use it. Who may only read it takes a copy of what
is there into the cache in their home, and keeps there, else in a temporary folder, what they make themselves.
"""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path


def cache(*candidates):
    """The first folder of ``candidates`` (functions that give a path) that can be made and written, else a temporary
    one, the same as long as Python runs. Raises OSError where there is not even that.
    """
    for candidate in candidates:
        folder = _ready(candidate)
        if folder is not None:
            return folder
    return _temporary()


def shared():
    """The folder for all users of this environment, or the one that DOWNHILL_CACHE names."""
    named = os.environ.get("DOWNHILL_CACHE")
    return Path(named).expanduser().absolute() if named else Path(sys.prefix) / "share" / "downhill"


def take(pattern, room, folder):
    """Copy the files of a room of the shared folder that fit ``pattern`` to ``folder``, where they are not there yet.

    Each comes as a whole, whoever else copies it, with its time, by which Numba may know it. Sorted: a file comes after
    what belongs to it in ``__pycache__``.
    """
    with suppress(OSError, RuntimeError):
        for file in sorted((shared() / room).rglob(pattern)):
            own = folder / file.relative_to(shared() / room)
            if not own.exists():
                own.parent.mkdir(parents=True, exist_ok=True)
                part = own.with_name(f"{own.name}.{os.getpid()}")
                shutil.copy2(file, part)
                part.replace(own)


def in_home():
    """The user's cache for this course. Raises RuntimeError where the user has no home."""
    return Path.home() / ".cache" / "downhill"


def _ready(candidate):
    """The folder that a function names, made if need be; None where that cannot be, or nothing can be written there."""
    try:
        folder = Path(candidate())
        if not folder.is_absolute() or "~" in folder.parts:  # what is left where there is no home
            return None
        folder.mkdir(parents=True, exist_ok=True)
        return folder if os.access(folder, os.W_OK | os.X_OK) else None
    except (OSError, RuntimeError, KeyError, ValueError):  # no home, no entry for the user, a file in the way
        return None


@lru_cache(maxsize=1)
def _temporary():
    return Path(tempfile.mkdtemp(prefix="downhill-"))
