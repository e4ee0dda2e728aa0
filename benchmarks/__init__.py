"""Timed comparisons with peers, run by hand: python -m benchmarks (make bench prepares an environment for it)."""
