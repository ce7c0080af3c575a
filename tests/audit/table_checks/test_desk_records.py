"""Rescues, handovers, prints of rosters, marks of who came and accommodations: changed past the
portal they are named; as people and the worker leave them they are not.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times import Accommodation
from scheduling.audit import event_writer
from scheduling.audit.chain import canonical
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import comparison_with_log
from scheduling.batches import start_pause_stop
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.handovers import day_sheet, signing
from scheduling.models import (
    Attendance,
    AuditEvent,
    Batch,
    BatchRow,
    ExamSession,
    Handover,
    Institution,
    PersonalValue,
    RosterPrint,
    SessionAccommodation,
)
from scheduling.rosters import prints, roster
from scheduling.session_commands import Actor
from tests.support.audit_log import erase_past_the_portal, without_triggers
from tests.support.batches import begun, booked_there, carried_out
from tests.support.booking_form import DULUTH

ANA = Actor(user_id=None, name="Ana Ruiz", username="coordinator", role="coordinator")
TOM = Actor(user_id=None, name="Tom Okafor", username="coordinator2", role="coordinator")
DAY = date(2027, 1, 14)
ZONE = "America/Chicago"
HOUR = timedelta(hours=1)


def found() -> str:
    """What a verification names of these."""
    names = ("rescue", "handover", "roster", "who came", "is given", "gave session", "compared")
    differences = comparison_with_log.compare().differences
    return "; ".join(one.said for one in differences if any(name in one.said for name in names))


@pytest.fixture
def sessions(institution: Institution, sandbox: Sandbox) -> Sequence[ExamSession]:
    return booked_there(sandbox, institution, 3)


@pytest.fixture
def batch(sessions: Sequence[ExamSession]) -> Batch:
    made = begun(sessions)
    assert found() == ""
    return made


@pytest.fixture
def handover(sessions: Sequence[ExamSession]) -> Handover:
    """One that was signed by Ana and taken over by Tom."""
    where = day_sheet.Where(sessions[0].institution, DULUTH, "Duluth Testing Center", ZONE)
    sheet = day_sheet.of(where, DAY, timezone.now())
    made = signing.sign(
        where=where, day=DAY, sheet=sheet, note="The heater is off.", form_id=uuid4(), actor=ANA
    )
    assert found() == ""
    assert signing.take_over(handover=made, actor=TOM)
    assert found() == ""
    return made


@pytest.fixture
def printed(sessions: Sequence[ExamSession]) -> RosterPrint:
    on_paper = roster.of(sessions[0].institution, DULUTH, ZONE, DAY)
    assert on_paper and len(on_paper.expected) == 3
    rows = prints.rows_of(on_paper.expected)
    made = prints.make(roster=on_paper, rows=rows, opens="", form_id=uuid4(), actor=ANA)
    assert found() == ""
    return made


@pytest.fixture
def marked(sessions: Sequence[ExamSession]) -> Sequence[ExamSession]:
    """Who came and left, who is here again, and who did not come; one mark was taken back."""
    ExamSession.objects.update(appointment_at=timezone.now() - HOUR)
    here, gone, absent = sessions
    for session, marks in (
        (here, (Mark.ARRIVED, Mark.LEFT, Mark.ARRIVED, Mark.LEFT)),
        (gone, (Mark.ARRIVED, Mark.LEFT)),
        (absent, (Mark.ARRIVED,)),
    ):
        session.refresh_from_db()
        for one in marks:
            attendance.mark(session=session, mark=one, shown_event=_shown(session), actor=ANA)
    for session in (here, absent):
        attendance.take_back(
            session=session, shown_event=_shown(session), reason="By mistake.", actor=TOM
        )
    attendance.mark(session=absent, mark=Mark.NO_SHOW, shown_event=_shown(absent), actor=TOM)
    assert found() == ""
    return sessions


def explained() -> None:
    call_command("audit_explain", "--why", "a test", stdout=io.StringIO())


def test_what_was_explained_is_not_explained_for_ever(
    batch: Batch,
    handover: Handover,
    printed: RosterPrint,
    given: SessionAccommodation,
) -> None:
    session = given.session
    Attendance.objects.create(
        session=session, arrived_at=timezone.now(), marked_by_name="Dean", event_number=1
    )
    changes: dict[str, Callable[[str], object]] = {
        "was begun by another": lambda text: Batch.objects.update(actor_name=text),
        "is not what event": lambda text: Batch.objects.update(reason=text),
        "signed it": lambda text: Handover.objects.update(location_name=text),
        "is shown as taken over": lambda text: Handover.objects.update(taken_over_by_name=text),
        "printed it": lambda text: RosterPrint.objects.update(location_name=text),
        "who came": lambda text: Attendance.objects.update(marked_by_name=text),
        "is given": lambda text: SessionAccommodation.objects.update(room=text),
    }
    for said, change in changes.items():
        change("first")
        assert said in found()
        explained()
        assert found() == ""
        change("second")
        assert said in found()
        explained()


def _shown(session: ExamSession) -> int:
    known = attendance.of(session)
    return known.event_number if known else 0


@pytest.fixture
def given(sessions: Sequence[ExamSession]) -> SessionAccommodation:
    for factor in ("1.5", "2"):
        known = accommodations.of(sessions[0])
        accommodations.change(
            session=sessions[0],
            accommodation=Accommodation(Decimal(factor), 10, "Room 4, by the window"),
            shown_event=known.event_number if known else 0,
            actor=ANA,
        )
    assert found() == ""
    return SessionAccommodation.objects.get()


OF_A_RESCUE: dict[str, tuple[Callable[[], object], str]] = {
    "by whom": (
        lambda: Batch.objects.update(actor_name="Tom Okafor"),
        "was begun by another person than event",
    ),
    "as what": (
        lambda: Batch.objects.update(actor_role="administrator"),
        "was begun by another person than event",
    ),
    "in whose name": (
        lambda: Batch.objects.update(sender_name="Tom Okafor"),
        "is sent in another name than its events say",
    ),
    "why": (lambda: Batch.objects.update(reason="Because."), "is not what event"),
    "a new start": (
        lambda: BatchRow.objects.update(new_start=F("new_start") + HOUR),
        "is not what event",
    ),
    "how it stood": (lambda: BatchRow.objects.update(stood_status="x"), "is not what event"),
    "a row removed": (lambda: BatchRow.objects.first().delete(), "is not what event"),
    "a row added": (
        lambda: BatchRow.objects.create(
            batch=Batch.objects.get(),
            session=ExamSession.objects.exclude(sid__in=BatchRow.objects.values("session__sid"))[0],
            action="reschedule",
            attempt_id=uuid4(),
            new_start=timezone.now(),
        ),
        "is not what event",
    ),
    "other numbers": (
        lambda: BatchRow.objects.filter(pk=BatchRow.objects.first().pk).update(attempt_id=uuid4()),
        "has requests of other numbers than event",
    ),
    "paused": (
        lambda: Batch.objects.update(state="paused"),
        "is shown as “paused”, but its last event left it “running”",
    ),
    "rows left": (
        lambda: BatchRow.objects.filter(pk=BatchRow.objects.first().pk).update(state="left"),
        "has bookings left as they were: no event did that",
    ),
    "all of it removed": (
        lambda: (BatchRow.objects.all().delete(), Batch.objects.all().delete()),
        "began a rescue that is not there any more",
    ),
    "one that nobody began": (
        lambda: Batch.objects.create(
            form_id=uuid4(),
            institution=Institution.objects.first(),
            kind="rescue",
            title="Made up",
            actor_name="Ana Ruiz",
            begun_at=timezone.now(),
        ),
        "Made up, is shown, but no event began it",
    ),
}


@pytest.mark.parametrize("what", OF_A_RESCUE)
def test_a_rescue_that_was_changed_is_named(
    batch: Batch, institution: Institution, sandbox: Sandbox, what: str
) -> None:
    booked_there(sandbox, institution, 1)
    change, said = OF_A_RESCUE[what]
    change()
    assert said in found()


def test_a_rescue_is_as_its_events_say_to_its_end(batch: Batch) -> None:
    assert start_pause_stop.pause(batch=batch, actor=TOM)
    assert found() == ""
    assert start_pause_stop.resume(batch=batch, actor=ANA)
    assert found() == ""
    carried_out(batch)
    assert found() == ""
    Batch.objects.update(state="stopped")
    assert "is shown as “stopped”, but its last event left it “done”" in found()


def test_a_rescue_that_was_stopped_left_what_its_event_counts(
    batch: Batch, sessions: Sequence[ExamSession]
) -> None:
    ExamSession.objects.filter(pk=sessions[0].pk).update(status="Scheduled")
    assert start_pause_stop.stop(batch=batch, actor=TOM)
    carried_out(batch)
    assert found() == ""
    BatchRow.objects.filter(pk=BatchRow.objects.first().pk).update(state="held")
    assert "did not end as its last event counted" in found()


OF_A_HANDOVER: dict[str, tuple[Callable[[], object], str]] = {
    "the sheet": (
        lambda: Handover.objects.update(sheet=Handover.objects.get().sheet | {"unplaced": 4}),
        "signed it",
    ),
    "who signed": (lambda: Handover.objects.update(signed_by_name="Tom Okafor"), "signed it"),
    "when": (lambda: Handover.objects.update(signed_at=F("signed_at") - HOUR), "signed it"),
    "the day": (lambda: Handover.objects.update(day=date(2027, 1, 13)), "signed it"),
    "its event": (lambda: Handover.objects.update(event_number=1), "but no event signed it"),
    "who took over": (
        lambda: Handover.objects.update(taken_over_by_name="Ana Ruiz"),
        "is shown as taken over by Ana Ruiz: no event is",
    ),
    "when it was taken over": (
        lambda: Handover.objects.update(taken_over_at=F("taken_over_at") - HOUR),
        "is shown as taken over by Tom Okafor: no event is",
    ),
    "not taken over": (
        lambda: Handover.objects.update(
            taken_over_at=None, taken_over_by_name="", taken_over_event=None
        ),
        "took over a handover that is not there any more",
    ),
    "removed": (
        lambda: Handover.objects.all().delete(),
        "signed a handover that is not there any more",
    ),
}


@pytest.mark.parametrize("what", OF_A_HANDOVER)
def test_a_handover_that_was_changed_is_named(handover: Handover, what: str) -> None:
    change, said = OF_A_HANDOVER[what]
    change()
    assert said in found()


OF_A_PRINT: dict[str, tuple[Callable[[], object], str]] = {
    "a row": (lambda: RosterPrint.objects.update(rows=[]), "printed it"),
    "who printed": (
        lambda: RosterPrint.objects.update(printed_by_name="Tom Okafor"),
        "printed it",
    ),
    "when": (lambda: RosterPrint.objects.update(printed_at=F("printed_at") - HOUR), "printed it"),
    "its number": (lambda: RosterPrint.objects.update(number=2), "printed it"),
    "how many more": (lambda: RosterPrint.objects.update(unsure=4), "printed it"),
    "as if it had not kept that": (lambda: RosterPrint.objects.update(unsure=None), "printed it"),
    "what a row said": (
        lambda: RosterPrint.objects.update(
            rows=[row | {"given": 0, "state": "Closed"} for row in RosterPrint.objects.get().rows]
        ),
        "printed it",
    ),
    "its event": (lambda: RosterPrint.objects.update(event_number=1), "but no event printed it"),
    "its code": (
        lambda: RosterPrint.objects.update(code="0001-G4C8-XN2K-7PQD-3VWE"),
        "has a code that is not the log’s",
    ),
    "removed": (
        lambda: RosterPrint.objects.all().delete(),
        "printed a roster that is not there any more",
    ),
}


@pytest.mark.parametrize("what", OF_A_PRINT)
def test_a_print_that_was_changed_is_named(printed: RosterPrint, what: str) -> None:
    change, said = OF_A_PRINT[what]
    change()
    assert said in found()


def test_a_print_of_before_is_held_to_the_digest_of_its_time(printed: RosterPrint) -> None:
    """Neither its rows nor the print kept then what they keep now."""
    names = ("session", "start", "end", "is_certain")
    row = RosterPrint(
        institution=printed.institution,
        location_sid=DULUTH,
        location_name="Duluth Testing Center",
        day=DAY,
        number=2,
        printed_at=timezone.now(),
        printed_by_name="Ana Ruiz",
        form_id=uuid4(),
        rows=[{name: one[name] for name in names} for one in printed.rows],
        unplaced=1,
    )
    facts = ["roster", row.institution_id, DULUTH, "Duluth Testing Center", "2027-01-14", 2]
    facts += [row.printed_at.astimezone(UTC).isoformat(), "Ana Ruiz", str(row.form_id), row.rows, 1]
    digest = hashlib.sha256(canonical(facts).encode()).hexdigest()
    row.event_number = event_writer.record(
        event_writer.Entry(
            kind=Kind.ROSTER_PRINTED,
            sentence="Ana Ruiz printed it.",
            actor=ANA,
            details={"location": DULUTH, "day": "2027-01-14", "print": 2, "sheet_sha256": digest},
        )
    )
    row.save()
    assert found() == ""
    RosterPrint.objects.filter(number=2).update(unsure=0)
    assert "print 2, is not as event" in found()


@pytest.mark.parametrize("kind", ["handover", "print"])
def test_what_was_signed_or_printed_before_it_had_a_digest_is_held_to_its_counts(
    handover: Handover, printed: RosterPrint, kind: str
) -> None:
    without_triggers()
    for event in AuditEvent.objects.filter(details__contains='"sheet_sha256"'):
        cut = event.details.index('"sheet_sha256"')
        short = event.details[:cut] + event.details[cut + len('"sheet_sha256":""') + 64 :]
        short = short.replace(",,", ",").replace("{,", "{").replace(",}", "}")
        AuditEvent.objects.filter(pk=event.pk).update(details=short)
    assert found() == ""
    if kind == "handover":
        sheet = Handover.objects.get().sheet
        Handover.objects.update(sheet=sheet | {"parts": sheet["parts"] | {"here": [[1, "", ""]]}})
        assert "signed it" in found()
    else:
        RosterPrint.objects.update(rows=[])
        assert "printed it" in found()


OF_ATTENDANCE: dict[str, Callable[[], object]] = {
    "came": lambda: _of_visits().update(arrived_at=F("arrived_at") - HOUR),
    "left": lambda: _of_visits().update(left_at=None),
    "left another time": lambda: _of_visits().update(left_at=F("left_at") + HOUR),
    "by whom": lambda: _of_visits().update(marked_by_name="Nobody"),
    "the start of a no-show": lambda: Attendance.objects.exclude(no_show_at=None).update(
        start_at=timezone.now() - 9 * HOUR
    ),
    "a no-show removed": lambda: Attendance.objects.exclude(no_show_at=None).delete(),
    "of another session": lambda: _of_visits().update(session=_unmarked()),
    "a visit made up": lambda: Attendance.objects.create(
        session=_unmarked(),
        arrived_at=timezone.now(),
        marked_by_name="Ana Ruiz",
        event_number=AuditEvent.objects.filter(kind="checked_in").first().number,
    ),
}


def _of_visits() -> object:
    return Attendance.objects.filter(pk=Attendance.objects.exclude(left_at=None).last().pk)


def _unmarked() -> ExamSession:
    known = ExamSession.objects.first()
    known.pk, known.sid = None, "ES" + "9" * 32
    known.save()
    return known


@pytest.mark.parametrize("what", OF_ATTENDANCE)
def test_a_mark_of_who_came_that_was_changed_is_named(
    marked: Sequence[ExamSession], what: str
) -> None:
    OF_ATTENDANCE[what]()
    assert "who came to session ES" in found()


OF_AN_ACCOMMODATION: dict[str, tuple[Callable[[], object], str]] = {
    "the factor": (lambda: SessionAccommodation.objects.update(percent=100), "its last event says"),
    "the room": (lambda: SessionAccommodation.objects.update(room=""), "its last event says"),
    "by whom": (
        lambda: SessionAccommodation.objects.update(changed_by_name="Nobody"),
        "its last event says",
    ),
    "as an earlier event says": (
        lambda: SessionAccommodation.objects.update(
            percent=150, event_number=F("event_number") - 1
        ),
        "its last event says",
    ),
    "removed": (
        lambda: SessionAccommodation.objects.all().delete(),
        "an accommodation that is not there any more",
    ),
}


@pytest.mark.parametrize("what", OF_AN_ACCOMMODATION)
def test_an_accommodation_that_was_changed_is_named(given: SessionAccommodation, what: str) -> None:
    change, said = OF_AN_ACCOMMODATION[what]
    change()
    assert said in found()


def test_of_an_accommodation_whose_value_was_erased_nothing_is_said(
    given: SessionAccommodation,
) -> None:
    erase_past_the_portal(PersonalValue.objects.filter(name="after"))
    assert found() == ""


@pytest.mark.parametrize(
    ("kind", "details", "part"),
    [
        (Kind.CHECKED_IN, {}, "session marks"),
        (Kind.BATCH_BEGUN, {}, "batch records"),
        (Kind.ADMIN_CHANGED, {"stands": {"price 1": []}}, "fingerprints"),
    ],
)
def test_an_event_that_the_portal_never_writes_so_is_told_and_ends_no_verification(
    institution: Institution, kind: Kind, details: dict[str, object], part: str
) -> None:
    strange = event_writer.Entry(kind=kind, sentence="Something.", actor=ANA, details=details)
    event_writer.record(strange)
    differences = comparison_with_log.compare().differences
    [told] = [one for one in differences if "can’t be compared" in one.said]
    assert told.said.startswith(part)
    assert not told.may_be_explained
