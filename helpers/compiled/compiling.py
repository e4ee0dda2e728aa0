"""Drivers compiled by Numba and kept on disk: a text with a function ``drive``, and the functions that it calls.

Nothing here is needed: where Numba is missing or cannot compile, ``driver`` says None and Python goes the slower way.
"""

import hashlib
import importlib.util
import inspect
import os
import sys
import threading
from contextlib import suppress
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType

import numpy as np

from helpers.caches import cache, in_home, shared, take
from helpers.compiled.exponential import exp

# A division by zero gives inf or nan, as in arrays. What a loop calls becomes part of it; else it could not be worked
# out for several runs at once.
OPTIONS = {"error_model": "numpy", "forceinline": True}
INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # only the driver is called from outside
_drivers, _lock = {}, threading.Lock()  # a live figure computes in another thread than a running cell


def available():
    """True where Numba is installed and not switched off by DOWNHILL_NUMBA=0."""
    return os.environ.get("DOWNHILL_NUMBA", "1") != "0" and importlib.util.find_spec("numba") is not None


def driver(title, text, functions, compiled=None):
    """The function ``drive`` of a text, compiled, or None where that is not possible.

    functions : name → a Python function that the text calls, or that one further on calls. compiled : name → a
    ``drive`` that came from here before. Looked up by what text and functions do, not by which they are: a constant
    that a cell has changed is noticed.
    """
    compiled = compiled or {}
    told = text + sys.version + repr(OPTIONS) + "".join(map(fingerprint, (exp, *functions.values())))
    told += "".join(part.__module__ for part in compiled.values())
    name = f"{title.lower()}_{hashlib.sha256(told.encode()).hexdigest()[:16]}"
    with _lock:
        if name not in _drivers:
            _drivers[name] = _compile(text, name, functions, compiled)
        return _drivers[name]


def _compile(text, name, functions, compiled, again=True):
    try:
        njit = _numba().njit
        numpy = ModuleType("numpy_for_numba")
        vars(numpy).update(vars(np), exp=njit(exp, fastmath={"contract"}, **OPTIONS, **INNER))
        jitted, exchange = {}, {id(np): numpy}
        for role, function in functions.items():
            jitted[role] = exchange[id(function)] = njit(_with(exchange, function), **OPTIONS, **INNER)
        return _load(text, name, {**jitted, **compiled}).drive
    except Exception:  # what is on disk is damaged, or Numba cannot take the rule: then Python drives it
        return _compile(text, name, functions, compiled, again=False) if again and _forget(name) else None


def _with(exchange, function):
    """The same function where ``np``, and functions that were compiled before, are exchanged for what compiles."""
    known = {name: exchange[id(value)] for name, value in function.__globals__.items() if id(value) in exchange}
    return FunctionType(function.__code__, {**function.__globals__, **known}, function.__name__,
                        function.__defaults__, function.__closure__)


@lru_cache(maxsize=1)
def _numba():
    """Numba, made ready without scipy.linalg: it imports that (0.15 s) only to see whether BLAS is there, and it is."""
    import numba

    with suppress(ImportError, AttributeError):  # another Numba may be built otherwise; then it takes its time
        from numba.np import linalg

        asked, linalg.ensure_blas = linalg.ensure_blas, lambda: None
        try:
            importlib.import_module("numba.np.arraymath")
        finally:
            linalg.ensure_blas = asked
    return numba


def _forget(name):
    """Remove a kernel's machine code from the disk; False where there is none."""
    try:
        on_disk = list((_folder() / "__pycache__").glob(f"{name}.*.nb?"))
    except OSError:  # there is no place to keep anything
        return False
    for path in on_disk:
        with suppress(OSError):
            path.unlink()
    return bool(on_disk)


def _load(text, name, functions):
    """Have the driver's text where Numba can cache beside it, then import it with the functions it calls."""
    path = _folder() / f"{name}.py"
    if not path.exists():
        take(f"{name}.*", "compiled", _folder())
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    spec = importlib.util.spec_from_file_location(f"downhill_{name}", path)
    module = importlib.util.module_from_spec(spec)
    vars(module).update(functions)
    sys.modules[spec.name] = module  # Numba looks the module up by name when it fetches code from disk
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=1)
def _folder():
    """Where compiled code is kept: in the shared folder, else the user's cache folder, else a temporary one."""
    return cache(lambda: shared() / "compiled", lambda: in_home() / "compiled")


def fingerprint(value, depth=0):
    """A text that changes whenever a function would behave differently: code, constants and what it refers to."""
    if isinstance(value, FunctionType) and depth < 5:
        outside = inspect.getclosurevars(value)
        referred = sorted({**outside.globals, **outside.nonlocals}.items())
        return fingerprint(value.__code__) + repr(value.__defaults__) + "".join(
            n + fingerprint(v, depth + 1) for n, v in referred)
    if isinstance(value, CodeType):
        return value.co_code.hex() + repr(value.co_names) + "".join(fingerprint(c) for c in value.co_consts)
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, np.ndarray):  # its repr would leave the middle out
        return value.dtype.str + repr(value.shape) + value.tobytes().hex()
    return repr(value)
