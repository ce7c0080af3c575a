"""A new rescue that was left unfinished is brought back as a whole, or discarded."""

from __future__ import annotations

import re

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.batches import booked_there
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import WHY, checked, sent, shown, ticked


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
