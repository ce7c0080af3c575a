"""Accommodations changed past the portal are named, unless their value was erased."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import comparison_with_log
from scheduling.models import (
    Institution,
    PersonalValue,
    SessionAccommodation,
)
from tests.support.audit_log import erase_past_the_portal
from tests.support.desk_records import ANA, HOUR, found

OF_AN_ACCOMMODATION: dict[str, tuple[Callable[[], object], str]] = {
    "the factor": (lambda: SessionAccommodation.objects.update(percent=100), "its last event says"),
    "the room": (lambda: SessionAccommodation.objects.update(room=""), "its last event says"),
    "by whom": (
        lambda: SessionAccommodation.objects.update(changed_by_name="Nobody"),
        "its last event says",
    ),
    "the length of the exam": (
        lambda: SessionAccommodation.objects.update(exam_minutes=30),
        "is not reckoned as its events say",
    ),
    "the length of the whole": (
        lambda: SessionAccommodation.objects.update(whole_minutes=75),
        "is not reckoned as its events say",
    ),
    "when": (
        lambda: SessionAccommodation.objects.update(changed_at=F("changed_at") - HOUR),
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
