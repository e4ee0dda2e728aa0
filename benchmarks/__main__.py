"""python -m benchmarks [NAME ...]: measure, print, write RESULTS.md; the names are in COMPARISONS.

All by default. Each comparison runs both sides in turns within this one run; only ratios carry over to another
machine. RESULTS.md is written only when all comparisons were run.
"""

import datetime
import importlib
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.table import markdown

COMPARISONS = ("slider_latency", "start_drag", "long_descent", "many_runs", "one_step", "training")
PACKAGES = ("numpy", "numba", "torch", "jax", "optax", "matplotlib", "jupyterlab", "ipywidgets", "anywidget",
            "playwright")


def main(chosen):
    unknown = set(chosen) - set(COMPARISONS)
    if unknown:
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(COMPARISONS)}")
    sections = []
    for name in chosen or COMPARISONS:
        print(f"{name} ...", flush=True)
        module = importlib.import_module(f"benchmarks.{name}")
        rows = list(module.measure())
        notes = " ".join(module.__doc__.split())
        title, _, rest = notes.partition(". ")
        sections.append(f"## {title}\n\n{markdown(rows)}\n\n{rest}\n")
        print(f"\n{sections[-1]}", flush=True)
    if not chosen:
        target = Path(__file__).with_name("RESULTS.md")
        target.write_text("\n".join([head(), *sections]), encoding="utf-8")
        print(f"written to {target.name}")


def head():
    """When, where and with what this was measured."""
    busy = f", load average {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"""# Measured against peers

{datetime.date.today().isoformat()}, {platform.system()} {platform.machine()}, {os.cpu_count()} CPUs{busy},
Python {platform.python_version()}, {", ".join(map(installed, PACKAGES))}.

Again: `make bench` (or `python -m benchmarks` where benchmarks/requirements.txt and the package with its test extra
are installed). A ratio above 1 says how many times faster ours is. Both sides took turns
in the same run; durations are the best of several, latencies are what the rows say.
"""


def installed(package):
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} missing"


if __name__ == "__main__":
    main(sys.argv[1:])
