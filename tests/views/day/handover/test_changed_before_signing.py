"""What has changed since the page was opened is said, by name and number, before it is signed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attendance, ExamSession, Handover, Institution
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.handover_page import DAY, arrived, coming, listed, page, sign, today
from tests.support.html import words
from tests.support.known_sessions import known_session


def test_what_has_changed_meanwhile_is_read_again_before_it_is_signed(
    desk: Desk, sandbox: Sandbox
) -> None:
    shown = page(desk)
    listed(book(desk, sandbox))
    answer = sign(desk, shown)
    assert answer.status_code == 409
    assert "the day has changed since you opened this page. Changed: Scheduled 0 → 1." in words(
        answer
    )
    assert "heater is off" in answer.text
    assert not Handover.objects.exists()
    assert sign(desk, answer).status_code == 302


def test_what_changed_while_it_was_written_is_said_by_name_and_number(
    desk: Desk, institution: Institution
) -> None:
    one, other = (coming(institution, DAY, status="Incident") for _ in range(2))
    shown = page(desk)
    other.delete()
    ExamSession.objects.filter(pk=one.pk).update(status="Closed")
    coming(institution, "2027-01-15")
    told = words(sign(desk, shown))
    names = (
        "(no longer: Name not known, Name not known), First arrivals 0 → 1 (new: Name not known)"
    )
    assert f"Changed: Incidents 2 → 0 {names}," in told
    assert "Closed 0 → 1, Booked next 0 → 1, Incident 2 → 0. Below is the day as of now" in told
    again = page(desk)
    for figures in (
        *("", "[[", "{}", '{"status:<b>": [1]}', "[" * 3000, '{"a":[1e999,"x"]}', '{"a":[NaN,1]}'),
        *('{"\\ud800":[1,"x"]}', '{"status:\\ud800":[1,"x"]}', '{"x":[1,"\\ud800"]}'),
    ):
        coming(institution, "2027-01-15")
        answer = sign(desk, again, figures=figures)
        assert (answer.status_code, "<b>" in answer.text) == (409, "<b>" in again.text)
        assert "nobody knows 1 → 0" not in words(answer)
    told = words(sign(desk, again, figures='{"nobody knows":[1,""],"status:Gone":[1,""]}'))
    assert ("nobody knows" in told, "Gone 1 → 0" in told) == (False, True)


def test_who_left_who_came_and_who_is_there_otherwise_is_named_before_it_is_signed(
    desk: Desk, institution: Institution
) -> None:
    gone, came, stays = (
        coming(institution, DAY, learner_name=name) for name in ("Ada Gone", "Bo Came", "Cy Stays")
    )
    now = timezone.now() - timedelta(hours=1)
    for one in (gone, stays):
        arrived(one, now)
    today = timezone.now().astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    shown = page(desk, day=today)
    figures = re.search(r'name="figures" value="([^"]+)"', shown.text)
    Attendance.objects.filter(session=gone).update(left_at=timezone.now())
    arrived(came, now)
    told = words(sign(desk, shown))
    assert "Changed: Still here (left: Ada Gone; came: Bo Came). Below" in told
    Attendance.objects.filter(session=stays).update(marked_by_name="Somebody Else")
    told = words(sign(desk, shown))
    assert "Changed: Still here (left: Ada Gone; came: Bo Came; changed: Cy Stays)." in told
    before = json.loads(unescape(figures[1]))
    told = words(sign(desk, shown, figures=json.dumps({"here": before["here"][:2]})))
    assert "Still here: others than before" in told


def test_what_was_changed_outside_on_another_day_is_told_and_refuses_nothing(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, "2027-01-15")
    shown = page(desk, day=today())
    coming(institution, "2027-01-21", learner_name="Ada Later", changed_event=1)
    answer = sign(desk, shown)
    assert answer.status_code == 302
    told = words(desk.get(answer.headers["Location"]))
    assert "Other days changed since you opened the page, and you signed that with it." in told
    assert "Changed: Changed outside, not reviewed 0 → 1 (new: Ada Later)." in told
    shown = page(desk, day=today())
    coming(institution, today(), changed_event=1)
    assert sign(desk, shown).status_code == 409


def test_what_changed_stands_above_a_note_that_could_not_be_taken(
    desk: Desk, institution: Institution
) -> None:
    shown = page(desk)
    coming(institution, DAY, status="Incident", learner_name="Ada New")
    answer = sign(desk, shown, note="x" * 20_000)
    assert answer.status_code == 422
    assert "Changed: Incidents 0 → 1 (new: Ada New)" in words(answer)


def test_of_another_institutions_session_no_name_is_told(
    desk: Desk, institution: Institution
) -> None:
    other = Institution.objects.create(sid="IN" + "9".zfill(32), name="Elsewhere")
    theirs = known_session(other, learner_name="Hidden Name")
    shown = page(desk)
    coming(institution, DAY)
    told = words(sign(desk, shown, figures=json.dumps({"here": [1, "x", {str(theirs.pk): "x"}]})))
    assert "Still here 1 → 0 (left: Name not known)" in told and "Hidden Name" not in told


def test_what_was_read_of_one_empty_day_signs_no_other(desk: Desk) -> None:
    shown = page(desk)
    assert sign(desk, shown, day="2027-01-15").status_code == 409
    assert not Handover.objects.exists()
    assert sign(desk, shown).status_code == 302
