"""A new rescue that was left unfinished is brought back as a whole, or discarded."""

from __future__ import annotations

import re
from datetime import timedelta

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.batches import TEN, booked_there
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import ROOM, WHY, answers, checked, sent, shown, ticked


def test_what_was_proposed_is_brought_back_as_a_whole(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first, second = booked_there(sandbox, institution, 2)
    form = own_form_on(shown(desk)) | {"typed": "minutes", "minutes": "1440", "do": "propose"}
    proposed = own_form_on(sent(desk, form))
    hand = checked(proposed, second, "14:30", "check")
    sent(desk, hand | {"session": [str(second.pk)], "typed": f"minutes new-{second.pk}"})
    back = shown(desk)

    kept, said = own_form_on(back), words(back)
    assert "Your unfinished form was restored." in said
    assert kept["minutes"] == "1440" and ticked(back) == [second.pk]
    assert kept[f"new-{first.pk}"] == "2027-01-15T10:00"
    assert kept[f"new-{second.pk}"] == "2027-01-14T14:30"
    assert sent(desk, kept | {"reason": WHY, "do": "begin"}).status_code == 302
    assert "unfinished" not in words(shown(desk))


def test_another_question_is_brought_back_as_it_was_asked(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first, second = booked_there(sandbox, institution, 2)
    [late] = booked_there(sandbox, institution, 1, TEN + timedelta(hours=3))
    asked = {f"ask-{name}": one for name, one in ROOM.items()} | {"ask-until": "13:30"}
    answer = sent(desk, answers(desk, [second]) | asked, do="ask")
    back = desk.get("/rescues/new/")

    kept = own_form_on(back)
    assert "Your unfinished form was restored." in words(back)
    assert (kept["until"], kept["question"]) == ("13:30", own_form_on(answer)["question"])
    assert sorted(ticked(back)) == sorted(ticked(answer)) == sorted([second.pk, late.pk])
    assert first.pk not in ticked(back)


def test_who_was_cleared_stays_cleared_over_a_question_without_them(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    cleared, kept = booked_there(sandbox, institution, 2)
    [late] = booked_there(sandbox, institution, 1, TEN + timedelta(hours=3))
    room = {f"ask-{name}": one for name, one in ROOM.items()}
    narrow = room | {"ask-from": "13:00", "ask-until": "13:30"}
    first = sent(desk, answers(desk, [kept]) | narrow, do="ask")
    assert ticked(first) == [late.pk]
    wide = own_form_on(first) | {"session": [str(late.pk)]} | room
    again = sent(desk, wide, do="ask")
    assert ticked(again) == [kept.pk]
    form = own_form_on(again) | {"session": [str(kept.pk), str(cleared.pk)]}
    assert sorted(ticked(sent(desk, form, do="check"))) == sorted([cleared.pk, kept.pk])


def test_what_a_page_says_late_as_it_is_left_takes_nothing_back_that_was_proposed(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    """Its script says once more what was sent, and again where that did not arrive."""
    [one] = booked_there(sandbox, institution, 1)
    form = own_form_on(shown(desk)) | {"typed": "minutes", "minutes": "1440"}
    sent(desk, form | {"do": "propose", "draft_number": "4"})
    for number in ("5", "6", "7"):
        assert desk.post("/drafts/", form | {"draft_number": number}).status_code == 204
        assert own_form_on(shown(desk))[f"new-{one.pk}"] == "2027-01-15T10:00", number


def test_discarding_leads_back_to_the_same_question_and_to_no_other_draft(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 2)
    other = {"until": "11:00"}
    for asked in ({}, other):
        form = own_form_on(shown(desk, **asked))
        sent(desk, form | {"typed": "minutes", "minutes": "1440", "do": "propose"})
    page = shown(desk)
    [query] = re.findall('name="query" value="([^"]+)"', page.text)
    word = own_form_on(page)["filled_by"]
    answer = desk.post(
        "/drafts/discard/", {"filled_by": word, "query": query.replace("&amp;", "&")}
    )

    assert answer.status_code == 302
    back = desk.get(answer.headers["Location"])
    assert "10:00 AM – 1:00 PM" in words(back) and "unfinished" not in words(back)
    assert own_form_on(back)["minutes"] == "180"
    assert own_form_on(shown(desk, **other))["minutes"] == "1440"


def test_who_is_there_at_other_hours_keeps_the_reason_who_was_cleared_and_times_typed_by_hand(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    cleared, typed, other = booked_there(sandbox, institution, 3)
    [late] = booked_there(sandbox, institution, 1, TEN + timedelta(hours=3))
    form = answers(desk, [typed, other]) | {f"new-{typed.pk}": "2027-01-18T09:17"}
    ask = {f"ask-{name}": one for name, one in ROOM.items()}
    answer = sent(desk, form | ask | {"ask-until": "13:30"}, do="ask")
    assert answer.status_code == 200 and "This is who is there at that time." in words(answer)
    found = own_form_on(answer)
    assert (found["reason"], found["until"]) == (WHY, "13:30")
    assert ticked(answer) == [typed.pk, other.pk, late.pk] and cleared.pk not in ticked(answer)
    assert found[f"new-{typed.pk}"] == "2027-01-18T09:17"
    assert found[f"new-{other.pk}"] == "2027-01-14T13:30"
    wrong = sent(desk, form | ask | {"ask-until": "09:00"}, do="enter")
    assert wrong.status_code == 422 and "must be later than the first" in words(wrong)
    again = own_form_on(wrong)
    assert (again["reason"], again["until"]) == (WHY, "13:00")
    assert re.search(r'name="ask-until" form="rescue-form"\s+value="09:00"', wrong.text)
    assert ticked(wrong) == [typed.pk, other.pk]


def test_a_proposal_keeps_a_time_that_was_typed_by_hand_unless_it_is_asked_for_that_one_too(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    typed, other = booked_there(sandbox, institution, 2)
    form = answers(desk, [typed, other]) | {f"new-{typed.pk}": "2027-01-18T09:17"}
    answer = sent(desk, form, do="propose", minutes="300")
    kept = own_form_on(answer)
    assert kept[f"new-{typed.pk}"] == "2027-01-18T09:17"
    assert kept[f"new-{other.pk}"] == "2027-01-14T15:00"
    assert "1 time typed by you: kept." in words(answer)
    keys = [str(one.pk) for one in (typed, other)]
    later = own_form_on(sent(desk, kept | {"session": keys}, do="propose", minutes="330"))
    assert later[f"new-{typed.pk}"] == "2027-01-18T09:17"
    every = sent(desk, kept | {"session": keys}, do="propose-all")
    assert own_form_on(every)[f"new-{typed.pk}"] == "2027-01-14T15:00"
    assert "typed by you" not in words(every)
