"""The worklist: which sessions, in which order, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from scheduling.commands import SessionAddress
from scheduling.exam_sessions.search_terms import words
from scheduling.models import NEEDS_PROCTOR, Attempt, ExamSession, Institution, has_status

PAGE = 100
KNOWN: dict[str, Q] = {
    "needs": has_status(NEEDS_PROCTOR),
    "pending": Q(status__istartswith="Pending"),
    "scheduled": has_status("Scheduled"),
    "over": has_status("Closed", "Cancelled"),
}
SETTLED = Q(checking=False)
STATES: dict[str, Q] = {
    "checking": Q(checking=True),
    **{name: SETTLED & state for name, state in KNOWN.items()},
    "other": SETTLED & ~(KNOWN["needs"] | KNOWN["pending"] | KNOWN["scheduled"] | KNOWN["over"]),
}
SID = re.compile(r"\b(AI|EX|ES|EN|US|CU)[a-f0-9]{32}\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked the list for."""

    query: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list, with counts by state for the same search."""

    sessions: list[ExamSession]
    counts: dict[str, int]
    total: int
    page: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1 if self.sessions else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * PAGE + len(self.sessions)

    @property
    def has_more(self) -> bool:
        return self.last < self.total


def listing(institutions: Iterable[Institution], wanted: Wanted) -> Listing:
    """The sessions of these institutions: those being checked and those that need a proctor first,
    then by time.

    A query finds those that have, for each of its words, a word that begins so, whatever the order.
    """
    found = _found(institutions, wanted.query)
    counts = _counts(found)
    shown = found.filter(STATES[wanted.state]) if wanted.state in STATES else found
    total = counts[wanted.state if wanted.state in STATES else "all"]
    page = max(1, min(wanted.page, -(-total // PAGE) or 1))
    rows = _ordered(shown).select_related("institution")[(page - 1) * PAGE : page * PAGE]
    return Listing(list(rows), counts, total, page)


def _counts(found: QuerySet[ExamSession]) -> dict[str, int]:
    counted = {f"count_{name}": Count("pk", filter=state) for name, state in STATES.items()}
    totals = found.aggregate(count_all=Count("pk"), **counted)
    return {name.removeprefix("count_"): total for name, total in totals.items()}


def _found(institutions: Iterable[Institution], query: str) -> QuerySet[ExamSession]:
    open_attempts = Attempt.objects.filter(session=OuterRef("pk"), state__in=Attempt.OPEN)
    rows = ExamSession.objects.filter(institution__in=list(institutions)).annotate(
        checking=Exists(open_attempts)
    )
    if not query.strip():
        return rows.filter(Q(listed_at__isnull=False) | Q(checking=True))
    asked = words(query)
    begun = [Q(search_text__contains=f" {word}") for word in asked]
    return rows.filter(*begun) if asked else rows.none()


def _ordered(rows: QuerySet[ExamSession]) -> QuerySet[ExamSession]:
    rank = Case(
        When(checking=True, then=Value(0)),
        When(STATES["needs"], then=Value(1)),
        When(STATES["over"], then=Value(3)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank).order_by("rank", "appointment_at", "learner_name", "pk")


@dataclass(frozen=True, slots=True)
class Pasted:
    """The SIDs found in something pasted, by their two letters."""

    sids: dict[str, str]

    def address(self) -> SessionAddress | None:
        """The session's address, where institution, exam and session are all named."""
        if not {"AI", "EX", "ES"} <= set(self.sids):
            return None
        return SessionAddress(
            install_sid=self.sids["AI"], exam_sid=self.sids["EX"], session_sid=self.sids["ES"]
        )


def pasted(text: str) -> Pasted:
    """Read the SIDs out of a pasted SID, path or vendor link."""
    return Pasted({match[1]: match[0] for match in SID.finditer(text)})


def by_sid(institutions: Iterable[Institution], found: Pasted) -> list[ExamSession]:
    """Mirrored sessions that a pasted session or enrollment SID names."""
    rows = ExamSession.objects.filter(institution__in=list(institutions)).select_related(
        "institution"
    )
    if "ES" in found.sids:
        return list(rows.filter(sid=found.sids["ES"])[:2])
    if "EN" in found.sids:
        return list(rows.filter(enrollment_sid=found.sids["EN"])[:50])
    return []
