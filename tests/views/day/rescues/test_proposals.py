"""How new times are proposed: later by some minutes, or from a day and a time on."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, BatchRow, Institution
from tests.support.batches import TEN, booked_there
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import PAGE, WHY, answers, sent, shown

LATER = {"to_day": "2027-01-18", "to_time": "08:30"}


def test_another_day_keeps_the_distances_on_the_clock(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1) + booked_there(
        sandbox, institution, 1, TEN + timedelta(minutes=90)
    )
    form = answers(desk, sessions) | {"do": "propose", "how": "to"}
    answer = sent(desk, form, to_day="2027-01-18", to_time="08:30")

    assert answer.status_code == 200
    found = own_form_on(answer)
    assert [found[f"new-{one.pk}"] for one in sessions] == ["2027-01-18T08:30", "2027-01-18T10:00"]
    assert found["reason"] == WHY
    assert sent(desk, form, to_day="", to_time="").status_code == 422


def test_of_several_clocks_whoever_starts_first_gets_the_first_start_by_the_clock_that_is_named(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    half = timedelta(minutes=30)
    [here] = booked_there(sandbox, institution, 1)
    [first] = booked_there(sandbox, institution, 1, TEN - half, time_zone="America/New_York")
    [last] = booked_there(sandbox, institution, 1, TEN + half, time_zone="America/Phoenix")
    keys = [str(one.pk) for one in (here, first, last)]
    page = desk.get(PAGE, params={"session": keys})
    assert "at Eastern (New York) Propose" in words(page)
    form = own_form_on(page) | {"session": keys, "do": "propose", "how": "to"}
    found = own_form_on(sent(desk, form, to_day="2027-01-18", to_time="09:00", ticked=keys))

    assert [found[f"new-{one.pk}"] for one in (first, here, last)] == [
        *("2027-01-18T09:00", "2027-01-18T08:30", "2027-01-18T08:00")
    ]


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        (LATER, "2027-01-18T08:30"),  # the radio was left at “Later by”
        (LATER | {"how": "to", "minutes": "90"}, "2027-01-18T08:30"),  # what was pressed counts
        ({"minutes": "90"}, "2027-01-14T11:30"),
        ({"how": "shift"}, "2027-01-14T13:00"),
    ],
)
def test_what_was_typed_into_is_how_new_times_are_proposed(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    typed: dict[str, str],
    start: str,
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    answer = sent(desk, answers(desk, sessions) | {"do": "propose"}, **typed)
    assert answer.status_code == 200
    assert own_form_on(answer)[f"new-{sessions[0].pk}"] == start


def test_both_ways_typed_into_and_half_of_one_are_asked_about(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    form = answers(desk, sessions) | {"do": "propose"}
    before = form[f"new-{sessions[0].pk}"]
    unclear = sent(desk, form, minutes="90", **LATER)
    assert (unclear.status_code, own_form_on(unclear)[f"new-{sessions[0].pk}"]) == (422, before)
    assert "Both were filled in. Select one of the two" in words(unclear)
    again = own_form_on(unclear) | {"session": form["session"], "do": "propose", "how": "to"}
    assert own_form_on(sent(desk, again))[f"new-{sessions[0].pk}"] == "2027-01-18T08:30"
    half = sent(desk, form, to_time="08:30")
    assert half.status_code == 422
    assert "Enter the day and the time of the first start." in words(half)


def test_how_to_propose_that_was_typed_and_not_proposed_is_asked_about_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    form = answers(desk, sessions)
    checked = own_form_on(sent(desk, form, do="check", **LATER)) | {"session": form["session"]}
    refused = sent(desk, checked, do="begin")
    assert refused.status_code == 422
    assert "Nothing was sent: the new times were not proposed." in words(refused)
    assert not Batch.objects.exists()
    again = own_form_on(refused) | {"session": form["session"], "do": "begin"}
    assert sent(desk, again).status_code == 302
    assert BatchRow.objects.get().new_start == TEN + timedelta(hours=3)


def test_enter_in_how_times_are_proposed_proposes_them(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    form = own_form_on(shown(desk))
    page = sent(desk, form | {"minutes": "1440", "do": "enter"})
    assert own_form_on(page)[f"new-{one.pk}"] == "2027-01-15T10:00"
    typed = own_form_on(page) | {f"new-{one.pk}": "2027-01-15T11:00", "do": "enter"}
    assert own_form_on(sent(desk, typed))[f"new-{one.pk}"] == "2027-01-15T11:00"


def test_the_range_of_new_starts_has_its_years_where_one_is_not_this_year(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    year = timezone.localdate(timezone=ZoneInfo("America/Chicago")).year
    start = datetime(year + 1, 1, 5, 10, tzinfo=ZoneInfo("America/Chicago"))
    sessions = booked_there(sandbox, institution, 2, start)
    keys = [one.pk for one in sessions]
    far = date(year + 9, 12, 7)
    far -= timedelta(days=far.weekday())  # a Monday
    form = own_form_on(desk.get(PAGE, params={"session": keys})) | {"ticked": keys}
    form |= {"session": keys, f"new-{sessions[0].pk}": f"{far}T10:00"}
    told = words(sent(desk, form, do="check"))
    assert re.search(
        rf"First new start and last new end: \w+, Jan 5, {year + 1}, 10:30 AM CST – \w+,"
        rf" Dec {far.day}, {year + 9}, 11:00 AM CST",
        told,
    )


def test_what_is_proposed_for_a_start_of_weeks_ago_can_be_sent_as_it_is_shown(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    old = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=8)
    sessions = booked_there(sandbox, institution, 1, old)
    sessions += booked_there(sandbox, institution, 1, old + timedelta(minutes=90))
    keys = [str(one.pk) for one in sessions]
    form = own_form_on(desk.get(PAGE, params={"session": keys}))
    assert (form["how"], form["minutes"]) == ("to", "")
    answer = sent(desk, form, ticked=keys, session=keys, reason=WHY, do="begin")

    assert answer.status_code == 302
    first, then = BatchRow.objects.order_by("pk").values_list("new_start", flat=True)
    assert timedelta(0) <= first - timezone.now() <= timedelta(minutes=30)
    assert then - first == timedelta(minutes=90)


def test_a_shift_that_could_not_be_proposed_keeps_no_typed_times_from_being_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    form = answers(desk, sessions)
    refused = sent(desk, form, minutes="99999", how="shift", do="propose")
    assert refused.status_code == 422
    again = own_form_on(refused) | {"session": form["session"], "do": "begin"}
    assert (again["minutes"], sent(desk, again).status_code) == ("99999", 302)
