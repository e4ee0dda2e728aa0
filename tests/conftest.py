"""For all tests: BLAS with one thread. Several processes share the cores, and threads that wait for a core spin."""

import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before NumPy is imported; kernels that tests start inherit it
