"""Loader of practice data: the stand-in's institutions with the names behind their SIDs, and the
practice logins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from scheduling.access import accounts, granting_rules
from scheduling.access.roles import give
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.institutions.registration import save_institution
from scheduling.models import (
    Institution,
    InstructorEntry,
    Location,
    OpeningHours,
    PolicyVersion,
    Price,
    Role,
)
from scheduling.session_commands import Actor
from scheduling.wall_time import find_zone


@dataclass(frozen=True, slots=True)
class Person:
    """A practice login. Its password is public, so it exists only where nothing real can happen."""

    username: str
    password: str
    first_name: str
    last_name: str
    role: Role


PEOPLE = (
    Person("coordinator", "practice-desk-1", "Ana", "Ruiz", Role.COORDINATOR),
    Person("coordinator2", "practice-desk-2", "Tom", "Okafor", Role.COORDINATOR),
    Person("administrator", "practice-admin-1", "Ingrid", "Sato", Role.ADMINISTRATOR),
    Person("auditor", "practice-audit-1", "Lena", "Marsh", Role.AUDITOR),
)


# Monday to Friday 8 AM – 6 PM, Saturday 9 AM – 1 PM.
HOURS = (*((weekday, time(8), time(18)) for weekday in range(5)), (5, time(9), time(13)))


def load_people(*, actor: Actor) -> None:
    """Make the practice logins that are missing;
    those that exist and have a role are left as they are.
    """
    for person in PEOPLE:
        with transaction.atomic():
            user = granting_rules.named(person.username) or _made(person, actor)
            if not granting_rules.roles_of(user):
                give(user=user, role=person.role, institution=None, actor=actor)


def _made(person: Person, actor: Actor) -> User:
    return accounts.make(
        actor=actor,
        username=person.username,
        email=f"{person.username}@practice.example",
        password=person.password,
        first_name=person.first_name,
        last_name=person.last_name,
    )


def note_loaded(*, base_url: str, actor: Actor) -> None:
    """Record that the practice data was loaded, whatever of it was there already."""
    names = [one.name for one in Institution.objects.filter(base_url=base_url).order_by("name")]
    said = f"{actor.name} loaded its institutions, their places, hours and prices, and the logins."
    event_writer.record(
        event_writer.Entry(
            kind=Kind.PRACTICE_LOADED,
            sentence=event_writer.escape_braces(said),
            actor=actor,
            details={"institutions": names},
        )
    )


def load_catalogue(*, catalogue: Mapping[str, Any], base_url: str, actor: Actor) -> None:
    """Add or update every institution that the stand-in names, with its places, entries and
    policies.
    """
    for facts in catalogue["installs"]:
        values = {
            "sid": facts["sid"],
            "name": facts["name"],
            "base_url": base_url,
            "time_zone": facts["time_zone"],
            "currency": facts["currency"],
            "api_token": catalogue["token"],
        }
        institution, _ = save_institution(values=values, actor=actor)
        _load_names(institution, facts)
        if facts.get("prices"):
            _load_hours_and_prices(institution, facts)


def _load_names(institution: Institution, facts: Mapping[str, Any]) -> None:
    for location in facts["locations"]:
        Location.objects.get_or_create(
            institution=institution, pl_sid=location["sid"], defaults=_location(location)
        )
    for entry in facts["instructor_entries"]:
        InstructorEntry.objects.get_or_create(
            institution=institution, cp_sid=entry["sid"], defaults={"name": entry["name"]}
        )
    for policy in facts["policy_versions"]:
        PolicyVersion.objects.get_or_create(
            institution=institution, cv_sid=policy["sid"], defaults={"name": policy["name"]}
        )


def _load_hours_and_prices(institution: Institution, facts: Mapping[str, Any]) -> None:
    """Hours and seats where nobody entered any, and the price list where it is empty."""
    seats = {location["sid"]: location.get("seats") for location in facts["locations"]}
    untouched = institution.locations.filter(
        kind=Location.Kind.TESTING_CENTER, seats=None, opening_hours=None
    )
    for location in untouched:
        location.seats = seats.get(location.pl_sid)
        location.save(update_fields=["seats"])
        OpeningHours.objects.bulk_create(
            OpeningHours(location=location, weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in HOURS
        )
    if not institution.prices.exists():
        Price.objects.bulk_create(
            Price(institution=institution, **line) for line in facts["prices"]
        )


def _location(location: Mapping[str, Any]) -> dict[str, str]:
    kinds = {"online": Location.Kind.ONLINE, "partner": Location.Kind.PARTNER}
    return {
        "name": location["name"],
        # What is online has no clock on a wall: the stand-in says UTC of it.
        "time_zone": find_zone(location.get("time_zone") or "") or "",
        "address": location.get("address") or "",
        "kind": kinds.get(location.get("kind", ""), Location.Kind.TESTING_CENTER),
    }
