"""What may go wrong while an accommodation is entered: nothing is sent in any case, nothing is
stored without its event, and nothing that was typed is lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, RoleGrant, SessionAccommodation
from tests.support.accommodations import accommodate, accommodation_path, given
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import own_form_on, words
from tests.support.outcomes import kinds

QUIET = given(factor="1.5", break_minutes="10", room="quiet room")
CHANGED = "accommodation_changed"
NOT_SAVED = "Not saved. The portal’s database is busy or full. Try again in a moment."


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    place = sandbox.needs_proctor()[0]
    desk.get(session_path(place))
    return place


def entered() -> list[str]:
    return [one.value.in_words for one in SessionAccommodation.objects.all()]


@pytest.mark.faults(1)
def test_saved_twice_at_once_it_is_one_change(
    desk: Desk, second_desk: Desk, where: dict[str, str]
) -> None:
    path = accommodation_path(where)
    forms = {who: own_form_on(who.get(path)) | QUIET for who in (desk, second_desk)}
    barrier, codes = threading.Barrier(2), list[int]()

    def save(who: Desk) -> None:
        barrier.wait()
        codes.append(who.post(path, forms[who]).status_code)

    threads = [threading.Thread(target=save, args=(who,)) for who in (desk, second_desk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (codes, entered()) == ([302, 302], ["1.5× time, 10 min breaks, quiet room"])
    assert kinds().count(CHANGED) == 1


@pytest.mark.faults(4)
def test_what_another_person_changed_meanwhile_is_shown_before_it_is_changed_again(
    desk: Desk, second_desk: Desk, where: dict[str, str]
) -> None:
    path = accommodation_path(where)
    form = own_form_on(desk.get(path))
    accommodate(second_desk, where, factor="2")
    answer = desk.post(path, form | QUIET)

    assert (answer.status_code, entered()) == (409, ["2× time"])
    name = SessionAccommodation.objects.get().changed_by_name
    assert f"Changed since you opened it by {name}: it is now 2× time." in words(answer)
    again = own_form_on(answer)
    assert again.items() >= QUIET.items()
    assert desk.post(path, again).status_code == 302
    assert entered() == ["1.5× time, 10 min breaks, quiet room"]
    assert kinds().count(CHANGED) == 2


@pytest.mark.faults(38, 39)
@pytest.mark.parametrize("trouble", ["lock", "make_read_only"])
def test_a_storage_in_trouble_keeps_nothing_and_the_same_form_is_saved_later(
    desk: Desk, where: dict[str, str], storage: Storage, trouble: str
) -> None:
    path = accommodation_path(where)
    form = own_form_on(desk.get(path)) | QUIET
    getattr(storage, trouble)()
    answer = desk.post(path, form)
    storage.mend()

    assert (answer.status_code, entered(), kinds().count(CHANGED)) == (502, [], 0)
    assert NOT_SAVED in words(answer)
    assert own_form_on(answer).items() >= QUIET.items()
    assert desk.post(path, own_form_on(answer)).status_code == 302
    assert entered() == ["1.5× time, 10 min breaks, quiet room"]


@pytest.mark.faults(41)
def test_without_its_event_nothing_is_stored(
    desk: Desk, where: dict[str, str], storage: Storage
) -> None:
    storage.refuse(CHANGED)
    answer = accommodate(desk, where, **QUIET)
    assert (answer.status_code, entered()) == (502, [])
    assert NOT_SAVED in words(answer)


@pytest.mark.faults(50)
def test_a_card_number_in_the_room_is_refused_and_stored_nowhere(
    desk: Desk, where: dict[str, str], on_disk: Callable[[], bytes]
) -> None:
    answer = accommodate(desk, where, **QUIET | {"room": "Card 4242 4242 4242 4242"})
    assert (answer.status_code, entered()) == (422, [])
    assert "4242 4242" not in answer.text
    assert b"4242 4242" not in on_disk()


@pytest.mark.faults(51)
def test_what_was_typed_waits_where_the_sign_in_lapsed(desk: Desk, where: dict[str, str]) -> None:
    path = accommodation_path(where)
    form = own_form_on(desk.get(path)) | QUIET
    Session.objects.all().delete()
    assert (desk.post(path, form).status_code, entered()) == (302, [])
    desk.sign_in()
    assert own_form_on(desk.get(path)).items() >= QUIET.items()


@pytest.mark.faults(52)
def test_who_has_lost_the_role_meanwhile_changes_nothing(desk: Desk, where: dict[str, str]) -> None:
    path = accommodation_path(where)
    form = own_form_on(desk.get(path)) | QUIET
    RoleGrant.objects.filter(user__username="coordinator").delete()
    assert (desk.post(path, form).status_code, entered()) == (403, [])
    assert AuditEvent.objects.latest("number").kind == "denied"


@pytest.mark.faults(60)
def test_it_is_entered_while_the_provider_answers_nothing(
    desk: Desk, sandbox: Sandbox, where: dict[str, str]
) -> None:
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert accommodate(desk, where, **QUIET).status_code == 302
    assert entered() == ["1.5× time, 10 min breaks, quiet room"]


@pytest.mark.faults(60)
def test_a_session_that_the_provider_never_showed_gets_none(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("status", method="GET", code=503, times=None)
    where = sandbox.needs_proctor()[3]
    answer = accommodate(desk, where, **QUIET)
    assert (answer.status_code, entered()) == (502, [])
    assert "SmarterProctoring has not shown us this session yet." in words(answer)
    assert own_form_on(answer).items() >= QUIET.items()
