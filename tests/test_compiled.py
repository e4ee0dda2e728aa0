"""Compiled code: kept on disk, noticed when stale, and never needed for the result."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from helpers import descend, schedules, surfaces
from helpers.compiled import compiling
from helpers.descent import compiled
from helpers.descent import path as descent
from helpers.optimizers import Adam, GradientDescent, Momentum, Nesterov, Optimizer
from helpers.surfaces import Surface

SCRIPT = """
import json, os
import numpy as np
from helpers import descend, surfaces
from helpers.descent import compiled
from helpers.compiled import compiling
from helpers.optimizers import Momentum, Nesterov
runs = {
    "one": lambda: descend(surfaces.beale, (3, 4), Momentum(5e-6, 0.8), steps=25_000),
    "many": lambda: descend(surfaces.two_wells, np.linspace([-2, -1.5], [2, 2.5], 60).T, Nesterov(0.05), steps=4000,
                            keep="last"),
}
kernels = {"one": lambda: compiled.kernel(Momentum, surfaces.beale, alone=True),
           "many": lambda: compiled.kernel(Nesterov, surfaces.two_wells)}
wanted = os.environ.get("WANTED", "one many").split()
print(json.dumps({name: runs[name]().points[-1].tolist() for name in wanted}))
print(compiling.available() and all(kernels[name]() for name in wanted))
"""


def run_script(**environment):
    """Run SCRIPT in a process of its own; returns its numbers and whether they were compiled."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", SCRIPT], env={**os.environ, **environment},
                          capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    numbers, was_compiled = done.stdout.splitlines()
    return json.loads(numbers), was_compiled == "True"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def fresh(folder):
    """The numbers of a process that finds nothing compiled, and leaves its code in ``folder``."""
    numbers, was_compiled = run_script(DOWNHILL_CACHE=str(folder))
    assert was_compiled
    return numbers


@pytest.fixture
def one_alone(fresh, monkeypatch):
    """What the script gives where it is to compile one kernel only, which is enough to see what it does with it."""
    monkeypatch.setenv("WANTED", "one")
    return {"one": fresh["one"]}


def agree(numbers, other):
    for name in ("one", "many"):
        np.testing.assert_allclose(numbers[name], other[name], rtol=1e-9)


def test_a_second_process_finds_the_code_and_compiles_nothing(folder, fresh):
    def written():
        return {path: path.stat().st_mtime_ns for path in folder.rglob("*.nb[ic]")}

    before = written()
    assert len(before) == 4  # an index and the machine code for each of two kernels
    assert run_script(DOWNHILL_CACHE=str(folder)) == (fresh, True)
    assert written() == before


def test_without_numba_the_results_are_the_same(fresh):
    numbers, was_compiled = run_script(DOWNHILL_NUMBA="0")
    assert not was_compiled
    agree(numbers, fresh)


def test_where_the_shared_folder_cannot_be_made_code_is_kept_in_the_home(tmp_path, one_alone):
    in_the_way = tmp_path / "a_file"
    in_the_way.write_text("not a folder")
    assert run_script(DOWNHILL_CACHE=str(in_the_way), HOME=str(tmp_path)) == (one_alone, True)
    assert in_the_way.read_text() == "not a folder"
    assert len(list((tmp_path / ".cache" / "downhill").rglob("*.nbc"))) == 1


@pytest.mark.parametrize("home", [None, "/proc/nowhere", "a_file"])
def test_a_user_without_a_home_is_no_obstacle(home, tmp_path, one_alone):
    """HOME unset, where no entry tells the user's home either, or a folder in which nothing can be written."""
    (tmp_path / "a_file").write_text("in the way")
    lines = ["import os, pwd, pathlib, tempfile", "pwd.getpwuid = lambda _: {}['no such user']",
             f"tempfile.tempdir = {str(tmp_path)!r}", f"os.environ['DOWNHILL_CACHE'] = {str(tmp_path / 'a_file')!r}",
             "os.environ.pop('HOME', None)" if home is None else f"os.environ['HOME'] = {home!r}"]
    done = subprocess.run([sys.executable, "-W", "error", "-c", "\n".join([*lines, SCRIPT])], capture_output=True,
                          text=True, timeout=120, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout.splitlines()[0]) == one_alone
    assert sorted(path.name[:9] for path in tmp_path.iterdir()) == ["a_file", "downhill-"]


def test_a_damaged_cache_is_no_obstacle(folder, tmp_path, one_alone):
    own = shutil.copytree(folder, tmp_path / "cache")
    for path in own.rglob("*.nbc"):
        path.write_bytes(path.read_bytes()[:100])
    assert run_script(DOWNHILL_CACHE=str(own)) == (one_alone, True)
    assert sorted(path.stat().st_size > 1000 for path in own.rglob("*.nbc")) == [False, True]  # that one was repaired


