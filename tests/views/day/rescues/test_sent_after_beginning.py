"""A form that has begun a rescue is sent once more, by going back: what is otherwise in it by then
is not taken for what was begun.
"""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, Institution
from tests.support.batches import booked_there, carried_out
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import WHY, answers, sent, ticked

OTHERWISE = "Nothing was sent: this form started rescue {number} already."


def test_other_sessions_are_not_taken_for_those_that_were_begun(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first, second = booked_there(sandbox, institution, 2)
    form = answers(desk, [first])
    assert sent(desk, form).status_code == 302
    begun = Batch.objects.get()
    answer = sent(desk, form, session=[str(second.pk)], reason="The heat is out, too.")
    assert (answer.status_code, ticked(answer)) == (409, [second.pk])
    told = words(answer)
    assert OTHERWISE.format(number=begun.pk) in told and "The heat is out, too." in answer.text
    assert f'href="/rescues/{begun.pk}/">Open rescue {begun.pk}</a>' in answer.text
    assert Batch.objects.count() == 1

    again = own_form_on(answer) | {"session": [str(second.pk)], "do": "begin"}
    assert sent(desk, again).status_code == 302
    rows = [
        list(one.rows.values_list("session", flat=True)) for one in Batch.objects.order_by("pk")
    ]
    assert rows == [[first.pk], [second.pk]]


@pytest.mark.parametrize(
    "otherwise", [{"reason": "The heat is out."}, {"new-{key}": "2027-01-14T14:00"}]
)
def test_another_reason_or_time_is_said_not_to_be_in_it(
    desk: Desk, sandbox: Sandbox, institution: Institution, otherwise: dict[str, str]
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    form = answers(desk, [session])
    assert sent(desk, form).status_code == 302
    changed = {name.format(key=session.pk): text for name, text in otherwise.items()}
    answer = sent(desk, form, **changed)
    assert (answer.status_code, Batch.objects.get().reason) == (409, WHY)
    assert OTHERWISE.format(number=Batch.objects.get().pk) in words(answer)


def test_the_same_form_leads_to_its_rescue_also_once_that_has_ended(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    form = answers(desk, booked_there(sandbox, institution, 2))
    first = sent(desk, form).headers["Location"]
    carried_out(Batch.objects.get())
    again = sent(desk, form)
    assert (again.status_code, again.headers["Location"]) == (302, first)
