"""What an administrator should look at, institution by institution, in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Field

from scheduling.models import Circuit, Institution, Location, Role, RoleGrant
from scheduling.models.columns.kept_columns import as_stored, is_damaged
from scheduling.time_zones.zone_names import question_about
from scheduling.wall_time import find_zone

LOCKED = (
    "Its token or client secret can’t be decrypted. Enter it again, or have the key that it was"
    " encrypted with put back into FIELD_ENCRYPTION_KEYS."
)
UNREADABLE = {
    "time_zone": "The portal’s record of its time zone is damaged (“{}”): times are told in UTC.",
    "locale": (
        "The portal’s record of its country is damaged (“{}”): dates are told as in the United"
        " States. Choose it again."
    ),
    "sid": (
        "The portal’s record of its SID is damaged (“{}”): nothing can be loaded or sent. It"
        " has to be corrected in the database."
    ),
}
NO_TEXT = "The portal’s record of its {what} is damaged (“{{}}”). Enter it again."
NO_NAME = "The portal’s record of the name of a location is damaged (“{}”). Enter it again."
BOOKS = (Role.COORDINATOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Need:
    """What one institution lacks or suffers from, in sentences."""

    institution: Institution
    said: str
    is_bad: bool = False


def needs(institutions: Iterable[Institution]) -> list[Need]:
    """Those of the institutions that need somebody, the worst first."""
    chosen = list(institutions)
    alarms = dict(
        Circuit.objects.filter(institution__in=chosen)
        .exclude(alarm="")
        .values_list("institution_id", "alarm")
    )
    placed = set(
        Location.objects.filter(is_active=True).values_list("institution_id", flat=True).distinct()
    )
    staffed = set(
        RoleGrant.objects.filter(role__in=BOOKS).values_list("institution_id", flat=True).distinct()
    )
    clocks = _zones_to_ask_about(chosen)
    names = _names_to_enter_again(chosen)
    found = [
        _of(
            one,
            alarms.get(one.pk, ""),
            one.pk in placed,
            not staffed.isdisjoint({None, one.pk}),
            " ".join(filter(None, (names.get(one.pk, ""), clocks.get(one.pk, "")))),
        )
        for one in chosen
    ]
    return sorted((need for need in found if need.said), key=lambda need: not need.is_bad)


def _unreadable(institution: Institution) -> str:
    """What of its own settings can't be read, and what is done meanwhile."""
    kept = ((field, vars(institution)[field.attname]) for field in Institution._meta.fields)
    said = [_words_of(field).format(as_stored(one)) for field, one in kept if is_damaged(one)]
    return " ".join(said)


def _words_of(field: Field[Any, Any]) -> str:
    return UNREADABLE.get(field.name) or NO_TEXT.format(what=field.verbose_name)


def _zones_to_ask_about(institutions: list[Institution]) -> dict[int, str]:
    """By institution, the question about a zone that was stored and is no place's: its own, or a
    location's.
    """
    named = Location.objects.filter(institution__in=institutions, is_active=True).exclude(
        time_zone=""
    )
    rows = [(one.pk, "Its", one.time_zone) for one in institutions]
    rows += [
        (pk, f"{name}’s", zone)
        for pk, name, zone in named.values_list("institution_id", "name", "time_zone")
    ]
    asked: dict[int, str] = {}
    for pk, whose, zone in rows:
        if find_zone(zone) is None:
            said = f"{whose} time zone must be chosen again. {question_about(as_stored(zone))}"
            asked[pk] = f"{asked[pk]} {said}" if pk in asked else said
    return asked


def _names_to_enter_again(institutions: list[Institution]) -> dict[int, str]:
    """By institution, what to say of a location there whose name is no text any more."""
    rows = Location.objects.filter(institution__in=institutions)
    named = rows.values_list("institution_id", "name")
    return {pk: NO_NAME.format(name) for pk, name in named if is_damaged(name)}


def _of(
    institution: Institution, alarm: str, has_place: bool, has_people: bool, places: str
) -> Need:
    failure = (
        _unreadable(institution)
        or (LOCKED if institution.has_unreadable_secret else "")
        or alarm
        or (
            f"Its sessions can’t be loaded. {institution.sync_failure}"
            if institution.sync_failure
            else ""
        )
    )
    never = (
        ""
        if failure or institution.synced_at
        else "Its sessions have not been loaded yet: finish setting it up."
    )
    no_place = "" if has_place else "No location is offered there yet."
    nobody = "" if has_people else "Nobody can book there yet."
    said = " ".join(part for part in (failure, never, no_place, nobody, places) if part)
    return Need(institution, said, is_bad=bool(failure))
