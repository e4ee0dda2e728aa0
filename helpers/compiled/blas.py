"""BLAS with one thread: on matrices as small as ours a second one only gets in the way."""

import threading
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

_blas = {"lock": threading.Lock(), "users": 0, "limits": None}


@contextmanager
def one_blas_thread():
    """A context in which BLAS works with one thread; those of several threads may overlap."""
    with _blas["lock"]:
        if not _blas["users"]:
            _blas["limits"] = threadpool_limits(1, "blas")
        _blas["users"] += 1
    try:
        yield
    finally:
        with _blas["lock"]:
            _blas["users"] -= 1
            if not _blas["users"]:
                _blas["limits"].restore_original_limits()
