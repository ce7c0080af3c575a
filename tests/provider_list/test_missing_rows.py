"""What a whole walk through the list did not meet is gone only where a second one agrees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, Institution
from scheduling.provider_list import missing_rows
from scheduling.provider_list.seen_rows import SeenRows
from tests.support.known_sessions import known_session

BEFORE = timedelta(hours=1)


@pytest.fixture
def missing(institution: Institution) -> ExamSession:
    """A session that was listed an hour ago and never read."""
    session = known_session(institution, status="Scheduled")
    ExamSession.objects.update(listed_at=timezone.now() - BEFORE)
    return session


def missed_once_more(session: ExamSession) -> ExamSession:
    missing_rows.note_missing(session.institution, SeenRows(b""), before=timezone.now())
    session.refresh_from_db()
    return session


@pytest.mark.faults(68, 70)
def test_what_one_walk_did_not_meet_is_missing_and_what_two_did_not_has_dropped_out(
    missing: ExamSession,
) -> None:
    once = missed_once_more(missing)
    assert (once.dropped_at, once.missed_at is None) == (None, False)
    assert missed_once_more(missing).dropped_at is not None


@pytest.mark.faults(68, 70)
def test_what_was_read_between_two_walks_has_not_dropped_out(missing: ExamSession) -> None:
    missed_once_more(missing)
    ExamSession.objects.update(refreshed_at=timezone.now())
    assert missed_once_more(missing).dropped_at is None


@pytest.mark.faults(70)
def test_what_a_walk_met_is_not_missing(missing: ExamSession) -> None:
    seen = SeenRows(b"")
    seen.add([missing.pk])
    missing_rows.note_missing(missing.institution, seen, before=timezone.now())
    missing.refresh_from_db()
    assert missing.missed_at is None
