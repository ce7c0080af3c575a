"""The provider's list, whatever it looks like: each good row once, the bad one named, and nothing
lost while the list moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession, Institution, ListWalk
from scheduling.provider_list import bad_rows, list_fetching
from tests.support.client import Desk
from tests.support.html import words
from tests.support.polling import PATIENCE
from tests.support.scripted_list import EXAM, listed, listing, offsets, row
from tests.support.scripted_provider import ScriptedServer, answer, says

REPORTS = {"method": "GET", "path_contains": "/reports/appointments", "times": None}

SPOILT = {
    "blank_session": "a row without a SID, of “{described}” (its session SID is blank).",
    "blank_exam": "{sid} (its exam SID is blank).",
    "odd_session": "“ES-17” (its session SID is not a SID).",
    "odd_exam": "{sid} (its exam SID is not a SID).",
    "nan": "{sid} (it holds a value that can't be read).",
    "doubled_key": "{sid} (it holds a value that can't be read, it says something twice).",
    "half_character": "{sid} (it holds half a character).",
    "huge": "{sid} (it is far too large).",
    "broken": "a row without a SID (it can't be read).",
    "deep": "a row without a SID (it can't be read).",
    "no_object": "a row without a SID (it is not a session).",
}
OVER = {"Closed", "Cancelled"}
STILL_LISTED = {"nan", "doubled_key", "half_character", "huge"}


def long_after(first: int, names: Iterable[str]) -> list[Any]:
    """The first so many for every day, the others for the long suite."""
    every = list(names)
    return every[:first] + [pytest.param(one, marks=pytest.mark.long) for one in every[first:]]


@pytest.mark.long
@pytest.mark.faults(69)
@pytest.mark.parametrize("which", long_after(3, SPOILT))
def test_one_bad_row_is_named_once_and_the_others_are_listed(
    institution: Institution, sandbox: Sandbox, which: str
) -> None:
    sids = sorted(one["sessionSid"] for one in sandbox.sessions() if one["status"] not in OVER)
    bad = next(iter(sandbox.stand_in.state.install(Sandbox.install_sid).sessions))
    sandbox.trouble("bad_row", which=which, place=0, **REPORTS)
    for _ in range(2):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
        spend(institution, leave=15)

    others = [sid for sid in sids if sid != bad]
    assert [sid for sid in listed(institution) if sid != bad] == others
    assert (bad in listed(institution)) == (which in STILL_LISTED)
    stored = sandbox.session(bad)
    of = ", ".join((stored["exam"]["title"], stored["examSid"], stored["enrollmentSid"]))
    said = SPOILT[which].format(sid=bad, described=of)
    assert bad_rows.sentences_by_institution([institution]) == {institution.pk: said}
    [event] = AuditEvent.objects.filter(kind="list_rows_bad")
    assert event.sentence.endswith(f"has damaged rows: {said}")


@pytest.mark.long
@pytest.mark.faults(69)
@pytest.mark.parametrize("which", ["blank_exam", "odd_exam", "odd_session"])
def test_the_list_s_page_stands_for_everybody_and_names_the_row_to_administrators(
    desk: Desk, administrator: Desk, sandbox: Sandbox, which: str
) -> None:
    sandbox.trouble("bad_row", which=which, place=0, **REPORTS)
    Institution.objects.update(synced_at=None)
    page, theirs = desk.get("/"), administrator.get("/")

    assert (page.status_code, theirs.status_code) == (200, 200)
    assert "Northfield University: some rows of the list are damaged." in words(theirs)
    assert "damaged" not in words(page)


@pytest.mark.faults(69)
def test_a_row_that_was_stored_without_an_address_is_shown_without_a_link(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    ExamSession.objects.filter(institution=institution, status="Needs Proctor").update(
        exam_sid="", learner_name="Blank Exam"
    )
    page = desk.get("/?state=needs")
    assert page.status_code == 200
    assert "Blank Exam" in words(page)


@pytest.mark.long
@pytest.mark.faults(69, 70)
def test_a_session_that_one_page_lists_twice_and_differently_is_taken_to_show_nothing(
    institution: Institution, provide: Callable[..., ScriptedServer]
) -> None:
    provide(listing(lambda: [row(1), row(2)]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    twice = [row(1), row(2), row(2) | {"status": "Closed"}, row(3), row(3)]
    provide(listing(lambda: twice))
    for _ in range(2):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)

    assert listed(institution) == [row(number)["sid"] for number in (1, 2, 3)]
    assert set(ExamSession.objects.values_list("status", flat=True)) == {"Scheduled"}
    assert AuditEvent.objects.filter(kind="seen").count() == 0
    [told] = AuditEvent.objects.filter(kind="list_rows_bad")
    assert f"{row(2)['sid']} (it is listed twice, and differently)." in told.sentence


@pytest.mark.long
@pytest.mark.faults(70)
def test_what_is_as_it_was_is_not_written(institution: Institution, sandbox: Sandbox) -> None:
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    before = list(ExamSession.objects.order_by("pk").values())
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert list(ExamSession.objects.order_by("pk").values()) == before


@pytest.mark.faults(77)
def test_a_walk_goes_on_where_it_stood_after_the_budget_ran_out(
    institution: Institution, provide: Callable[..., ScriptedServer], settings: Settings
) -> None:
    settings.BACKGROUND_REQUESTS = 15
    rows = [row(number) for number in range(600)]
    server = provide(listing(lambda: rows, total=600))
    ListWalk.objects.create(institution=institution)
    spend(institution, leave=2)
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    walk = ListWalk.objects.get(institution=institution)
    assert (walk.fetched, walk.total, len(listed(institution))) == (390, 600, 390)

    spend(institution, leave=15)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert len(listed(institution)) == 600
    assert offsets(server) == [0, 190, 340, 530, 600]


def spend(institution: Institution, *, leave: int) -> None:
    """Leave so many requests in the institution's budget."""
    ListWalk.objects.filter(institution=institution).update(
        allowance=leave, allowance_at=timezone.now()
    )


