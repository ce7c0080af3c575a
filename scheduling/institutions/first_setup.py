"""Steps of the first setup, from nothing to a tested connection: how far an institution's is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from scheduling.access import account_names, accounts, granting_rules
from scheduling.access.account_names import Called
from scheduling.access.roles import grant, name_of
from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.institutions.naming_rules import check_location_name
from scheduling.institutions.queries import lock_institution
from scheduling.institutions.registration import CONNECTING
from scheduling.models import AuditEvent, Institution, Location, Role, RoleGrant
from scheduling.session_commands import Actor

# of an institution's newest events; a test is among them while an institution is being set up
LOOKED_AT = 200
NAMES = ("username", "first_name", "last_name")


class InstitutionNameTaken(Exception):
    """Somebody else was quicker by a moment to take the name or the user name."""


@dataclass(frozen=True, slots=True)
class Test:
    """The last connection test since the settings were changed, as the log holds it."""

    at: datetime
    by: str
    works: bool
    said: str
    advice: str = ""
    offered: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """What of an institution is there already.

    `everywhere` may book there because they book at all institutions.
    """

    institution: Institution
    test: Test | None
    locations: tuple[Location, ...]
    people: tuple[str, ...]
    everywhere: tuple[str, ...]

    @property
    def connected(self) -> bool:
        return bool(self.test and self.test.works)

    @property
    def next_step(self) -> str:
        """connection, location, person, or go where all is there."""
        if not self.connected:
            return "connection"
        return (
            "location"
            if not self.locations
            else "person"
            if not (self.people or self.everywhere)
            else "go"
        )


def progress(institution: Institution) -> Progress:
    """How far an institution is; reads a bounded part of its events."""
    locations = tuple(Location.objects.filter(institution=institution, is_active=True)[:20])
    return Progress(
        institution,
        last_test(institution),
        locations,
        coordinators(institution),
        coordinators(None),
    )


def last_test(institution: Institution) -> Test | None:
    """The newest connection test, unless what it tested was changed after it."""
    newest = AuditEvent.objects.filter(install_sid=institution.sid).order_by("-number")[:LOOKED_AT]
    for event in event_reader.of_rows(newest):
        details = event_reader.read_details(event.details)
        if event.kind == Kind.CONNECTION_TESTED:
            known = {
                name: details[name]
                for name in ("works", "said", "advice", "offered")
                if name in details
            }
            return Test(event.at, event.actor_name, **known) if "said" in known else None
        changed = details.get("changes", details)
        if isinstance(changed, dict) and not CONNECTING.isdisjoint(changed):
            return None
    return None


def coordinators(institution: Institution | None) -> tuple[str, ...]:
    """The names of those whose role is of exactly this institution, or of all for None;
    the first twenty.
    """
    here = RoleGrant.objects.filter(institution=institution)
    grants = (
        here.filter(role=Role.COORDINATOR, user__is_active=True)
        .select_related("user")
        .order_by("user__username")
    )
    return tuple(dict.fromkeys(name_of(grant.user) for grant in grants[:20]))


def add_location(*, institution: Institution, values: dict[str, Any], actor: Actor) -> Location:
    """Add a place. Raises ValidationError."""
    location = Location(institution=institution, **values)
    with transaction.atomic():
        lock_institution(institution)  # so that of two at once the second finds the first
        check_location_name(location, location.name)
        location.full_clean()
        location.save()
        said = f"{actor.name} added the location {location.name} of {institution.name}."
        _note(Kind.SITE_ADDED, said, institution, actor, values)
    return location


def add_person(
    *, institution: Institution, values: dict[str, str], role: str, actor: Actor
) -> AbstractBaseUser:
    """Give a role on the institution; who has no account yet gets one.

    `values["password"]` is never logged. Raises InstitutionNameTaken where somebody has the name
    by now, and `granting_rules.ChangeRefused`.
    """
    with transaction.atomic():
        granting_rules.take_turn()
        granting_rules.refuse_unexplained(actor)
        person = granting_rules.named(values["username"])
        called = Called(**{name: values.get(name, "") for name in NAMES})
        if values.get("password") and (person or account_names.why_not(called)):
            raise InstitutionNameTaken
        if person is None:
            person = accounts.make(actor=actor, institution=institution, **values)
        grant(username=person.get_username(), role=role, institution=institution, actor=actor)
    return person


def _note(
    kind: Kind, said: str, institution: Institution, actor: Actor, values: dict[str, Any]
) -> None:
    entry = event_writer.Entry(
        kind=kind,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        install_sid=institution.sid,
        details={
            "changes": {
                name: {"before": "", "after": str(value)} for name, value in values.items() if value
            }
        },
    )
    event_writer.append(entry)
