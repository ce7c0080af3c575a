"""What an answer gave so that it can't be read is quoted as it came."""

from __future__ import annotations

import pytest

from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import ExamSession
from scheduling.proctoring_api.session_record import SessionRecord

ONE, OTHER = "PL" + "1" * 32, "PL" + "2" * 32


@pytest.mark.parametrize(
    ("body", "given"),
    [
        (
            {"location": {"sid": ONE, "name": "Oslo and Aland"}},
            f"{ONE}” and also “Oslo and Aland",
        ),
        ({"location": {"sid": ONE}, "proctorLocationSid": OTHER}, f"{ONE}” and also “{OTHER}"),
    ],
)
def test_both_of_two_places_are_quoted_whole(body: dict[str, object], given: str) -> None:
    record = SessionRecord.read(body)
    kept = unread_answers.of_record(record, is_place_open=True)
    said = unread_answers.in_words(ExamSession(unread=kept))
    assert said == f"It gave the location as “{given}”. We can’t tell what that means."


@pytest.mark.parametrize("kept", [None, "", "{", "5", "[]", b"\xff", 7])
def test_what_was_kept_and_is_damaged_quotes_nothing(kept: object) -> None:
    assert unread_answers.in_words(ExamSession(unread=kept)) == ""
