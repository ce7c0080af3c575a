"""What words may mean to a person: the day it is, locations, types, and commands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True, slots=True)
class KnownLocation:
    """A location that may be named, and the institution that offers it."""

    location_sid: str
    name: str
    install_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What words may mean to a person: the day and the time it is, their locations, the types'
    labels by wire name, and the commands that lead to a page, each with the kinds of things that it
    takes.
    """

    today: date
    now: time = time.min
    locations: Sequence[KnownLocation]
    types: Mapping[str, str]
    pages: Mapping[str, Collection[str]] = field(default_factory=dict)
