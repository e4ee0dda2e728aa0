"""Every example in a docstring of helpers is run, and every rule and schedule has one."""

import doctest
import importlib
import pkgutil

import pytest

import helpers
from helpers import optimizers, schedules

MODULES = ["helpers", *(module.name for module in pkgutil.walk_packages(helpers.__path__, "helpers."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_say_the_truth(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


@pytest.mark.parametrize("rule", optimizers.everything, ids=lambda rule: rule.__name__)
def test_every_rule_is_documented(rule):
    for part in ("x ← ", "rguments", "Reference:", ">>>"):
        assert part in rule.__doc__


def test_every_schedule_has_an_example():
    kinds = schedules.Schedule.__subclasses__()
    assert len(kinds) >= 6
    assert all(">>>" in kind.__doc__ for kind in kinds)
