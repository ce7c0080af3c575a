"""An administrator of one institution, and what belongs to another: forms made by hand, mixed
choices and altered numbers reach nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from scheduling.access import calendar_feeds
from scheduling.batches import start_pause_stop
from scheduling.batches.approved_booking import SeenBooking
from scheduling.exam_sessions.lists import saved_views
from scheduling.handovers import day_sheet, signing, stored_sheets
from scheduling.models import (
    Attempt,
    Attendance,
    AuditEvent,
    Batch,
    BatchRow,
    CalendarFeed,
    ExamSession,
    Handover,
    HoursByDate,
    Institution,
    Location,
    SavedView,
)
from scheduling.rosters import prints, roster
from scheduling.session_commands import Actor
from scheduling.views.exam_sessions.session_parts import shown_appointment
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on
from tests.support.known_sessions import known_session
from tests.support.people import LAKESIDE, NORTHFIELD, someone
from tests.support.portal_server import Portal

THEIRS = Actor(user_id=None, name="Lake Person", username="lake", role="coordinator")
HOUR = timedelta(hours=1)
HIDDEN, EXAM = "Hidden Learner", "Sealed Exam 977"


@pytest.fixture
def local(portal: Portal) -> Iterator[Desk]:
    """An administrator of Northfield only."""
    with someone(portal.url, "administrator-here") as desk:
        yield desk


@pytest.fixture
def elsewhere(database: object) -> Institution:
    return Institution.objects.get(sid=LAKESIDE)


def place_at(institution: Institution) -> Location:
    found = Location.objects.filter(institution=institution, kind="testing-center").first()
    return found or Location.objects.create(
        institution=institution, name="Lakeside Annex", pl_sid="PL" + "e" * 32
    )


@pytest.fixture
def mixed(institution: Institution, elsewhere: Institution) -> Sequence[ExamSession]:
    """A booking here and one elsewhere, at the same time; both have begun."""
    start = timezone.now().replace(microsecond=0) - HOUR
    facts = {"status": "Scheduled", "appointment_at": start, "duration_minutes": 60}
    here = known_session(
        institution, learner_name="Own Learner", location_sid=DULUTH, user_sid="USa", **facts
    )
    there = known_session(
        elsewhere,
        learner_name=HIDDEN,
        exam_title=EXAM,
        location_sid=place_at(elsewhere).pl_sid,
        user_sid="USa",
        **facts,
    )
    return here, there


def keys(sessions: Sequence[ExamSession]) -> list[str]:
    return [str(one.pk) for one in sessions]


def test_a_rescue_of_ticked_sessions_takes_none_of_another_institution(
    local: Desk, mixed: Sequence[ExamSession]
) -> None:
    ExamSession.objects.update(appointment_at=timezone.now() + 24 * HOUR)
    for order in (mixed, mixed[::-1]):
        page = local.get("/rescues/new/", params={"session": keys(order)})
        assert (page.status_code, HIDDEN in page.text) == (200, False)
        assert "Own Learner" in page.text
    there = mixed[1]
    day = (timezone.now() + 48 * HOUR).astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    times = {
        f"{name}-{one.pk}": value
        for one in mixed
        for name, value in (("day", day), ("time", "10:00"))
    }
    sent: dict[str, Any] = own_form_on(page) | times
    sent |= {"session": keys(mixed), "ticked": keys(mixed), "do": "begin", "reason": "Power."}
    local.post("/rescues/new/", sent)
    assert not BatchRow.objects.filter(session=there).exists()
    assert not Attempt.objects.exists()
    place = f"{there.institution.sid}/{there.location_sid}"
    asked = {"location": place, "day": day, "from": "00:01", "until": "23:59"}
    assert HIDDEN not in local.get("/rescues/new/", params=asked).text
    alone = asked | {"location": there.location_sid, "install": there.institution.sid}
    assert HIDDEN not in local.get("/rescues/new/", params=alone).text


def test_a_rescue_of_another_institution_is_neither_shown_nor_steered(
    local: Desk, mixed: Sequence[ExamSession]
) -> None:
    there = mixed[1]
    move = start_pause_stop.ApprovedMove(
        session=there, stood=SeenBooking.of(there), new_start=timezone.now() + 24 * HOUR
    )
    form_id = uuid4()
    batch = start_pause_stop.begin(
        institution=there.institution,
        kind=Batch.Kind.RESCUE,
        title="Lakeside Annex",
        reason="Flood.",
        moves=[move],
        form_id=form_id,
        actor=THEIRS,
    )
    for path in ("", "standing/", "calls/"):
        answer = local.get(f"/rescues/{batch.pk}/{path}")
        assert (answer.status_code, HIDDEN in answer.text) == (403, False)
    for do in ("pause", "stop"):
        assert local.post(f"/rescues/{batch.pk}/steer/", {"do": do}).status_code == 403
    batch.refresh_from_db()
    assert batch.state == Batch.State.RUNNING
    assert "Lakeside Annex" not in local.get("/rescues/").text


def handover_elsewhere(there: Institution) -> Handover:
    where = day_sheet.HandoverPlace(there, "", "", there.time_zone)
    day = date(2027, 1, 14)
    sheet = day_sheet.of(where, day, timezone.now())
    return signing.sign(
        where=where, day=day, sheet=sheet, note="Hidden note.", form_id=uuid4(), actor=THEIRS
    )


def test_a_handover_of_another_institution_is_neither_read_nor_taken_nor_signed(
    local: Desk, institution: Institution, elsewhere: Institution, mixed: Sequence[ExamSession]
) -> None:
    theirs = handover_elsewhere(elsewhere)
    assert local.get(f"/handover/{theirs.pk}/").status_code == 403
    assert local.post(f"/handover/{theirs.pk}/taken-over/", {}).status_code == 403
    theirs.refresh_from_db()
    assert theirs.taken_over_at is None
    sid = mixed[1].location_sid
    for install, location in ((LAKESIDE, ""), (LAKESIDE, sid), (NORTHFIELD, sid), ("", sid)):
        shown = local.get("/handover/", params={"install": install, "location": location})
        assert HIDDEN not in shown.text
        sent = {"install": install, "location": location, "day": "2027-01-14", "note": "x"}
        about = f"{install}/{location}/2027-01-14"
        shown_mark = stored_sheets.mark_of(stored_sheets.sheet_in(theirs.sheet), about)
        sent |= {"shown": shown_mark, "form_id": uuid4()}
        assert local.post("/handover/", sent).status_code in (403, 404)
    assert Handover.objects.count() == 1


def test_no_mark_is_made_at_another_institution(local: Desk, mixed: Sequence[ExamSession]) -> None:
    here, there = mixed
    asked = local.get("/no-shows/", params={"session": keys(mixed)})
    assert HIDDEN not in asked.text
    shown = [f"{one.pk}:{shown_appointment.of(one)}" for one in mixed]
    local.post("/no-shows/", {"session": keys(mixed), "shown": shown})
    assert [one.session_id for one in Attendance.objects.all()] == [here.pk]
    for path in (
        f"/sessions/{LAKESIDE}/{there.exam_sid}/{there.sid}/",
        f"/sessions/{NORTHFIELD}/{there.exam_sid}/{there.sid}/",
    ):
        for do in ("attendance/", "attendance/undo/", "accommodation/"):
            answer = local.post(f"{path}{do}", {"mark": "arrived", "why": "x", "room": "4"})
            assert (answer.status_code >= 400, HIDDEN in answer.text) == (True, False)
        for part in ("", "panel/", "standing/", "schedule/", "switch/", "session.ics"):
            assert HIDDEN not in local.get(f"{path}{part}").text
    looked = f"/sessions/{LAKESIDE}/{there.exam_sid}/{there.sid}/looked/"
    assert local.post(looked, {}).status_code == 403
    assert Attendance.objects.count() == 1


def test_lists_boards_payments_and_prints_show_nothing_of_another_institution(
    local: Desk, elsewhere: Institution, mixed: Sequence[ExamSession]
) -> None:
    there = mixed[1]
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=there,
        action="schedule",
        actor_name="Lake Person",
        time_zone="UTC",
        card_fingerprint="x",
        started_at=timezone.now(),
        deadline_at=timezone.now(),
        state="accepted",
    )
    day = timezone.now().date().isoformat()
    there_only = {"install": LAKESIDE, "location": there.location_sid}
    pages: list[tuple[str, dict[str, str]]] = [
        ("/payments/", {"file": "csv"}),
        ("/payments/", {}),
        ("/board/", {"day": day}),
        ("/board/", {"day": day, "at": "12:00"}),
        ("/roster/", {"day": day}),
        ("/week/", {}),
        ("/changes/", {"day": day}),
        ("/find/", {"q": HIDDEN}),
        ("/", {"view": "all"}),
        ("/", {"q": there.sid}),
        ("/renewed/", {"view": "all", "rows": f"{there.pk}.00000000"}),
        ("/", {"view": "all", "open": there.sid}),
        ("/payments/", {"day": day, "outcome": "booked"}),
    ]
    for path, asked in pages:
        for more in ({}, there_only, {"location": there.location_sid}, {"install": LAKESIDE}):
            text = local.get(path, params=asked | more).text
            assert EXAM not in text and "Lake Person" not in text, (path, asked, more)
    on_paper = roster.of(elsewhere, there.location_sid, "UTC", timezone.now().date())
    rows = prints.rows_of(on_paper.expected)
    made = prints.make(roster=on_paper, rows=rows, opens="", form_id=uuid4(), actor=THEIRS)
    assert local.get(f"/roster/prints/{made.pk}/").status_code == 403
    assert HIDDEN not in local.get("/changes/", params={"print": str(made.pk)}).text


def test_views_calendars_and_closed_days_of_another_institution_stay_theirs(
    local: Desk, elsewhere: Institution, institution: Institution
) -> None:
    person = get_user_model().objects.get(username="coordinator")
    own = Actor(user_id=person.pk, name="Ana Ruiz", username="coordinator", role="coordinator")
    view = saved_views.save(
        name="Secret list", query="view=all", install_sid="", described="All", actor=own
    )
    offered = saved_views.offer(view=view, institution=elsewhere, described="All", actor=own)
    for one in (view, offered):
        assert local.get(f"/views/{one.pk}/").status_code == 404
        for sent in ({"name": "Mine"}, {"do": "remove"}, {"offer": NORTHFIELD}):
            assert local.post(f"/views/{one.pk}/", sent).status_code == 404
    assert "Secret list" not in local.get("/views/").text
    assert SavedView.objects.count() == 2
    mine = Actor(
        user_id=get_user_model().objects.get(username="administrator-here").pk,
        name="",
        username="administrator-here",
        role="administrator",
    )
    saved = saved_views.save(
        name="Mine", query="view=all", install_sid="", described="All", actor=mine
    )
    assert local.post(f"/views/{saved.pk}/", {"offer": LAKESIDE}).status_code == 403
    assert SavedView.objects.filter(institution=elsewhere).count() == 1

    calendar_feeds.make(
        person=person, wanted=calendar_feeds.CalendarContents(), form_id=uuid4(), actor=own
    )
    feed = CalendarFeed.objects.get()
    assert local.post(f"/calendars/{feed.pk}/revoke/", {}).status_code == 404
    place = place_at(elsewhere)
    form = own_form_on(local.get("/calendars/")) | {"what": f"{LAKESIDE}.{place.pl_sid}"}
    assert local.post("/calendars/", form).status_code == 422
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1

    days = {"first_day": "2027-01-18", "last_day": "2027-01-18", "what": "closed", "reason": "x"}
    for at in (
        {"institution": elsewhere.pk, "location": ""},
        {"institution": elsewhere.pk, "location": place.pk},
        {"institution": institution.pk, "location": place.pk},
    ):
        local.post("/admin/scheduling/hoursbydate/add/", days | at)
    assert not HoursByDate.objects.exists()


def test_what_was_tried_stands_in_the_log(local: Desk, mixed: Sequence[ExamSession]) -> None:
    there = mixed[1]
    path = f"/sessions/{LAKESIDE}/{there.exam_sid}/{there.sid}/"
    assert local.get(path).status_code == 403
    event = AuditEvent.objects.filter(kind="denied").first()
    assert event is not None and event.actor_username == "administrator-here"
