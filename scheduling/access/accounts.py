"""Accounts made and given passwords, each with the events that tell of it."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from scheduling.access import granting_rules
from scheduling.access.roles import name_of
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import Institution
from scheduling.session_commands import Actor

TOLD = ("username", "first_name", "last_name", "email")
SUPERUSER = ", an administrator of all institutions"


def make(*, actor: Actor, institution: Institution | None = None, **values: str) -> User:
    """Make an account of these values, `username` and `password` among them. Nothing is checked
    here; the password is in no event.
    """
    with transaction.atomic():
        person: User = get_user_model().objects.create_user(**values)
        note_made(person=person, actor=actor, institution=institution)
    return person


def note_made(*, person: User, actor: Actor, institution: Institution | None = None) -> None:
    """Append that an account was made, inside the caller's transaction."""
    as_what = SUPERUSER if person.is_superuser else ""
    said = f"{actor.name} made an account for {name_of(person)}{as_what}."
    event_writer.append(
        event_writer.Entry(
            kind=Kind.PERSON_ADDED,
            sentence=event_writer.escape_braces(said),
            actor=actor,
            install_sid=institution.sid if institution else "",
            details={
                "account": person.pk,
                "user": person.get_username(),
                "changes": {
                    name: {"before": "", "after": value}
                    for name in TOLD
                    if (value := getattr(person, name))
                },
            },
        )
    )


def note_password_set(*, person: User, actor: Actor) -> None:
    """Append that somebody else set a person's password: at each institution where the person
    works by name, or else as an event of none.
    """
    with transaction.atomic():
        for institution in granting_rules.concerned(person) or [None]:
            where = f" at {institution}" if institution else ""
            said = f"{actor.name} set the password of the user {person.get_username()}{where}."
            entry = event_writer.Entry(
                kind=Kind.ADMIN_SET_PASSWORD,
                sentence=event_writer.escape_braces(said),
                actor=actor,
                install_sid=institution.sid if institution else "",
                details={
                    "account": person.pk,
                    "changes": {"password": {"before": "…", "after": "changed"}},
                },
            )
            event_writer.append(entry)
