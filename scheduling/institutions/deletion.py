"""What may not be deleted, and why: bookings and the log go on naming it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import models

from scheduling.access.roles import name_of
from scheduling.models import (
    AuditEvent,
    ExamSession,
    Institution,
    InstructorEntry,
    Location,
    PolicyVersion,
    ProctorType,
)

NAMED_IN_BOOKINGS = (Location, InstructorEntry, PolicyVersion, ProctorType)
ALWAYS_NAMED = (
    *NAMED_IN_BOOKINGS,
    Institution,
    get_user_model(),
)  # the log tells of each that was ever added


@dataclass(frozen=True, slots=True)
class Kept:
    """Why a row stays, and what can be done instead of deleting it."""

    row: models.Model
    why: str
    instead: str


def kept(row: models.Model) -> Kept | None:
    """Why a row can't be deleted; None for what may go. At most two look-ups by index."""
    if isinstance(row, Institution):
        return _institution(row)
    if isinstance(row, NAMED_IN_BOOKINGS):
        why = (
            f"A booking on record may use the SID of {row}: without this entry only the number"
            f" would be shown there."
        )
        return Kept(
            row,
            why,
            "Take it off the booking form: clear “offered”. Past bookings keep its name.",
        )
    if isinstance(row, get_user_model()):
        return _user(row)
    return None


def is_named(institution: Institution) -> bool:
    """Whether an event or any other row names the institution, so that its SID must stay.

    At most a look-up for each.
    """
    if AuditEvent.objects.filter(install_sid=institution.sid).exists():
        return True
    relations = [
        one
        for one in Institution._meta.get_fields(include_hidden=True)
        if one.one_to_many or one.one_to_one
    ]
    rows = (
        (one.related_model._base_manager, one.field.name) for one in relations if one.auto_created
    )
    return any(manager.filter(**{name: institution.pk}).exists() for manager, name in rows)


def _institution(institution: Institution) -> Kept | None:
    instead = (
        "Take it out of use: clear “in use”. Nobody can work there then; past events stay readable."
    )
    if ExamSession.objects.filter(institution=institution).exists():
        return Kept(
            institution, f"Exam sessions and their bookings belong to {institution}.", instead
        )
    if AuditEvent.objects.filter(install_sid=institution.sid).exists():
        return Kept(
            institution, f"The log mentions {institution}, and the log can’t be changed.", instead
        )
    return None


def _user(user: models.Model) -> Kept:
    name = name_of(user)
    instead = "Close the account: clear “may sign in”. The name stays readable in the log."
    acted = AuditEvent.objects.filter(actor_id=user.pk).exists()
    why = f"Events in the log name {name}." if acted else f"Events in the log may name {name}."
    return Kept(user, why, instead)
