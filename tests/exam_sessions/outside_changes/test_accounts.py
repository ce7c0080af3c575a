"""Another account or enrollment of the learner is a change outside."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.events.event_entry import entry_about
from scheduling.models import ExamSession, Institution, SearchWord
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list import list_fetching
from scheduling.provider_list.mirrored_rows import take_rows
from scheduling.session_commands import PORTAL
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.long_cases import mostly_long
from tests.support.outcomes import details, kinds
from tests.support.outside_changes import page_of, seen
from tests.support.polling import PATIENCE


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("column", "name", "said"),
    mostly_long(
        [
            ("user_sid", "learner_account", "Learner account"),
            ("enrollment_sid", "enrollment", "Enrollment"),
        ],
        everyday=1,
    ),
)
def test_another_account_or_enrollment_in_the_list_is_a_change_outside(
    desk: Desk,
    institution: Institution,
    booked: dict[str, str],
    column: str,
    name: str,
    said: str,
) -> None:
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    listed = str(getattr(here.get(), column))
    earlier = f"{listed[:2]}{'e' * 32}"
    here.update(**{column: earlier})
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    assert details("seen")["changes"] == {name: {"before": earlier, "after": listed}}
    assert f"{said}: {earlier} → {listed}" in page_of(desk, booked)
    assert here.get().learner_key == here.get().user_sid
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert seen() == 1


@pytest.mark.faults(67)
def test_another_account_in_the_session_itself_is_a_change_outside(
    desk: Desk, booked: dict[str, str]
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    shown, earlier = here.get().user_sid, "US" + "e" * 32
    here.update(user_sid=earlier)
    assert f"Learner account: {earlier} → {shown}" in page_of(desk, booked)
    assert details("seen")["changes"] == {"learner_account": {"before": earlier, "after": shown}}


EITAN = {
    "learner_name": "Eitan Mizrahi",
    "learner_family_name": "Mizrahi",
    "learner_email": "eitan@northfield.example",
}
NOBODY = dict.fromkeys(EITAN, "")
ONE, OTHER = "1".zfill(32), "2".zfill(32)


def listed_as(institution: Institution, known: dict[str, str], **row: Any) -> ExamSession:
    """The session of Eitan's after this row of the list."""
    session = known_session(institution, status="Scheduled", **EITAN, **known)
    note_of(session)
    said = {"sid": session.sid, "examSid": session.exam_sid, "enrollment": row}
    ahead = timezone.now() + timedelta(seconds=1)
    take_rows(institution, [AppointmentRow.read(said)], fetched_at=ahead)
    return ExamSession.objects.get(pk=session.pk)


def note_of(session: ExamSession) -> None:
    """An event that names the learner."""
    event_writer.append(entry_about(session, Kind.CHANGE_LOOKED_AT, "{learner}", PORTAL))


def whose(session: ExamSession) -> dict[str, str]:
    return {name: getattr(session, name) for name in EITAN}


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("known", "row", "key"),
    [
        ({"user_sid": f"US{ONE}"}, {"userSid": f"US{OTHER}"}, f"US{OTHER}"),
        (
            {"user_sid": f"US{ONE}", "enrollment_sid": f"EN{ONE}"},
            {"enrollmentSid": f"EN{OTHER}"},
            f"EN{OTHER}",
        ),
        ({"enrollment_sid": f"EN{ONE}"}, {"enrollmentSid": f"EN{OTHER}"}, f"EN{OTHER}"),
        (
            {"enrollment_sid": f"EN{ONE}"},
            {"enrollmentSid": f"EN{OTHER}", "userSid": f"US{OTHER}"},
            f"US{OTHER}",
        ),
    ],
    ids=["account", "enrollment without account", "enrollment alone", "first account"],
)
def test_the_earlier_learner_s_name_and_email_are_not_those_of_who_sits_it_now(
    institution: Institution, known: dict[str, str], row: dict[str, str], key: str
) -> None:
    session = listed_as(institution, known, **row)
    assert (whose(session), session.learner_key) == (NOBODY, key)
    assert seen() == 1
    theirs = SearchWord.objects.filter(key=key)
    assert not theirs.filter(name="Eitan Mizrahi").exists()


@pytest.mark.faults(67)
def test_only_what_is_shown_of_who_sits_it_now_is_known_of_them(institution: Institution) -> None:
    session = listed_as(
        institution, {"user_sid": f"US{ONE}"}, userSid=f"US{OTHER}", user={"firstName": "Bo"}
    )
    assert whose(session) == NOBODY | {"learner_name": "Bo"}
    assert set(SearchWord.objects.filter(key=f"US{OTHER}").values_list("name", "email")) == {
        ("Bo", "")
    }


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "row",
    [
        {"userSid": f"US{ONE}", "user": {"firstName": "Etan", "email": "new@northfield.example"}},
        {"userSid": f"US{ONE}", "enrollmentSid": f"EN{OTHER}"},
    ],
    ids=["name and email", "enrollment"],
)
def test_another_name_email_or_enrollment_of_one_account_splits_no_person(
    institution: Institution, row: dict[str, Any]
) -> None:
    known = {"user_sid": f"US{ONE}", "enrollment_sid": f"EN{ONE}"}
    session = listed_as(institution, known, **row)
    assert (session.learner_key, session.learner_family_name) == (f"US{ONE}", "Mizrahi")
    names = set(SearchWord.objects.filter(key=f"US{ONE}").values_list("name", flat=True))
    assert "Eitan Mizrahi" in names


@pytest.mark.faults(67)
def test_a_look_that_shows_another_account_leaves_no_email_of_the_earlier_one_s(
    desk: Desk, booked: dict[str, str]
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    here.update(user_sid="US" + "e" * 32, learner_email="eitan@northfield.example")
    page_of(desk, booked)
    assert (here.get().learner_email, here.get().learner_key) == ("", here.get().user_sid)


@pytest.mark.faults(67)
@pytest.mark.parametrize(("account", "is_kept"), [(OTHER, False), (ONE, True)])
def test_an_accommodation_and_a_no_show_are_the_earlier_learner_s_alone(
    institution: Institution, account: str, is_kept: bool
) -> None:
    start = timezone.now().replace(microsecond=0) - timedelta(hours=1)
    session = known_session(
        institution, status="Scheduled", appointment_at=start, user_sid=f"US{ONE}", **EITAN
    )
    given = Accommodation(Decimal("1.5"), 0, "")
    accommodations.change(session=session, accommodation=given, shown_event=0, actor=PORTAL)
    attendance.mark(session=session, mark=attendance.Mark.NO_SHOW, shown_event=0, actor=PORTAL)
    said = {"sid": session.sid, "examSid": session.exam_sid, "userSid": f"US{account}"}
    row = AppointmentRow.read(said | {"enrollment": {"user": {"firstName": "Bo"}}})
    take_rows(institution, [row], fetched_at=timezone.now() + timedelta(seconds=1))

    stored = ExamSession.objects.get(pk=session.pk)
    assert stored.learner_name == "Bo"
    is_given = accommodations.sitting_of(stored).accommodation == given
    assert (is_given, attendance.of(stored) is not None) == (is_kept, is_kept)
    assert ("mark_taken_back" in kinds()) is not is_kept
