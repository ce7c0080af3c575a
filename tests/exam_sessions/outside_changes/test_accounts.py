"""Another account or enrollment of the learner is a change outside."""

from __future__ import annotations

import pytest

from scheduling.models import ExamSession, Institution
from scheduling.provider_list import list_fetching
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import details
from tests.support.outside_changes import page_of, seen
from tests.support.polling import PATIENCE


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("column", "name", "said"),
    [
        ("user_sid", "learner_account", "Learner account"),
        ("enrollment_sid", "enrollment", "Enrollment"),
    ],
)
def test_another_account_or_enrollment_in_the_list_is_a_change_outside(
    desk: Desk,
    institution: Institution,
    booked: dict[str, str],
    column: str,
    name: str,
    said: str,
) -> None:
    assert list_fetching.refresh(institution, patience=PATIENCE)
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    listed = str(getattr(here.get(), column))
    earlier = f"{listed[:2]}{'e' * 32}"
    here.update(**{column: earlier})
    assert list_fetching.refresh(institution, patience=PATIENCE)

    assert details("seen")["changes"] == {name: {"before": earlier, "after": listed}}
    assert f"{said}: {earlier} → {listed}" in page_of(desk, booked)
    assert here.get().learner_key == here.get().user_sid
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    assert list_fetching.refresh(institution, patience=PATIENCE)
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
