"""Repeated trainings without and with momentum as heaps of dots, how sure they make us, and three more at a click."""

import base64
from dataclasses import replace

import numpy as np

from helpers.drawing import bar, heap
from helpers.learning import compare, datasets, mean_and_error, mean_interval, study
from helpers.live.base import LiveFigure
from helpers.live.controls import Control, numbers_in, whole
from helpers.live.long_work import LongWork
from helpers.live.runs_picture import BASES, MARKS, backdrop, funnel, in_words, room
from helpers.live.scene import Scene

ORDERS = 40  # how many shuffles there are
RULES = (study.PLAIN, study.WITH_MOMENTUM)
BUTTON = {"name": "more", "text": "Run three more", "title": "Train three more networks of each group"}


class Runs(LiveFigure):
    """Recorded trainings of two groups, what a comparison makes of the first n of each, and a button for more.

    Arguments
    ---------
    table, minibatches : a table of data/ and which of its trainings.
    problem : a function that returns the ``study.Problem`` on which "Run three more" trains; None: no such button.
    runs, order : how many of each group are used, and in which shuffled order they came (0: as recorded).
    bins : boxes across the heaps. presets : name → settings, as named in the text: runs, order, bins, lowest.

    The slider ``lowest`` puts the lowest recorded run with momentum elsewhere. What was trained just now, ``more``,
    comes last in every order; Reset forgets it. Raises ValueError for trainings that were not recorded.

    >>> Runs().summary.split(". ")[0]
    '22 runs each: 0.9193 ± 0.0009 without, 0.9248 ± 0.0009 with momentum'
    """

    page_kind = "runs"
    subject = "Trainings without and with momentum."

    def __init__(self, table="momentum_digits", minibatches=8_000, problem=study.digits_problem, runs=None, order=0,
                 bins=30, presets=None, title=""):
        self.recorded, self.seeds = _recorded(table, minibatches)
        self.minibatches, self.problem = minibatches, problem
        self.long, self.note = LongWork(), ""  # what is told beside the button
        self.sunk = int(np.argmin(self.recorded[1]))
        self.buttons = (BUTTON,) if problem else ()
        controls = self._make_controls(runs, order, bins, numbers_in((presets or {}).values(), "lowest"))
        self.marks, title = MARKS, title or f"A dot is a run of {minibatches:,} minibatches"
        self.figure, self.panels = backdrop(title, room(self.recorded), 4 if problem else 3)
        self.build(controls, presets, self._data(), {"heaps": "x", "difference": "xy"})

    def _make_controls(self, runs, order, bins, lowest):
        count, here = self.recorded.shape[1], float(self.recorded[1, self.sunk])
        ends = min([float(self.recorded.min()), here - 0.1, *lowest]), max([float(self.recorded.max()), *lowest])
        return [whole("runs", "runs in each group", count if runs is None else runs, 2, count),
                whole("order", "shuffle", order, 0, ORDERS), whole("bins", "bins", bins, 4, 60),
                Control("lowest", "lowest run with momentum", here, *ends)]

    def _data(self):
        """The recorded runs, and for each shuffle the order of both groups."""
        orders = np.array([self._orders(order) for order in range(1, ORDERS + 1)], dtype="<u2")
        return {"recorded": self.recorded.tolist(), "sunk": self.sunk, "problem": self.problem is not None,
                "orders": base64.b64encode(orders.tobytes()).decode()}

    # ---- what moves -----------------------------------------------------------------------------------------

    @property
    def more(self):
        """What was trained just now, (2, runs)."""
        return np.array(self.record.get("more", [[], []]), dtype=float)

    def _runs(self, settings):
        """All runs of both groups in the order in which they come: (2, runs); what was trained just now comes last."""
        recorded = self.recorded.copy()
        recorded[1, self.sunk] = settings["lowest"]
        shuffled = [group[at] for group, at in zip(recorded, self._orders(settings["order"]), strict=True)]
        return np.hstack([shuffled, self.more])

    def _orders(self, order):
        count, draw = self.recorded.shape[1], np.random.default_rng(int(order))
        return [draw.permutation(count) if order else np.arange(count) for _ in self.recorded]

    def scene(self, settings):
        runs = self._runs(settings)
        n = min(int(settings["runs"]), runs.shape[1])
        used, limits = runs[:, :n], room(runs)
        mean, error = mean_and_error(used)
        bars = [bar(*ends, base - 0.14) for *ends, base in zip(*mean_interval(used), mean, BASES, strict=True)]
        lines = [*self._heaps(used, settings, limits["heaps"]["x"]), *bars,
                 *funnel(runs, n, limits["difference"]["x"])]
        return Scene(lines, in_words(n, mean, error, compare(*used)), limits=limits, reach={"runs": runs.shape[1]})

    def _heaps(self, used, settings, ends):
        """The dots of both groups, the lowest run with momentum and the new ones."""
        known = self.recorded.shape[1]
        plain, momentum = (heap(group, settings["bins"], ends, base) for group, base in zip(used, BASES, strict=True))
        lowest = self._orders(settings["order"])[1][: len(momentum)] == self.sunk
        old, new = momentum[:known], np.concatenate([plain[known:], momentum[known:]])
        lines = [np.insert(dots, 0, (ends[0], 0.0), axis=0)  # the dots of a line are drawn from its second vertex on
                 for dots in (plain[:known], old[~lowest], new)]
        return [*lines[:2], old[lowest], lines[2]]

    # ---- three more -----------------------------------------------------------------------------------------

    def pressed(self, name, values):
        """The button trains in a thread, so that nobody has to wait; Reset in the page forgets what it has trained."""
        self.forget() if name == "forget" else self.long.start(self._in_thread, self._rest)

    def run_three_more(self):
        """Train three more networks of each group, with the next seeds, and add them; comes back when they are in."""
        if self.problem is None:
            raise ValueError("problem must be given where more is to be trained, and this figure has none")
        self.long.here(self._three_more, self._rest)

    def forget(self):
        """Take away what was trained just now, and stop what is being trained."""
        with self.long.alone:
            self.long.stop()
            self._keep(np.empty((2, 0)), min(self.runs, self.recorded.shape[1]))
            self.note = ""
            self._rest()

    def preset(self, name):
        if name == "Reset":
            self.forget()
        super().preset(name)

    def _in_thread(self):
        try:
            self._three_more()
        except Exception as error:  # whatever it is, the reader has to see it: a thread would swallow it
            self.note = f"That failed. {type(error).__name__}: {error}"

    def _three_more(self):
        """Train both groups; what is stopped on the way is not kept."""
        self.note = ""
        self._tell("Training three more of each group …", 0)
        problem, first = self.problem(), self.seeds + 2 * self.more.shape[1]
        seeds = range(first, first + 3), range(first + 3, first + 6)
        found = [problem.many(rule, own, self.minibatches, self._watch(half))[0]
                 for half, (rule, own) in enumerate(zip(RULES, seeds, strict=True))]
        if not self.long.enough.is_set():
            more = np.hstack([self.more, found])
            self._keep(more, self.recorded.shape[1] + more.shape[1])
            self.note = f"{more.shape[1]} more in each group, drawn as black diamonds."

    def _watch(self, half):
        def watch(done, total):
            self._tell("Training three more of each group …", 50 * (half + done / total))
            return self.long.enough.is_set()
        return watch

    def _keep(self, more, runs):
        """What was trained just now, and how many runs of each group count from now on."""
        most = self.recorded.shape[1] + more.shape[1]
        self.controls = self.controls | {"runs": replace(self.controls["runs"], high=most)}
        with self.hold_sync():
            self.record, self.runs = {"more": more.tolist()}, runs

    def _rest(self):
        with self._turn:  # what is told last is what is true
            self._tell(self.note)

    def _tell(self, note, percent=None):
        """Say beside the button what it does, and how far it is; it rests meanwhile."""
        buttons = {"more": {"text": BUTTON["text"], "disabled": percent is not None}} if self.problem else {}
        self.work = {"buttons": buttons, "note": note, "done": percent or 0, "of": 0 if percent is None else 100,
                     "heard": self.work.get("heard", 0) + 1}


def _recorded(table, minibatches):
    """Matthews correlations (2, runs) of the plain group and of that with momentum, and the next free seed."""
    names = [type(rule).__name__ for rule in RULES]
    tables = {path.stem: study.read(path.stem) for path in sorted(datasets.DATA.glob("momentum_*.csv"))}
    both = [name for name, runs in tables.items() if {*names} <= {*runs["rule"].tolist()}]
    if table not in both:
        raise ValueError(f"table must be one of {', '.join(both)}, got {table!r}")
    runs = tables[table]
    chosen = runs["minibatches"] == minibatches
    if not {*names} <= {*runs["rule"][chosen].tolist()}:
        known = ", ".join(f"{n:,.0f}" for n in np.unique(runs["minibatches"]))
        raise ValueError(f"minibatches must be one of {known} in {table} with both rules, got {minibatches!r}")
    groups = [runs["matthews"][chosen & (runs["rule"] == name)] for name in names]
    return np.stack(groups), int(runs["seed"][chosen].max()) + 1
