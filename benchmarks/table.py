"""What every comparison hands back, a few rows, and how they are timed and printed."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison: seconds (or a rate) of ours and theirs, the ratio in our favour and the ratio wanted."""

    work: str
    ours: str
    peer: str
    theirs: str
    ratio: float
    wanted: float | None = None

    @property
    def verdict(self):
        return "" if self.wanted is None else "yes" if self.ratio >= self.wanted else "NO"


def compare(work, ours, peer, theirs, wanted=None):
    """A row from two durations in seconds."""
    return Row(work, seconds(ours), peer, seconds(theirs), theirs / ours, wanted)


def seconds(duration):
    """A duration for people: 1.23 s, 12.3 ms, 1.23 µs."""
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if duration >= size:
            return f"{duration / size:.3g} {unit}"
    return f"{duration * 1e9:.3g} ns"


def in_turns(functions, rounds):
    """Run all functions in turns, so that a busy moment of the machine hits all alike; the best time of each."""
    times = [[] for _ in functions]
    for _ in range(rounds):
        for function, spent in zip(functions, times, strict=True):
            begin = time.perf_counter()
            function()
            spent.append(time.perf_counter() - begin)
    return [min(spent) for spent in times]


def markdown(rows):
    """The rows as a table; a ratio above 1 says how many times faster ours is."""
    lines = ["| work | ours | peer | theirs | ratio | wanted | reached |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        wanted = "" if row.wanted is None else f"≥ {row.wanted:g}"
        lines.append(f"| {row.work} | {row.ours} | {row.peer} | {row.theirs} | {row.ratio:.3g} | {wanted} | "
                     f"{row.verdict} |")
    return "\n".join(lines)
