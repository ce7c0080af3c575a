"""Value classes: what stands beside the log and is not as the log says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs: a `key` by which it is known again, and what is `said` of it, a clause."""

    key: str
    said: str
    may_be_explained: bool = True


Fingerprints = dict[
    str, list[str]
]  # key → before (one for each key), after; "" where it is not there


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared: `differences`, and the fingerprints that a first verification notes,
    and of which kinds of rows it is the first.
    """

    differences: tuple[Difference, ...]
    first_noted: Fingerprints
    kinds_noted: tuple[str, ...] = ()
