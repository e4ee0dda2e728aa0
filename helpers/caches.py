"""Where to keep what took time to make or fetch: in the reader's cache, else in a temporary folder; never an error."""

import os
import tempfile
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
