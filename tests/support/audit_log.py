"""Who acts in the log's tests, and the log without the triggers that protect it."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from scheduling.audit.chain import COLUMNS, CONTENT, GENESIS, event_hash, instant
from scheduling.audit.chain_walker import ADDED, hash_in_one_step
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, ChainHead, PersonalValue
from scheduling.session_commands import Actor

SOME_KIND = Kind.PASSWORD_CHANGED  # of which the practice data has no event
ANA = Actor(user_id=7, name="Ana Ruiz", role="coordinator", ip="127.0.0.1", request_id="abc")


def without_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def erase_past_the_portal(values: QuerySet[PersonalValue]) -> None:
    """Delete personal values as who owns the database can, the guard taken away."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS personal_value_goes_with_event")
    values.delete()


def rehash_from(number: int) -> None:
    """Let the events from this one on, and the head, have the hashes that their content gives."""
    before = AuditEvent.objects.filter(pk=number - 1).values_list("hash", flat=True).first()
    previous = before or GENESIS
    for event in AuditEvent.objects.filter(number__gte=number).order_by("number"):
        columns = {name: getattr(event, name) for name in COLUMNS} | {"previous_hash": previous}
        AuditEvent.objects.filter(pk=event.pk).update(
            previous_hash=previous, hash=event_hash(columns)
        )
        previous = event_hash(columns)
    ChainHead.objects.update(hash=previous)


def rewrite_with_the_formula_before(*, up_to: int, in_one_step: int = 0) -> None:
    """Let the events up to this number be as an earlier version of the portal wrote them, the first
    so many as the very first did, which hashed each with the hash before it.
    """
    previous = GENESIS
    for event in AuditEvent.objects.order_by("number"):
        earlier = ADDED if event.number <= up_to else {}
        columns = {name: getattr(event, name) for name in COLUMNS} | earlier
        columns["previous_hash"] = previous
        is_first = event.number <= in_one_step
        previous = hash_in_one_step(_plain(columns), previous) if is_first else event_hash(columns)
        AuditEvent.objects.filter(pk=event.pk).update(**columns, hash=previous)
    ChainHead.objects.update(hash=previous)


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: columns[name] for name in CONTENT} | {"at": instant(columns["at"])}
