"""A signed handover shows what it kept; of what one of before did not keep, it says so."""

from __future__ import annotations

import pytest
from django.db import connection

from scheduling.models import ExamSession, Handover, Institution
from tests.support.audit_log import without_triggers
from tests.support.client import Desk
from tests.support.handover_page import NOT_LOADED, SOME_NOT_LOADED, coming, page, sign
from tests.support.html import words


def test_a_signed_handover_keeps_who_may_come_and_one_of_before_says_it_did_not(
    desk: Desk, institution: Institution
) -> None:
    for _ in range(2):
        coming(institution, "2027-01-15", **NOT_LOADED)
    sign(desk, page(desk))
    signed = Handover.objects.get()
    ExamSession.objects.all().delete()
    assert SOME_NOT_LOADED in words(desk.get(f"/handover/{signed.pk}/"))
    before = {name: one for name, one in signed.sheet.items() if not name.startswith("next_")}
    before |= {"next_day": "2027-01-15", "next_count": 3}
    Handover.objects.update(sheet=before)
    told = words(desk.get(f"/handover/{signed.pk}/"))
    assert "Friday, January 15, 2027 · 3 booked or being checked" in told
    assert "How many more might have come was not kept." in told


@pytest.mark.parametrize("is_of_before", [True, False])
def test_only_a_sheet_that_had_no_list_of_outside_changes_tells_them_among_the_requests(
    desk: Desk, institution: Institution, is_of_before: bool
) -> None:
    coming(institution, "2027-01-15")
    sign(desk, page(desk))
    [signed] = Handover.objects.all()
    at, said = "2027-01-14T15:30:00+00:00", "Changed outside this portal"
    parts = signed.sheet["parts"] | {"decide": [[ExamSession.objects.get().pk, at, said]]}
    if is_of_before:
        del parts["outside"]
    Handover.objects.update(sheet=signed.sheet | {"parts": parts})
    told = desk.get(f"/handover/{signed.pk}/")
    assert ("asked 9:30 AM" in words(told)) is not is_of_before
    section = told.text.partition('aria-labelledby="decide"')[2].partition("</section>")[0]
    assert ("/undecided/?" in section) is not is_of_before


@pytest.mark.parametrize("column", ["hash", "details", "at", "sentence"])
def test_a_handover_whose_event_is_damaged_is_shown(
    desk: Desk, signed: Handover, column: str
) -> None:
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE scheduling_auditevent SET {column} = CAST(x'ff41' AS TEXT)"
            f" WHERE number = {signed.event_number}"
        )
    shown = desk.get(f"/handover/{signed.pk}/")
    assert (shown.status_code, "Quiet room" in shown.text) == (200, True)


def test_a_sheet_of_before_says_that_it_did_not_keep_the_next_days_hours(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, "2027-01-15")
    sign(desk, page(desk))
    signed = Handover.objects.get()
    not_kept = "Whether it was to be closed that day was not kept."
    assert not_kept not in words(desk.get(f"/handover/{signed.pk}/"))
    del signed.sheet["next_hours"]
    signed.save()
    assert not_kept in words(desk.get(f"/handover/{signed.pk}/"))