@pytest.mark.faults(70)
def test_an_answer_that_is_no_list_is_told_and_asked_for_again_later(
    institution: Institution, provide: Callable[..., ScriptedServer]
) -> None:
    server = provide(answer(200, "<html>maintenance</html>"))
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    assert institution.sync_failure == "SmarterProctoring’s answer could not be read."
    asked = len(server.arrived)
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    assert len(server.arrived) == asked < 10


@pytest.mark.faults(70)
@pytest.mark.parametrize("body", [{"results": None}, {"results": {}}, {"maintenance": True}])
def test_an_answer_without_a_list_blames_no_row_and_leaves_the_list_as_old_as_it_was(
    institution: Institution, provide: Callable[..., ScriptedServer], body: dict[str, Any]
) -> None:
    before = institution.synced_at
    provide(says(body))
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    institution.refresh_from_db()
    assert institution.sync_failure == "SmarterProctoring’s answer holds no list."
    assert institution.synced_at == before
    assert bad_rows.sentences_by_institution([institution]) == {}
    assert not AuditEvent.objects.filter(kind="list_rows_bad").exists()


@pytest.mark.faults(69)
@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"sid": 12345}, "“12345” (its session SID is not a SID)."),
        ({"sid": ["ES17"]}, '“["ES17"]” (its session SID is not a SID).'),
        (
            {"sid": None, "exam": {"title": "Calculus Final"}},
            f"a row without a SID, of “Calculus Final, {EXAM}” (its session SID is blank).",
        ),
        ({"examSid": 7}, f"ES{1:032x} (its exam SID is not a SID)."),
    ],
)
def test_a_bad_row_is_named_with_what_it_did_say(
    institution: Institution,
    provide: Callable[..., ScriptedServer],
    said: dict[str, Any],
    named: str,
) -> None:
    provide(listing(lambda: [row(1) | said, row(2)]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert bad_rows.sentences_by_institution([institution]) == {institution.pk: named}
    assert listed(institution) == [row(2)["sid"]]


@pytest.mark.faults(68, 69)
@pytest.mark.parametrize("sid", [None, 12345, "ES-17"])
def test_nothing_counts_as_gone_where_a_row_names_no_session(
    institution: Institution, provide: Callable[..., ScriptedServer], sid: Any
) -> None:
    provide(listing(lambda: [row(1), row(2)]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    provide(listing(lambda: [row(1), row(2) | {"sid": sid}]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert not ExamSession.objects.filter(missed_at__isnull=False).exists()


@pytest.mark.faults(69)
def test_every_bad_row_can_be_seen_by_administrators(
    desk: Desk,
    administrator: Desk,
    institution: Institution,
    provide: Callable[..., ScriptedServer],
) -> None:
    bad = [row(number) | {"examSid": ""} for number in range(1, 15)]
    provide(listing(lambda: [*bad, row(20)]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    every = [f"{one['sid']} (its exam SID is blank)" for one in bad]
    page, theirs = words(desk.get("/")), words(administrator.get("/"))

    assert f"{', '.join(every[:3])} and 11 more. Tell SmarterProctoring." in theirs
    assert f"All 14 damaged rows {' '.join(every)}" in theirs
    assert bad[0]["sid"] not in page
    number = AuditEvent.objects.get(kind="list_rows_bad").number
    event = words(administrator.get(f"/audit/{number}/"))
    assert [one for one in bad if f"{one['sid']}, its exam SID is blank" not in event] == []


@pytest.mark.faults(68, 69)
def test_nothing_counts_as_gone_where_more_rows_are_bad_than_are_kept(
    institution: Institution, provide: Callable[..., ScriptedServer]
) -> None:
    provide(listing(lambda: [row(1), row(2)]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    bad = [row(number) | {"examSid": ""} for number in range(100, 100 + bad_rows.MOST)]
    provide(listing(lambda: [row(1), *bad, row(2) | {"sid": None}]))
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert not ExamSession.objects.filter(missed_at__isnull=False).exists()
