"""Downhill: optimizers, surfaces, plots and live figures behind the course in gradient descent."""

from helpers import optimizers, schedules, surfaces
from helpers.descent import Path, descend
from helpers.surfaces import Surface

__all__ = ["Path", "Surface", "descend", "optimizers", "schedules", "surfaces"]
