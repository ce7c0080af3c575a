"""What the schedule form offers by name and assumes by default, free of models and requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the install knows by name: a location, an instructor's entry, a policy, a proctor type."""

    sid: str
    label: str
    time_zone: str = ""
    detail: str = ""


@dataclass(frozen=True)
class FormOptions:
    """What the form offers and assumes for one exam session. `time_zone` is the site's or the install's."""

    time_zone: str = "UTC"
    currency: str = "USD"
    locations: Sequence[Choice] = ()
    instructor_entries: Sequence[Choice] = ()
    policy_versions: Sequence[Choice] = ()
    proctor_types: Sequence[Choice] = ()
    duration_minutes: int | None = None
