"""Practice data: the stand-in's installs with the names behind their SIDs, and the practice logins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from scheduling.commands import Actor
from scheduling.models import Install, InstructorEntry, PolicyVersion, Role, Site
from scheduling.services.access import grant
from scheduling.services.installing import save_install


@dataclass(frozen=True, slots=True)
class Person:
    """A practice login. Its password is public, so it exists only where nothing real can happen."""

    username: str
    password: str
    first_name: str
    last_name: str
    role: Role

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR


PEOPLE = (
    Person("coordinator", "practice-desk-1", "Ana", "Ruiz", Role.COORDINATOR),
    Person("coordinator2", "practice-desk-2", "Tom", "Okafor", Role.COORDINATOR),
    Person("administrator", "practice-admin-1", "Ingrid", "Sato", Role.ADMINISTRATOR),
    Person("auditor", "practice-audit-1", "Lena", "Marsh", Role.AUDITOR),
)


def load_people(*, actor: Actor) -> None:
    """Make the practice logins that are missing; those that exist are left as they are."""
    users = get_user_model().objects
    for person in PEOPLE:
        if not users.filter(username=person.username).exists():
            users.create_user(
                person.username,
                f"{person.username}@practice.example",
                person.password,
                first_name=person.first_name,
                last_name=person.last_name,
                is_staff=person.is_administrator,
                is_superuser=person.is_administrator,
            )
            grant(username=person.username, role=person.role, install=None, actor=actor)


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


def _load_names(install: Install, facts: Mapping[str, Any]) -> None:
    for place in facts["locations"]:
        Site.objects.get_or_create(install=install, pl_sid=place["sid"], defaults=_site(place))
    for entry in facts["instructor_entries"]:
        InstructorEntry.objects.get_or_create(install=install, cp_sid=entry["sid"], defaults={"name": entry["name"]})
    for policy in facts["policy_versions"]:
        PolicyVersion.objects.get_or_create(install=install, cv_sid=policy["sid"], defaults={"name": policy["name"]})


def _site(place: Mapping[str, Any]) -> dict[str, str]:
    kinds = {"online": Site.Kind.ONLINE, "partner": Site.Kind.PARTNER}
    return {
        "name": place["name"],
        "time_zone": place.get("time_zone") or "",
        "address": place.get("address") or "",
        "kind": kinds.get(place.get("kind", ""), Site.Kind.TESTING_CENTER),
    }
