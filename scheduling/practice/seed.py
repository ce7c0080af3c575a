"""Practice data:
the stand-in's installs with the names behind their SIDs, and the practice logins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from scheduling.access import people
from scheduling.access.roles import give
from scheduling.commands import Actor
from scheduling.institutions.installs import save_install
from scheduling.models import (
    Install,
    InstructorEntry,
    OpeningHours,
    PolicyVersion,
    Price,
    Role,
    Site,
)


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
            user = people.named(person.username) or _made(person)
            if not people.roles_of(user):
                give(user=user, role=person.role, install=None, actor=actor)


def _made(person: Person) -> User:
    return get_user_model().objects.create_user(
        person.username,
        f"{person.username}@practice.example",
        person.password,
        first_name=person.first_name,
        last_name=person.last_name,
    )


def load_catalogue(*, catalogue: Mapping[str, Any], base_url: str, actor: Actor) -> None:
    """Add or update every install that the stand-in names, with its places, entries and policies."""
    for facts in catalogue["installs"]:
        values = {
            "sid": facts["sid"],
            "name": facts["name"],
            "base_url": base_url,
            "time_zone": facts["time_zone"],
            "currency": facts["currency"],
            "api_token": catalogue["token"],
        }
        install, _ = save_install(values=values, actor=actor)
        _load_names(install, facts)
        if facts.get("prices"):
            _load_hours_and_prices(install, facts)


def _load_names(install: Install, facts: Mapping[str, Any]) -> None:
    for place in facts["locations"]:
        Site.objects.get_or_create(install=install, pl_sid=place["sid"], defaults=_site(place))
    for entry in facts["instructor_entries"]:
        InstructorEntry.objects.get_or_create(
            install=install, cp_sid=entry["sid"], defaults={"name": entry["name"]}
        )
    for policy in facts["policy_versions"]:
        PolicyVersion.objects.get_or_create(
            install=install, cv_sid=policy["sid"], defaults={"name": policy["name"]}
        )


def _load_hours_and_prices(install: Install, facts: Mapping[str, Any]) -> None:
    """Hours and seats where nobody entered any, and the price list where it is empty."""
    seats = {place["sid"]: place.get("seats") for place in facts["locations"]}
    untouched = install.sites.filter(kind=Site.Kind.TESTING_CENTER, seats=None, opening_hours=None)
    for site in untouched:
        Site.objects.filter(pk=site.pk).update(seats=seats.get(site.pl_sid))
        OpeningHours.objects.bulk_create(
            OpeningHours(site=site, weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in HOURS
        )
    if not install.prices.exists():
        Price.objects.bulk_create(Price(install=install, **line) for line in facts["prices"])


def _site(place: Mapping[str, Any]) -> dict[str, str]:
    kinds = {"online": Site.Kind.ONLINE, "partner": Site.Kind.PARTNER}
    return {
        "name": place["name"],
        "time_zone": place.get("time_zone") or "",
        "address": place.get("address") or "",
        "kind": kinds.get(place.get("kind", ""), Site.Kind.TESTING_CENTER),
    }
