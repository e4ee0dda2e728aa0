"""The course as pages that need no Python, no server and no network: ``python -m web``, or ``make site``."""
