"""For all tests: BLAS with one thread. Several processes share the cores, and threads that wait for a core spin.

And Python looks for garbage less often, never among what has been imported: that is a tenth of the time of many tests.
"""

import gc
import os
import signal

import pytest
from hypothesis import settings

settings.register_profile("on any machine", deadline=None)  # how long one example takes says nothing about the code
settings.load_profile("on any machine")

gc.set_threshold(20_000, 10, 10)

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before NumPy is imported; kernels that tests start inherit it


def pytest_collection_finish():
    """What there is now stays to the end."""
    gc.freeze()


@pytest.fixture
def interrupts():
    """Interrupts are heard, as in a kernel: a shell tells what it starts in the background to ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
