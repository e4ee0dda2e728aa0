"""Repeated trainings without and with momentum as heaps of dots, how sure they make us, and three more at a click."""

import numpy as np

from helpers import drawing
from helpers.drawing import COLOURS, bars, heap
from helpers.learning import compare, difference_interval, mean_and_error, mean_interval, study
from helpers.live.more import MoreButton
from helpers.live.sliders import slider, whole_slider
from helpers.live.stage import Mark, Sweep
from helpers.live.tables import LiveFigure, one_at_a_time

BASES = (0.0, 1.3)  # where the heaps of the two groups stand
NARROW = "\u00a0=\u00a0"  # never broken over two lines
RULES = (study.PLAIN, study.WITH_MOMENTUM)


class Runs(LiveFigure):
    """Recorded trainings of two groups, what a comparison makes of the first n of each, and a button for more.

    Arguments
    ---------
    table, minibatches : a table of data/ and which of its trainings.
    problem : a function that returns the ``study.Problem`` on which "Run three more" trains; None: no such button.
    runs, order : how many of each group are used, and in which shuffled order they came (0: as recorded).
    presets : name → settings, as named in the text: runs, order, bins, lowest.

    The slider ``lowest`` puts the lowest recorded run with momentum elsewhere. Raises ValueError for trainings that
    were not recorded.

    >>> Runs().summary.split(". ")[0]
    '22 runs each: 0.9193 ± 0.0009 without, 0.9248 ± 0.0009 with momentum'
    """

    playable = False

    def __init__(self, table="momentum_digits", minibatches=8_000, problem=study.digits_problem, runs=None, order=0,
                 bins=30, presets=None, title=""):
        self.recorded, self.seeds = _recorded(table, minibatches)
        self.minibatches, self.problem, self.more = minibatches, problem, np.empty((2, 0))
        self.asked = 0  # how often runs were forgotten
        self.button = MoreButton("Run three more", "Train three more networks of each group", self.run_three_more)
        self.sunk = int(np.argmin(self.recorded[1]))
        low, high = float(self.recorded.min()), float(self.recorded.max())
        lowest = float(self.recorded[1, self.sunk])
        count = self.recorded.shape[1]
        self.sliders = {"runs": whole_slider("runs in each group", runs or count, 2, count),
                        "order": whole_slider("shuffle", order, 0, 40),
                        "bins": whole_slider("bins", bins, 4, 60),
                        "lowest": slider("lowest run with momentum", lowest, min(low, lowest - 0.1), high, 0.001)}
        text = {name: control.value for name, control in self.sliders.items()}
        self.presets = {"Reset": text, **{name: {**text, **change} for name, change in (presets or {}).items()}}
        self.figure, (self.left, self.right) = drawing.panels(2, size=(9.6, 5.0), widths=(1.25, 1))
        self.marks = self._make_marks()
        self._draw_backdrop(title)
        self.build()
        if problem is not None:
            stage, controls = self.container.children
            self.container.children = [stage, self.button.row, controls]

    def _make_marks(self):
        plain, momentum, black = COLOURS["blue"], COLOURS["vermilion"], COLOURS["black"]
        heap = {"trail": False, "dots": True}
        return [Mark(self.left, plain, marker="s", size=10, label="without momentum", **heap),
                Mark(self.left, momentum, size=10, label="with momentum", **heap),
                Mark(self.left, momentum, marker="v", size=9, trail=False, head=True, label="its lowest run"),
                Mark(self.left, black, marker="D", size=11, label="trained just now", **heap),
                Mark(self.left, plain, width=3, marker="s", size=5, head=True),
                Mark(self.left, momentum, width=3, size=5, head=True),
                Mark(self.right, COLOURS["green"], width=3), Mark(self.right, COLOURS["green"], width=2, dash=(6, 3)),
                Mark(self.right, COLOURS["green"], width=2, dash=(6, 3)),
                Mark(self.right, black, width=3, size=7, head=True)]

    def _draw_backdrop(self, title):
        title = title or f"A dot is a run of {self.minibatches:,} minibatches"
        drawing.dress(self.left, title, "Matthews correlation")
        self.left.set(ylim=(-0.3, 2.35), yticks=BASES)
        self.left.set_yticklabels(["η = 1\nμ = 0", "η = 0.2\nμ = 0.9"], va="bottom")
        for base in BASES:
            self.left.axhline(base, color="0.8", lw=1, zorder=0)
        self.right.axhline(0, color="black", lw=1)
        drawing.dress(self.right, "With minus without: 95 % interval", "runs in each group", "difference of means")
        keys = [mark.key() for mark in self.marks if mark.label][: 4 if self.problem else 3]
        for key, mark in zip(keys, self.marks, strict=False):
            key.set(marker=mark.marker, linestyle="none")
        self.settled()
        self.figure.legend(handles=keys, loc="outside lower center", ncols=4, fontsize=drawing.SMALL, frameon=False,
                           handletextpad=0.2, columnspacing=1.2)
        self.figure.freeze()

    def settled(self):
        """Room for every run, for the interval of three runs a group, and for all numbers of runs."""
        runs = np.hstack([self.recorded, self.more])
        pad = 0.06 * np.ptp(runs)
        self.left.set_xlim(runs.min() - pad, runs.max() + pad)
        wide = 3 * np.sqrt(runs.var(axis=1, ddof=1).mean())
        middle = runs[1].mean() - runs[0].mean()
        self.right.set(xlim=(1.5, runs.shape[1] + 0.5), ylim=(min(0, middle) - wide, max(0, middle) + wide))

    # ---- what moves -----------------------------------------------------------------------------------------

    def sweep(self, name, positions):
        settings = [self._at(name, p) for p in positions]
        runs = np.stack([self._runs(s) for s in settings])  # (positions, groups, all runs)
        used = np.array([int(s["runs"]) for s in settings])
        words, spans = self._told(runs, used)
        lines = [*self._heaps(runs, used, [s["bins"] for s in settings], [s["order"] for s in settings]),
                 *(bars([span[g] for span in spans], BASES[g] - 0.14) for g in (0, 1)), *self._funnel(runs, used)]
        rows = np.arange(len(settings))
        return Sweep(lines, rows, np.full(len(rows), 1), list(words), np.arange(1), 0 * rows)

    def _runs(self, setting):
        """All runs of both groups in the order in which they come: (2, runs); what was trained just now comes last."""
        recorded = self.recorded.copy()
        recorded[1, self.sunk] = setting["lowest"]
        shuffled = [group[at] for group, at in zip(recorded, self._orders(setting["order"]), strict=True)]
        return np.hstack([shuffled, self.more])

    def _orders(self, order):
        count, draw = self.recorded.shape[1], np.random.default_rng(int(order))
        return [draw.permutation(count) if order else np.arange(count) for _ in self.recorded]

    def _heaps(self, runs, used, bins, orders):
        """The dots of both groups, the lowest run and the new ones: arrays (positions, dots + 1, 2)."""
        known, edges = self.recorded.shape[1], self.left.get_xlim()
        dots = [heap(runs[:, g], used, np.array(bins), edges, BASES[g]) for g in (0, 1)]
        new = np.concatenate([d[:, known:] for d in dots], axis=1)
        old = [d[:, :known].copy() for d in dots]
        at = [int(np.flatnonzero(self._orders(order)[1] == self.sunk)[0]) for order in orders]
        rows = np.arange(len(runs))
        lowest = old[1][rows, at][:, None].copy()
        old[1][rows, at] = np.nan
        # The page draws the dots of a line from its second vertex on.
        led = [np.concatenate([np.full((len(dots), 1, 2), np.nan), dots], axis=1) for dots in (*old, new)]
        return [*led[:2], lowest, led[2]]

    def _funnel(self, runs, used):
        """Difference of the means with its interval for every number of runs, and a bar at the present one."""
        counts = np.arange(2, runs.shape[2] + 1)
        ends = np.array([difference_interval(runs[:, 0, :n], runs[:, 1, :n]) for n in counts])  # (counts, 3, positions)
        across = np.broadcast_to(counts[:, None], ends[:, 0].shape)
        curves = [np.stack([across, ends[:, k]], axis=-1).swapaxes(0, 1) for k in range(3)]
        here = [curve[np.arange(len(used)), used - 2] for curve in curves]
        return [*curves, np.stack([here[1], here[2], here[0]], axis=1)]

    @staticmethod
    def _told(runs, used):
        """The comparison in words, and the intervals of both means: low, high, mean; all positions of one n at once."""
        words, spans = np.empty(len(used), dtype=object), np.empty((len(used), 2, 3))
        for n in np.unique(used):
            rows = np.flatnonzero(used == n)
            groups = runs[rows, :, :n]
            result, (mean, error) = compare(groups[:, 0], groups[:, 1]), mean_and_error(groups)
            spans[rows] = np.stack([*mean_interval(groups), mean], axis=-1)
            for k, row in enumerate(rows):
                words[row] = in_words(n, mean[k], error[k], result.t[k], result.p[k], result.u_p[k], result.d[k])
        return words, spans

    @property
    def summary(self):
        """The comparison at the present settings, in words."""
        return self.sweep("runs", np.array([self.value("runs")])).words[0]

    def describe(self):
        return f"Trainings without and with momentum. {self.summary}"

    # ---- three more -----------------------------------------------------------------------------------------

    def run_three_more(self):
        """Train three more networks of each group, with the next seeds, and add them; comes back when they are in."""
        if self.problem is None:
            raise ValueError("problem must be given where more is to be trained, and this figure has none")
        asked, problem = self.asked, self.problem()
        first = self.seeds + 2 * self.more.shape[1]
        groups = [range(first, first + 3), range(first + 3, first + 6)]
        found = [problem.many(rule, seeds, self.minibatches, self._watch(asked, half))[0]
                 for half, (rule, seeds) in enumerate(zip(RULES, groups, strict=True))]
        with self.lock:
            if asked == self.asked:  # nobody has pressed Reset meanwhile
                self._take_runs(np.hstack([self.more, found]))

    def _watch(self, asked, half):
        def watch(done, total):
            with self.lock:
                if asked == self.asked:
                    self.button.tell(f"Training three and three more: {50 * (half + done / total):.0f} %")
                return asked != self.asked
        return watch

    @one_at_a_time
    def _take_runs(self, more):
        """New runs count at once; the tables of all sliders are made anew."""
        self.more = np.asarray(more, dtype=float)
        self.button.tell(f"{self.more.shape[1]} more in each group, drawn as black diamonds.")
        self.sliders["runs"].max = self.recorded.shape[1] + self.more.shape[1]
        self.set("runs", self.sliders["runs"].max)
        self.refresh()

    @one_at_a_time
    def forget(self):
        """Take away what was trained just now, and stop what is being trained."""
        self.asked, self.more = self.asked + 1, np.empty((2, 0))
        self.sliders["runs"].max = self.recorded.shape[1]
        self.button.tell("")

    def took_preset(self, settings):
        if settings is self.presets["Reset"]:
            self.forget()

    @one_at_a_time
    def preset(self, name):
        if name == "Reset":
            self.forget()
        super().preset(name)


