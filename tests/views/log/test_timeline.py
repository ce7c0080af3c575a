"""What happened with a session, a request or a learner, told in order and once."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import mirror
from scheduling.log.search import event_search
from scheduling.models import Attempt, AuditEvent, ExamSession
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import cancel
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.log_page import numbers


def test_one_booking_is_told_once_with_its_asking_folded_in(
    desk: Desk, session: ExamSession
) -> None:
    known = AuditEvent.objects.filter(session_sid=session.sid).order_by("-number")
    page = desk.get("/audit/").text
    listed = set(numbers(page))
    assert [one.kind for one in known] == ["outcome", "intent", "outcome", "intent"]
    assert [one.number in listed for one in known] == [True, False, True, False]
    assert all(f'href="/audit/{one.number}/"' in page for one in known)


def test_an_asking_without_an_outcome_stands_by_itself(desk: Desk, session: ExamSession) -> None:
    intent = AuditEvent.objects.filter(session_sid=session.sid, kind="intent").latest("number")
    page = desk.get(
        "/audit/?" + urlencode({"session": session.sid, "before": str(intent.number + 1)})
    ).text
    assert numbers(page)[0] == intent.number
    assert "log__item--lesser" in page


def test_a_move_shows_before_and_after(desk: Desk, where: dict[str, str]) -> None:
    cancel(desk, where)
    path = f"/audit/story/session/{where['installSid']}/{where['examSid']}/{where['sessionSid']}/"
    said = plain_text(desk.get(path).text)
    before, after = (
        "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)",
        "Friday, January 15, 2027, 1:00 PM CST (19:00 UTC)",
    )
    assert f"Start {before} → , then {after}" in said
    assert f"Start {after} → , then none" in said
    assert said.index("booked") < said.index("moved") < said.index("cancelled")


def test_stories_tell_everything_in_order_of_time(
    desk: Desk, session: ExamSession, learner: dict[str, str]
) -> None:
    attempt = Attempt.objects.get(action="reschedule")
    of_session = list(AuditEvent.objects.filter(session_sid=session.sid).order_by("number"))
    outcomes = [one.number for one in of_session if one.kind == "outcome"]
    address = session.address
    same_exam = replace(address, session_sid=f"ES{'0' * 32}")
    event_writer.record(
        event_writer.Entry(
            kind=Kind.OUTCOME, sentence="Somebody else.", actor=PORTAL, address=same_exam
        )
    )
    by_session = (
        f"/audit/story/session/{address.install_sid}/{address.exam_sid}/{address.session_sid}/"
    )
    assert numbers(desk.get(by_session).text) == outcomes
    assert numbers(desk.get(f"/audit/story/attempt/{attempt.attempt_id}/").text) == outcomes[1:]
    query = urlencode(
        {"install": learner["install"], "name": learner["learner"], "email": learner["email"]}
    )
    assert numbers(desk.get(f"/audit/story/learner/?{query}").text) == outcomes
    assert (
        by_session
        in desk.get(
            f"/sessions/{address.install_sid}/{address.exam_sid}/{address.session_sid}/"
        ).text
    )


def test_a_session_s_story_is_whole_under_each_exam_that_it_was_of(
    desk: Desk, where: dict[str, str], session: ExamSession
) -> None:
    other = f"EX{'9' * 32}"
    record = SessionRecord.read({"sid": session.sid, "status": session.status})
    mirror.take_record(session, record, asked_at=timezone.now(), exam_sid=other)
    events = AuditEvent.objects.filter(session_sid=session.sid).order_by("number")
    told = [one.number for one in events if one.kind in (Kind.OUTCOME, Kind.SEEN)]
    assert events.filter(exam_sid=other).count() == 1

    for exam_sid in (where["examSid"], other):
        sids = f"{where['installSid']}/{exam_sid}/{session.sid}"
        page = desk.get(f"/audit/story/session/{sids}/").text
        assert numbers(page) == told
        assert f'href="/sessions/{where["installSid"]}/{other}/{session.sid}/"' in page
        assert f"<title>{session.learner_name} · History" in page


def test_a_long_story_is_read_page_by_page(
    desk: Desk, where: dict[str, str], session: ExamSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        event_search.page, "__kwdefaults__", event_search.page.__kwdefaults__ | {"size": 2}
    )
    path = f"/audit/story/session/{where['installSid']}/{where['examSid']}/{where['sessionSid']}/"
    first = desk.get(path).text
    later = html.unescape(re.search(r'href="(\?[^"]+)" rel="next"', first)[1])  # type: ignore[index]
    second = desk.get(path + later).text
    earlier = html.unescape(re.search(r'href="(\?[^"]+)" rel="prev"', second)[1])  # type: ignore[index]
    assert numbers(desk.get(path + earlier).text) == numbers(first)
    whole = AuditEvent.objects.filter(session_sid=session.sid, kind=Kind.OUTCOME).order_by("number")
    assert numbers(first) + numbers(second) == [one.number for one in whole]
