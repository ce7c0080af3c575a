"""Accounts and the events that made them: who signs in with one that no event tells of is an alarm,
until an administrator of all institutions says whose it is.

An account is known by its number and its user name together, so one that was put in the place of
another is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from scheduling.access.roles import name_of
from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent
from scheduling.session_commands import Actor

# What an account, or another user name for it, comes from.
MAKING = (
    Kind.PERSON_ADDED,
    Kind.ADMIN_ADDED,
    Kind.ADMIN_CHANGED,
    Kind.ACCOUNTS_LISTED,
    Kind.ACCOUNT_ACKNOWLEDGED,
)
NOBODY = 0  # the account of an alarm whose details can't be read
OWN = "it is their own account, or one that is not acknowledged itself"


class AcknowledgmentRefused(Exception):
    """Whoever may not acknowledge an account; what it says is the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """The first sign-in of an account that no event made."""

    number: int
    at: datetime
    name: str
    username: str
    ip: str
    account: int


def is_known(person: User) -> bool:
    """Whether an event tells that this account was made, and is called so."""
    return any(_tells_of(details, person) for details in _making(person))


def _making(person: User) -> Iterator[dict[str, Any]]:
    """The details of events that may tell of the account."""
    events = AuditEvent.objects.filter(kind__in=MAKING).order_by("number")
    about = events.filter(details__contains=f'"account":{person.pk}')
    listing = events.filter(kind=Kind.ACCOUNTS_LISTED)
    for found in (about, listing):
        for (details,) in event_reader.columns(found, "details"):
            yield event_reader.read_details(details)


def _tells_of(details: dict[str, Any], person: User) -> bool:
    """As `_names`; what is not as the portal writes it tells of nobody, and keeps nobody out."""
    try:
        return _names(details, person)
    except event_reader.STRANGE:
        return False


def _names(details: dict[str, Any], person: User) -> bool:
    listed = details.get("accounts", {})
    if listed.get(str(person.pk)) == person.get_username():
        return True
    renamed = details.get("changes", {}).get("username", {}).get("after")
    called = (details.get("user"), renamed)
    return details.get("account") == person.pk and person.get_username() in called


def note_if_unknown(person: User, actor: Actor) -> None:
    """Raise the alarm where no event made the account, unless it is raised already."""
    if is_known(person) or any(one.account == person.pk for one in open_alarms()):
        return
    username = person.get_username()
    said = f"{actor.name} signed in as {username}, but no event tells that this account was made."
    event_writer.record(
        event_writer.Entry(
            kind=Kind.UNKNOWN_ACCOUNT,
            sentence=event_writer.escape_braces(said),
            actor=actor,
            outcome="alarm",
            details={"account": person.pk, "user": username},
        )
    )


def open_alarms() -> list[Alarm]:
    """The alarms that nobody has acknowledged, the oldest first. One statement."""
    waiting: dict[int, Alarm] = {}
    kinds = (Kind.UNKNOWN_ACCOUNT.value, Kind.ACCOUNT_ACKNOWLEDGED.value)
    found = event_reader.every("kind IN (%s, %s)", *kinds)
    for event in sorted(found, key=lambda one: one.number):  # there are few
        told = event_reader.read_details(event.details).get("account")
        account = told if isinstance(told, int) else NOBODY
        if event.kind == Kind.UNKNOWN_ACCOUNT:
            waiting.setdefault(account, _alarm(event, account))
        else:
            waiting.pop(account, None)
    return list(waiting.values())


def is_unexplained(person_id: int | None) -> bool:
    """Whether there is an alarm about this account that nobody has acknowledged."""
    return person_id is not None and any(one.account == person_id for one in open_alarms())


def _alarm(event: AuditEvent, account: int) -> Alarm:
    by_name, username = event.actor_name, event.actor_username
    return Alarm(event.number, event.at, by_name, username, event.ip, account)


def acknowledge(*, number: int, actor: Actor) -> bool:
    """Say that the account of an alarm is a known one; False where that alarm does not stand.

    Raises AcknowledgmentRefused for people about whose own account there is an alarm.
    """
    with transaction.atomic():
        event_writer.take_turn()
        waiting = open_alarms()
        if actor.user_id is not None and actor.user_id in {one.account for one in waiting}:
            raise AcknowledgmentRefused(OWN)
        alarm = next((one for one in waiting if one.number == number), None)
        if alarm is None:
            return False
        _acknowledge(alarm, actor)
    return True


def _acknowledge(alarm: Alarm, actor: Actor) -> None:
    person = get_user_model().objects.filter(pk=alarm.account).first()
    whose = name_of(person) if person else alarm.name
    username = person.get_username() if person else alarm.username
    said = f"{actor.name} acknowledged the account {username} of {whose}, which no event had made."
    event_writer.append(
        event_writer.Entry(
            kind=Kind.ACCOUNT_ACKNOWLEDGED,
            sentence=event_writer.escape_braces(said),
            actor=actor,
            details={"account": alarm.account, "user": username, "alarm_event": alarm.number},
        )
    )