def kernel(rule, surface=surfaces.bowl):
    return compiled.kernel(rule, surface)


def test_one_compilation_serves_few_runs_many_runs_and_threads():
    drive = kernel(GradientDescent, surfaces.beale)
    for start, steps in ((np.ones((2, 3)), 10), (np.ones((2, 300)), 5000)):
        descend(surfaces.beale, start, GradientDescent(5e-6), steps, keep="last", driver="compiled")
    assert kernel(GradientDescent, surfaces.beale) is drive
    assert len(drive.signatures) == 1


def test_threads_give_what_one_thread_gives():
    starts = np.random.default_rng(5).uniform(-3, 3, (2, 301))
    threaded = descend(surfaces.two_wells, starts, Momentum(0.05), steps=4000, keep=[1, 7, 4000], driver="compiled")
    for run in (0, 1, 150, 300):
        alone = descend(surfaces.two_wells, starts[:, run], Momentum(0.05), 4000, keep=[1, 7, 4000], driver="compiled")
        np.testing.assert_array_equal(threaded.points[:, :, run], alone.points)


@pytest.mark.parametrize("runs", [1, 2, 15, 16, 17, 40])
def test_lanes_are_filled_and_left_over(runs):
    """Runs go side by side, sixteen at a time: some stop early, some diverge, and the last lanes may be empty."""
    rates = np.geomspace(0.001, 0.4, runs)
    for tolerance in (0.0, 1e-3):
        lanes = descend(surfaces.canyon, (2.3, 2.3), Momentum(rates, 0.5), 60, tolerance, driver="compiled")
        for run, eta in enumerate(rates):
            alone = descend(surfaces.canyon, (2.3, 2.3), Momentum(eta, 0.5), 60, tolerance, driver="plain")
            assert (lanes.steps[run], lanes.outcome[run]) == (alone.steps, alone.outcome)
            np.testing.assert_allclose(lanes.final[:, run], alone.final, rtol=1e-9)


@pytest.mark.parametrize("name", ["learning_rate", "beta1", "beta2", "epsilon"])
def test_any_hyperparameter_may_differ_from_lane_to_lane(name):
    values = np.array([0.01, 0.1, 0.4])
    together = descend(surfaces.beale, (1, 1), Adam(**{name: values}), steps=40, driver="compiled")
    for run, value in enumerate(values):
        alone = descend(surfaces.beale, (1, 1), Adam(**{name: value}), steps=40, driver="plain")
        np.testing.assert_allclose(together.points[:, :, run], alone.points, rtol=1e-10)


def test_a_run_at_rest_has_still_taken_all_its_steps():
    path = descend(surfaces.parabola, [1.0, 1.0], GradientDescent(0.1), 50, keep=[0, 3, 50], driver="compiled")
    assert path.steps.tolist() == [50, 50]
    assert path.outcome.tolist() == ["ran all steps"] * 2
    assert path.points.tolist() == [[1, 1]] * 3


def test_a_schedule_wakes_a_run_that_did_not_move():
    late = GradientDescent(lambda t: 1e-30 if t < 10 else 1 / 12)
    path = descend(surfaces.parabola, 2.0, late, 12, driver="compiled")
    assert path.points.tolist() == [2.0] * 11 + [1.0] * 2


NAMES = {"large": -2.0, "small": -0.5}


class Clipped(Optimizer):
    """Numba has no np.clip for a single number."""

    learning_rate: float = 0.001

    def rule(g, learning_rate):
        return -learning_rate * np.clip(g, -2.0, 2.0)


class LooksUp(Optimizer):
    """Nor does it take a dictionary from outside."""

    learning_rate: float = 0.001

    def rule(g, v, learning_rate):
        v = NAMES["small"] * v + learning_rate * g
        return -v, v


@pytest.mark.parametrize("rule", [Clipped, LooksUp])
def test_a_rule_that_does_not_compile_is_driven_in_python(rule):
    assert kernel(rule) is None
    path = descend(surfaces.bowl, (-0.5, 2.9), rule(), steps=25_000, tolerance=1e-9)
    plain = descend(surfaces.bowl, (-0.5, 2.9), rule(), steps=25_000, tolerance=1e-9, driver="plain")
    np.testing.assert_array_equal(path.points, plain.points)
    assert path.outcome == "converged"
    many = descend(surfaces.bowl, np.full((2, 30), 1.5), rule(), steps=7000, tolerance=1e-9)
    np.testing.assert_allclose(many.final[:, 7], path.final, atol=1e-8)
    with pytest.raises(ValueError, match="driver='compiled' needs Numba and a rule and surface that it can compile"):
        descend(surfaces.bowl, (1, 2), rule(), driver="compiled")