def in_words(n, mean, error, t, p, u_p, d):
    """A comparison of two groups of n runs as one line."""
    digits = 4 if error.max() < 0.01 else 3
    plain, momentum = (f"{m:.{digits}f} ± {e:.{digits}f}" for m, e in zip(mean, error, strict=True))
    words = (f"{n} runs each: {plain} without, {momentum} with momentum. t = {t:.1f}, p = {chance(p)}; "
             f"Mann–Whitney p = {chance(u_p)}; d = {d:.1f}.")
    return words.replace("= -", "= −").replace(" = ", NARROW)


def chance(p):
    """A p-value as a person would write it: 0.8, 0.016, 9·10⁻⁵."""
    if p >= 0.001:
        return f"{p:.2g}"
    digit, power = f"{p:.0e}".split("e")
    return f"{digit}·10{str(int(power)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def _recorded(table, minibatches):
    """Matthews correlations (2, runs) of the plain group and of that with momentum, and the next free seed."""
    runs = study.read(table)
    chosen = runs["minibatches"] == minibatches
    if not {type(rule).__name__ for rule in RULES} <= set(runs["rule"][chosen].tolist()):
        known = ", ".join(f"{n:,.0f}" for n in np.unique(runs["minibatches"]))
        raise ValueError(f"minibatches must be one of {known} in {table} with both rules, got {minibatches!r}")
    groups = [runs["matthews"][chosen & (runs["rule"] == type(rule).__name__)] for rule in RULES]
    return np.stack(groups), int(runs["seed"][chosen].max()) + 1
