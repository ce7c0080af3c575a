"""A row of which something can't be read is followed by a look, once, however often the list brings
it; and neither hides what else is wrong with the list, nor makes doubtful what is certain.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession, Institution, ListWalk
from scheduling.proctoring_api.lists.list_page import PAGE_SIZE, BadRow
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list import bad_rows, list_fetching, odd_rows
from scheduling.provider_list.mirrored_rows import take_rows
from scheduling.views.exam_sessions.state_marks import state_of
from tests.support.known_sessions import known_session, user
from tests.support.polling import PATIENCE

REPORTS = {"method": "GET", "path_contains": "/reports/"}
READS = {"method": "GET", "path_contains": "/sessions/"}
START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
KNOWN: dict[str, Any] = {
    "status": "Scheduled",
    "session_type": "smarter-scheduling",
    "appointment_at": START,
    "user_sid": user(5),
}
ODD = {"appointmentDate": "soon"}


def walked(institution: Institution) -> None:
    walk = ListWalk.objects.filter(institution=institution)
    walk.update(allowance=15, allowance_at=timezone.now(), paused_until=None)
    list_fetching.refresh_list(institution, patience=PATIENCE)


def listed(session: ExamSession, **said: Any) -> AppointmentRow:
    row = {"sid": session.sid, "examSid": session.exam_sid, "userSid": session.user_sid}
    row |= {"status": session.status, "sessionType": session.session_type}
    return AppointmentRow.read(row | said)


def looks(sandbox: Sandbox, session: ExamSession) -> int:
    return sum(session.sid in one["path"] for one in sandbox.requests("GET"))


def test_a_row_that_two_pages_of_one_walk_bring_is_followed_by_a_look(
    sandbox: Sandbox, institution: Institution
) -> None:
    walked(institution)
    session = ExamSession.objects.filter(institution=institution).order_by("pk")[PAGE_SIZE - 5]
    sandbox.clear()
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={session.sid: {"status": 7}})
    walked(institution)
    met_on = [one for one in sandbox.requests("GET") if "/reports/" in one["path"]]
    assert len(met_on) > 1
    assert (looks(sandbox, session), ExamSession.objects.get(pk=session.pk).unread) == (1, None)


def test_a_look_that_failed_is_still_owed_after_the_next_walks(
    sandbox: Sandbox, institution: Institution
) -> None:
    walked(institution)
    booked = ExamSession.objects.filter(status="Scheduled", appointment_at__isnull=False)
    session = booked.order_by("-appointment_at")[0]
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={session.sid: ODD})
    sandbox.trouble("status", match=READS, code=503, times=None)
    walked(institution)
    walked(institution)
    owed = ExamSession.objects.get(pk=session.pk)
    assert owed.unread and owed.missed_at

    an_hour = timedelta(hours=1)
    ExamSession.objects.filter(pk=session.pk).update(
        read_tried_at=F("read_tried_at") - an_hour, missed_at=F("missed_at") - an_hour
    )
    sandbox.clear()
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={session.sid: ODD})
    walked(institution)
    assert (looks(sandbox, session), ExamSession.objects.get(pk=session.pk).unread) == (1, None)


def test_what_came_back_after_it_was_missing_is_not_owed_a_look(institution: Institution) -> None:
    session = known_session(institution, **KNOWN)
    missed = timezone.now()
    ExamSession.objects.filter(pk=session.pk).update(
        missed_at=missed, changed_at=missed - timedelta(hours=1)
    )
    take_rows(institution, [listed(session)], fetched_at=timezone.now())
    assert ExamSession.objects.get(pk=session.pk).missed_at is None


def test_many_odd_rows_hide_neither_what_is_missing_nor_a_row_that_can_t_be_used(
    institution: Institution,
) -> None:
    walk = ListWalk.objects.create(institution=institution)
    odd = [
        BadRow(n, f"ES{n:032x}", "its start “soon” can't be read", is_taken=True)
        for n in range(1, bad_rows.MOST + 10)
    ]
    bad_rows.note(institution, walk, odd)
    assert not bad_rows.has_nameless(walk)
    assert len(walk.bad_rows) == bad_rows.MOST

    bad_rows.note(institution, walk, [BadRow(70, "", "it is not a session")])
    assert bad_rows.has_nameless(walk)
    walk.started_at = timezone.now()
    assert bad_rows.sentence(bad_rows.all_of(walk)).startswith("a row without a SID")


def test_so_many_are_read_at_once_and_the_others_in_later_walks(
    institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(odd_rows, "MOST_AT_ONCE", 2)
    sessions = [known_session(institution, **KNOWN) for _ in range(3)]
    rows = [listed(one, **ODD) for one in sessions]
    here = ExamSession.objects.filter(institution=institution)
    owed = []
    for _ in range(2):
        take_rows(institution, rows, fetched_at=timezone.now())
        owed.append(here.filter(missed_at__isnull=False).count())
    assert (owed, here.filter(unread__isnull=False).count()) == ([2, 2], 3)

    here.filter(missed_at__isnull=False).update(unread=None, refreshed_at=timezone.now())
    told = bad_rows.NamedRows({one.sid: one.flaw for one in rows}, is_all=True)
    take_rows(institution, rows, fetched_at=timezone.now() + timedelta(seconds=1), told=told)
    [last] = here.filter(unread__isnull=False)
    assert last.missed_at


@pytest.mark.parametrize("status", ["Needs Proctor", "Approval Denied", "Cancelled", "Closed"])
def test_what_is_shown_not_to_be_booked_is_certain_whatever_its_start(
    institution: Institution, status: str
) -> None:
    session = known_session(institution, **KNOWN | {"status": status})
    take_rows(institution, [listed(session, appointmentDate="TBD")], fetched_at=timezone.now())
    after = ExamSession.objects.get(pk=session.pk)
    assert (after.unread, after.missed_at) == (None, None)

    after.unread = '{"start": "TBD"}'  # as a look keeps it
    assert state_of(after, None).word == after.known_status.word
    after.unread = '{"status": "7", "start": "TBD"}'
    assert state_of(after, None).mark == "checking"


def test_of_what_is_not_booked_no_start_is_told_to_administrators(
    sandbox: Sandbox, institution: Institution
) -> None:
    walked(institution)
    to_book = ExamSession.objects.filter(status="Needs Proctor").order_by("sid")[0]
    rows = {to_book.sid: {"appointmentDate": "Not scheduled"}}
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows=rows)
    walked(institution)
    assert bad_rows.sentences_by_institution([institution]) == {}
    assert not AuditEvent.objects.filter(kind="list_rows_bad").exists()


def test_the_newest_entries_say_nothing_new_where_it_was_told(
    sandbox: Sandbox, institution: Institution
) -> None:
    newest = sandbox.place()["sessionSid"]
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={newest: {"status": 7}})
    walked(institution)
    session = ExamSession.objects.get(sid=newest)
    assert (looks(sandbox, session), session.unread) == (1, None)

    long_ago = timezone.now() - odd_rows.AGAIN_AFTER - timedelta(minutes=1)
    ExamSession.objects.filter(pk=session.pk).update(refreshed_at=long_ago, missed_at=None)
    ListWalk.objects.filter(institution=institution).update(pages=100, newest_at=None)
    sandbox.clear()
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={newest: {"status": 7}})
    list_fetching.keep_fresh(institution, patience=PATIENCE)
    assert "sortKeys" in str(sandbox.requests("GET"))
    after = ExamSession.objects.get(pk=session.pk)
    assert (after.unread, after.missed_at, looks(sandbox, session)) == (None, None, 0)


def test_two_reasons_of_one_row_are_both_told_of(institution: Institution) -> None:
    session = known_session(institution, **KNOWN)
    row = listed(session, **ODD)
    walk = ListWalk.objects.create(institution=institution)
    told = [BadRow(1, row.sid, why, is_taken=True) for why in (row.flaw, "it is listed twice")]
    bad_rows.note(institution, walk, told)
    walk.told_bad_rows = walk.bad_rows
    take_rows(institution, [row], fetched_at=timezone.now(), told=bad_rows.named_rows(walk))
    assert ExamSession.objects.get(pk=session.pk).missed_at is None
