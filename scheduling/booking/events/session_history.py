"""The history of a session's page: its newest events, with looks that decided nothing folded."""

from __future__ import annotations

from django.db.models import Min, Q

from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.models import Attempt, AuditEvent, ExamSession

HISTORY = 50
# What the events of looks that decided nothing have, by column.
VAIN_LOOKS = {"kind": (Kind.READ_BACK,), "outcome": (Attempt.State.UNCONFIRMED,)}


def history(session: ExamSession) -> list[AuditEvent]:
    """The session's newest events at its own institution.

    Of looks that decided nothing and say the same only the first is there, so that they push
    nothing else out.
    """
    here = AuditEvent.objects.about(session)
    alike = (
        here.having(**VAIN_LOOKS)
        .order_by()
        .values("attempt_id", "details")
        .annotate(first=Min("number"))
    )
    looks = event_reader.of_rows(here.filter(number__in=alike.values("first"))[:HISTORY])
    is_vain = Q(**{f"{column}__in": values for column, values in VAIN_LOOKS.items()})
    others = event_reader.of_rows(here.exclude(is_vain)[:HISTORY])
    return sorted([*others, *looks], key=lambda event: -event.number)


def newest_number(session: ExamSession) -> int:
    """The number of the newest event about it, by which a page tells whether anything happened
    since; 0 for none.
    """
    newest = AuditEvent.objects.about(session).order_by("-number").values_list("number", flat=True)
    return newest.first() or 0


def count_undecided_looks(session: ExamSession) -> dict[str, int]:
    """How often each attempt was looked at without its being decided, by the attempt's id."""
    looked = session.attempts.filter(checks__gt=0) if session.pk else Attempt.objects.none()
    return {
        str(attempt_id): checks for attempt_id, checks in looked.values_list("attempt_id", "checks")
    }
