"""What an administrator should look at, install by install, in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.models import Circuit, Install, Role, RoleGrant, Site

BOOKS = (Role.COORDINATOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Need:
    """What one install lacks or suffers from, in sentences."""

    install: Install
    said: str
    is_bad: bool = False


def needs(installs: Iterable[Install]) -> list[Need]:
    """Those of the installs that need somebody, the worst first."""
    chosen = list(installs)
    alarms = dict(
        Circuit.objects.filter(install__in=chosen)
        .exclude(alarm="")
        .values_list("install_id", "alarm")
    )
    placed = set(
        Site.objects.filter(is_active=True).values_list("install_id", flat=True).distinct()
    )
    staffed = set(
        RoleGrant.objects.filter(role__in=BOOKS).values_list("install_id", flat=True).distinct()
    )
    found = [
        _of(one, alarms.get(one.pk, ""), one.pk in placed, not staffed.isdisjoint({None, one.pk}))
        for one in chosen
    ]
    return sorted((need for need in found if need.said), key=lambda need: not need.is_bad)


def _of(install: Install, alarm: str, has_place: bool, has_people: bool) -> Need:
    failure = alarm or (
        f"Its sessions can’t be fetched. {install.sync_failure}" if install.sync_failure else ""
    )
    never = (
        ""
        if failure or install.synced_at
        else "Its sessions were never fetched: finish setting it up."
    )
    no_place = "" if has_place else "No location is offered there yet."
    nobody = "" if has_people else "Nobody may book there yet."
    said = " ".join(part for part in (failure, never, no_place, nobody) if part)
    return Need(install, said, is_bad=bool(failure))
