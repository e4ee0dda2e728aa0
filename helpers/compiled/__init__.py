"""What makes long trainings and long vectors fast: compiled loops, and BLAS with one thread. All works without it.

``compiling`` makes machine code of a text and keeps it on disk; ``move`` takes a step of any rule on a long vector, and
``training`` drives a whole training of a network.
"""

from helpers.faces import face

__all__, __getattr__, __dir__ = face(__name__, {
    "blas": "one_blas_thread", "compiling": "compiling", "moving": "move", "training": "training"})
