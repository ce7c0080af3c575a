"""Tables of which some cases are looked at every day, and all of them in the long suite."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from _pytest.mark import ParameterSet


def mostly_long(cases: Iterable[Any], everyday: int) -> list[Any]:
    """The same parameters, all marked as long but for so many that lie evenly among them. A tuple
    is the values of several parameters.
    """
    table = list(cases)
    steps = max(everyday - 1, 1)
    kept = {number * (len(table) - 1) // steps for number in range(everyday)}
    return [case if number in kept else _long(case) for number, case in enumerate(table)]


def _long(case: Any) -> ParameterSet:
    if isinstance(case, ParameterSet):
        return pytest.param(*case.values, marks=[*case.marks, pytest.mark.long], id=case.id)
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.long)
