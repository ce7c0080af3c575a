"""The move by which a batch under way is still to change a session, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from scheduling.models import BatchRow, ExamSession
from scheduling.spoken_time import say

TITLE = "{kind} {number} is still to move this session to {start}."


@dataclass(frozen=True, slots=True)
class PendingMove:
    """Which batch is to move it where, in words, and the batch's page."""

    title: str
    url: str


def pending_move(session: ExamSession, row: BatchRow) -> PendingMove:
    """What the row of a batch under way is still to do with the session."""
    kind, number = row.batch.get_kind_display(), row.batch.pk
    start = say(row.new_start, str(session.zone)).dated
    title = TITLE.format(kind=kind, number=number, start=start)
    return PendingMove(title, reverse("rescue", args=(number,)))