def test_a_surface_that_does_not_compile_is_walked_in_python():
    differenced = Surface(surfaces.bowl.function)
    path = descend(differenced, (-0.5, 2.9), GradientDescent(0.02), steps=25_000, tolerance=1e-6)
    assert path.outcome == "converged"
    np.testing.assert_allclose(path.final, surfaces.bowl.minima[0], atol=1e-6)


def clipped_at(limit):
    class Clipping(Optimizer):
        learning_rate: float = 0.1

        def rule(g, learning_rate):
            return -learning_rate * max(-limit, min(limit, g))

    return Clipping


@pytest.mark.parametrize("limit", [1.0, 2.0])
def test_a_closures_constant_belongs_to_the_compiled_code(limit):
    path = descend(surfaces.parabola, 3.0, clipped_at(limit)(), steps=1, driver="compiled")
    assert path.final == 3 - 0.1 * limit


def test_a_global_that_a_cell_changes_is_noticed():
    """As in a notebook: the class stays, the cell that sets the constant is run again."""
    cell = {"Optimizer": Optimizer, "LIMIT": 1.0, "__name__": "notebook"}
    exec("class Own(Optimizer):\n learning_rate: float = 0.1\n"
         " def rule(g, learning_rate):\n  return -learning_rate * max(-LIMIT, min(LIMIT, g))", cell)
    ends = []
    for cell["LIMIT"] in (1.0, 2.0, 1.0):
        ends.append(float(descend(surfaces.parabola, 3.0, cell["Own"](), steps=1, driver="compiled").final))
    assert ends == [2.9, 2.8, 2.9]


def test_a_changed_slope_or_rule_is_noticed():
    def valley(steepness):
        return Surface(lambda x: steepness * x**2 / 2, lambda x: steepness * x)

    ends = [float(descend(valley(k), 1.0, GradientDescent(0.1), 1, driver="compiled").final) for k in (1.0, 2.0)]
    assert ends == [0.9, 0.8]


def test_what_a_function_calls_belongs_to_its_fingerprint():
    def calling(helper):
        return lambda x: helper(x) + 1

    def table(middle):
        numbers = np.zeros(5000)
        numbers[2500] = middle
        return lambda x: numbers[2500] * x

    def text(function):
        return compiling.fingerprint(function)

    assert text(calling(lambda x: 2 * x)) != text(calling(lambda x: 3 * x))
    assert text(calling(lambda x: 2 * x)) == text(calling(lambda x: 2 * x))
    assert text(table(1.0)) != text(table(2.0))


def test_threads_may_ask_for_the_same_kernel_at_once():
    rule = clipped_at(3.0)
    with ThreadPoolExecutor(4) as pool:
        kernels = list(pool.map(lambda _: kernel(rule), range(4)))
    assert kernels[0] is not None
    assert all(k is kernels[0] for k in kernels)


@pytest.mark.parametrize("rule", [GradientDescent, Nesterov, Adam])
@pytest.mark.parametrize("surface", [surfaces.parabola, surfaces.two_wells], ids=lambda surface: surface.name)
def test_a_run_alone_is_the_run_among_others(surface, rule):
    start = np.asarray(surface.starts[0], dtype=float)
    for rate, tolerance in ((0.05, 1e-3), (30.0, 0.0), (schedules.Exponential(0.05, 0.01), 0.0)):
        alone = descend(surface, start, rule(rate), 150, tolerance, driver="compiled")
        among = descend(surface, np.stack([start, start], axis=-1), rule(rate), 150, tolerance, driver="compiled")
        assert (alone.steps, alone.outcome) == (among.steps[0], among.outcome[0])
        np.testing.assert_array_equal(alone.points, among.points[: len(alone.points), ..., 0])
        np.testing.assert_array_equal(alone.final, among.final[..., 0])


def test_short_runs_are_compiled_once_they_add_up(monkeypatch):
    surface, compiled_runs, record = Surface(lambda x: x**2, lambda x: 2 * x), [], compiled.record
    monkeypatch.setattr(descent, "OFTEN", 250)
    monkeypatch.setattr(compiled, "record", lambda task: compiled_runs.append(task.steps) or record(task))
    ends = {float(descend(surface, 1.0, Momentum(0.1, 0.5), steps=100).final) for _ in range(4)}
    assert compiled_runs == [100, 100]  # the third and the fourth
    assert len(ends) == 1
    descend(surface, 1.0, GradientDescent(0.1), steps=100)
    assert len(compiled_runs) == 2
