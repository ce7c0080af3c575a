"""The store of drafts: one per person and form, bounded, encrypted, and purged."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from scheduling.access import granting_rules
from scheduling.access.roles import access_of
from scheduling.drafts import store
from scheduling.drafts.contents import Draft
from scheduling.drafts.store import KEPT_FOR, LARGEST, MOST, FormPage
from scheduling.models import StoredDraft
from scheduling.session_commands import PORTAL
from scheduling.worker import steps


@pytest.fixture
def person_id(database: Path) -> int:
    return User.objects.get(username="coordinator").pk


def draft(text: str = "Room 4", *, is_held_back: bool = False) -> Draft:
    answers = {"notes": text} if text else {}
    typed = frozenset(answers)
    return Draft(answers=answers, typed=typed, left_out=frozenset(), is_held_back=is_held_back)


def page(
    person_id: int, address: str = "/form/", page: str = "one", number: int = 1, tab: str = ""
) -> FormPage:
    return FormPage(person_id=person_id, address=address, page=page, number=number, tab=tab)


def found(person_id: int, address: str = "/form/", tab: str = "") -> str | None:
    there = store.find(person_id=person_id, address=address, tab=tab)
    return there.answers.get("notes", "") if there else None


def test_a_draft_is_found_by_its_person_at_its_address_only(person_id: int) -> None:
    assert store.keep(draft(), at=page(person_id))
    other = User.objects.get(username="coordinator2").pk
    assert [found(person_id), found(other), found(person_id, "/form/#site")] == [
        "Room 4",
        None,
        None,
    ]


def test_the_database_holds_nothing_of_it_in_the_clear(person_id: int, database: Path) -> None:
    store.keep(draft("Ground floor, please"), at=page(person_id))
    files = list(database.parent.glob("portal.sqlite3*"))
    assert files
    assert not any(b"Ground floor" in file.read_bytes() for file in files)


def test_without_a_tab_who_writes_last_wins_and_what_one_page_sent_earlier_does_not(
    person_id: int,
) -> None:
    sent = [("First", "one", 1), ("Second", "two", 1), ("Third", "one", 3), ("Late", "one", 2)]
    kept = [
        store.keep(draft(text), at=page(person_id, page=name, number=number))
        for text, name, number in sent
    ]
    assert (kept, found(person_id)) == ([True, True, True, False], "Third")


def test_each_tab_has_its_own_back_and_a_new_one_begins_with_the_newest(person_id: int) -> None:
    for text, tab in (("9 AM", "1-1"), ("2 PM", "2-2")):
        store.keep(draft(text), at=page(person_id, page=tab, tab=tab))
    assert [found(person_id, tab=tab) for tab in ("1-1", "2-2", "3-3", "")] == [
        "9 AM",
        "2 PM",
        "2 PM",
        "2 PM",
    ]
    first, second = (
        store.find(person_id=person_id, address="/form/", tab=tab) for tab in ("1-1", "2-2")
    )
    assert first and (first.other_tabs, first.is_newer_elsewhere) == (("2-2",), True)
    assert second and (second.other_tabs, second.is_newer_elsewhere) == (("1-1",), False)


def test_the_same_answers_of_another_tab_are_not_told_as_newer(person_id: int) -> None:
    for tab in ("1-1", "2-2"):
        store.keep(draft(), at=page(person_id, page=tab, tab=tab))
    first = store.find(person_id=person_id, address="/form/", tab="1-1")
    assert first and not first.is_newer_elsewhere


def test_what_an_earlier_page_of_a_tab_sends_late_does_not_replace_what_is_newer(
    person_id: int,
) -> None:
    sent = [("Old page", "one", 1), ("New page", "two", 12), ("Late", "one", 2)]
    kept = [
        store.keep(draft(text), at=page(person_id, page=name, number=number, tab="1-1"))
        for text, name, number in sent
    ]
    assert (kept, found(person_id, tab="1-1")) == ([True, True, False], "New page")


def test_a_form_that_was_sent_is_offered_to_nobody_and_another_tab_has_its_own_back(
    person_id: int,
) -> None:
    for text, tab in (("9 AM", "1-1"), ("2 PM", "2-2")):
        store.keep(draft(text), at=page(person_id, page=tab, tab=tab))
    store.close(page(person_id, page="2-2", number=2, tab="2-2"), more_may_come=True)
    assert [found(person_id, tab=tab) for tab in ("2-2", "3-3", "1-1")] == [None, None, "9 AM"]
    store.keep(draft("10 AM"), at=page(person_id, page="1-1", number=2, tab="1-1"))
    assert found(person_id, tab="3-3") == "10 AM"


def test_what_a_tab_has_put_back_as_it_was_does_not_show_it_another_s(person_id: int) -> None:
    store.keep(draft("2 PM"), at=page(person_id, page="two", tab="2-2"))
    store.keep(draft(), at=page(person_id, tab="1-1"))
    store.keep(draft(""), at=page(person_id, number=2, tab="1-1"))
    assert [found(person_id, tab=tab) for tab in ("1-1", "3-3")] == [None, "2 PM"]


def test_what_was_put_back_as_it_was_is_no_draft_and_does_not_come_back(person_id: int) -> None:
    store.keep(draft(), at=page(person_id, number=1))
    store.keep(draft(""), at=page(person_id, number=3))
    store.keep(draft("Late"), at=page(person_id, number=2))
    assert found(person_id) is None


def test_a_page_that_was_closed_keeps_nothing_any_more_and_another_does(person_id: int) -> None:
    store.keep(draft(), at=page(person_id))
    store.close(page(person_id), more_may_come=False)
    assert not store.keep(draft("Late"), at=page(person_id, number=9))
    assert found(person_id) is None
    assert store.keep(draft("Anew"), at=page(person_id, page="two"))
    assert found(person_id) == "Anew"


def test_a_page_that_may_still_send_something_is_closed_before_it_has_sent_anything(
    person_id: int,
) -> None:
    store.close(page(person_id, "/quiet/"), more_may_come=False)
    store.close(page(person_id), more_may_come=True)
    assert list(StoredDraft.objects.values_list("address", "contents")) == [("/form/", "")]
    assert not store.keep(draft("Late"), at=page(person_id))


def test_a_form_that_was_held_back_stays_so_until_it_is_shown_anew(person_id: int) -> None:
    store.keep(draft(is_held_back=True), at=page(person_id))
    store.keep(draft("Typed on"), at=page(person_id, number=2))
    held = store.find(person_id=person_id, address="/form/")
    assert held and (held.is_held_back, held.answers) == (True, {"notes": "Typed on"})
    store.keep(draft("Shown anew"), at=page(person_id, page="two"))
    anew = store.find(person_id=person_id, address="/form/")
    assert anew and not anew.is_held_back


def test_too_large_a_draft_leaves_the_one_that_is_there(person_id: int) -> None:
    assert store.keep(draft(), at=page(person_id))
    assert not store.keep(draft("x" * LARGEST), at=page(person_id, number=2))
    assert not store.keep(draft(), at=page(person_id, "/" + "x" * 300))
    assert (found(person_id), StoredDraft.objects.count()) == ("Room 4", 1)


def test_of_too_many_drafts_the_oldest_go_and_forms_that_were_sent_push_none_out(
    person_id: int,
) -> None:
    other = User.objects.get(username="coordinator2").pk
    store.keep(draft(), at=page(other))
    for number in range(MOST + 2):
        store.keep(draft(str(number)), at=page(person_id, f"/{number}/"))
        store.close(page(person_id, f"/sent/{number}/"), more_may_come=True)
    kept = [found(person_id, f"/{number}/") for number in range(MOST + 2)]
    assert kept == [None, None, *map(str, range(2, MOST + 2))]
    assert found(other) == "Room 4"


def test_after_fourteen_days_a_draft_is_not_found_and_the_worker_deletes_it(
    person_id: int,
) -> None:
    for address, age in (("/old/", KEPT_FOR), ("/new/", KEPT_FOR - timedelta(hours=1))):
        store.keep(draft(), at=page(person_id, address))
        StoredDraft.objects.filter(address=address).update(changed_at=timezone.now() - age)
    store.close(page(person_id, "/sent/"), more_may_come=True)
    assert timedelta(days=14) == KEPT_FOR
    assert [found(person_id, address) for address in ("/old/", "/new/")] == [None, "Room 4"]

    steps.purge_drafts()
    assert set(StoredDraft.objects.values_list("address", flat=True)) == {"/new/", "/sent/"}
    day_ago = timezone.now() - timedelta(days=1)
    StoredDraft.objects.filter(address="/sent/").update(changed_at=day_ago)
    steps.purge_drafts()
    assert list(StoredDraft.objects.values_list("address", flat=True)) == ["/new/"]


def test_the_drafts_of_a_closed_account_go_with_it(person_id: int) -> None:
    other = User.objects.get(username="coordinator2").pk
    for one in (person_id, other):
        store.keep(draft(), at=page(one))
    administrator = User.objects.get(username="administrator")
    granting_rules.change(
        person=User.objects.get(pk=person_id),
        wanted=granting_rules.NewStanding(roles=None, is_active=False),
        by=access_of(administrator),
        actor=PORTAL,
    )
    assert list(StoredDraft.objects.values_list("person", flat=True)) == [other]


def test_a_draft_whose_key_is_gone_is_none(person_id: int, settings: Settings) -> None:
    store.keep(draft(), at=page(person_id))
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert found(person_id) is None


def test_who_asks_for_a_draft_that_is_on_its_way_waits_until_it_is_here_or_a_moment(
    person_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LONGEST_WAIT", 0.5)
    store.keep(draft(), at=page(person_id, number=2))
    began = timezone.now()
    store.wait_for(person_id=person_id, page="one", number=2)
    assert (timezone.now() - began).total_seconds() < store.LONGEST_WAIT / 2
    store.wait_for(person_id=person_id, page="one", number=3)
    assert (timezone.now() - began).total_seconds() >= store.LONGEST_WAIT


def test_after_the_clock_was_put_back_the_draft_being_typed_is_not_the_one_that_goes(
    person_id: int,
) -> None:
    for number in range(MOST):
        store.keep(draft(str(number)), at=page(person_id, f"/{number}/"))
    StoredDraft.objects.update(changed_at=timezone.now() + timedelta(hours=3))
    store.keep(draft("now"), at=page(person_id, "/now/"))
    assert found(person_id, "/now/") == "now"
    assert StoredDraft.objects.count() == MOST
