"""What an install knows by name: locations, instructor entries, policies, proctor types."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.models import Install, ProctorType


@dataclass(frozen=True, slots=True)
class Named:
    """A SID with the name people know it by."""

    sid: str
    label: str
    time_zone: str = ""
    detail: str = ""


def locations(install: Install) -> list[Named]:
    """Sites that are offered, with the zone their wall clocks show."""
    rows = install.sites.filter(is_active=True).values_list("pl_sid", "name", "time_zone", "address")
    return [Named(*row) for row in rows]


def instructor_entries(install: Install) -> list[Named]:
    rows = install.instructor_entries.filter(is_active=True).values_list("cp_sid", "name")
    return [Named(*row) for row in rows]


def policy_versions(install: Install) -> list[Named]:
    rows = install.policy_versions.filter(is_active=True).values_list("cv_sid", "name")
    return [Named(*row) for row in rows]


def proctor_types() -> list[Named]:
    rows = ProctorType.objects.filter(is_active=True).values_list("ts_sid", "name")
    return [Named(*row) for row in rows]


def location_name(install: Install, sid: str) -> str:
    """What people call a location; one that nobody named is called by its SID."""
    return install.sites.filter(pl_sid=sid).values_list("name", flat=True).first() or sid
