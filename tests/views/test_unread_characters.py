"""Half a character is told beside its field in every form, and what was typed stays there."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import (
    Batch,
    Handover,
    Institution,
    RoleGrant,
    SavedView,
    SessionAccommodation,
)
from scheduling.session_types.unread_characters import UNREAD_CHARACTER
from tests.support.accommodations import accommodate
from tests.support.admin_forms import change_path, institution_form
from tests.support.batches import booked_there
from tests.support.client import Desk
from tests.support.handover_page import page, sign
from tests.support.html import words
from tests.support.opening_hours_form import hours_form
from tests.support.people_form import ADD, GOOD
from tests.support.rescue_form import answers, sent

BROKEN = "Annex � East"
PERSON = {"username": "berg", "first_name": BROKEN, "password": GOOD, "again": GOOD}
PLACE = {"name": BROKEN, "pl_sid": "PL" + "9" * 32}
OFFERED = {"name": BROKEN, "is_active": "on"}
FORMS = {
    "/campus/{sid}/rules/smarter-scheduling/": {"stands": "offered", "notes-help_text": BROKEN},
    "/start/": {"name": BROKEN},
    "/start/{sid}/": PLACE | {"step": "location"},
    "/start/{sid}/#person": PERSON | {"step": "person", "role": "coordinator"},
    "/audit/verify/": {"code": BROKEN},
    "/audit/erase/": {"install": "{sid}", "learner": "US1", "why": BROKEN},
    ADD: PERSON,
    "/admin/scheduling/site/add/": PLACE | hours_form(),
    "/admin/scheduling/site/add/#hours": hours_form(new=[("0", BROKEN, "17:00")]),
    "/admin/scheduling/proctortype/add/": OFFERED | {"ts_sid": "TS" + "9" * 32},
    "/admin/scheduling/policyversion/add/": OFFERED | {"cv_sid": BROKEN},
    "/admin/scheduling/price/add/": {"amount": BROKEN},
}


@pytest.mark.parametrize("path", FORMS)
def test_in_what_administrators_enter(
    administrator: Desk, institution: Institution, path: str
) -> None:
    form = {name: str(said).format(sid=institution.sid) for name, said in FORMS[path].items()}
    answer = administrator.post(path.format(sid=institution.sid), form)
    assert answer.status_code in (200, 422)
    assert UNREAD_CHARACTER in words(answer)
    assert BROKEN in answer.text


def test_in_what_stands_already(administrator: Desk, institution: Institution) -> None:
    form = institution_form(institution, name=BROKEN)
    answer = administrator.post(change_path(institution), form)
    assert (UNREAD_CHARACTER in words(answer), BROKEN in answer.text) == (True, True)
    institution.refresh_from_db()
    assert institution.name != BROKEN


def test_in_a_new_password_of_somebody(administrator: Desk) -> None:
    who = RoleGrant.objects.filter(role="coordinator").first().user
    typed = {"password1": f"{GOOD}�", "password2": f"{GOOD}�"}
    answer = administrator.post(f"/admin/auth/user/{who.pk}/password/", typed)
    assert UNREAD_CHARACTER in words(answer)


def test_in_the_note_of_a_handover(desk: Desk, sandbox: Sandbox) -> None:
    answer = sign(desk, page(desk), note=BROKEN)
    assert (answer.status_code, UNREAD_CHARACTER in words(answer)) == (422, True)
    assert BROKEN in answer.text and not Handover.objects.exists()


def test_in_an_accommodation(desk: Desk, sandbox: Sandbox) -> None:
    answer = accommodate(desk, sandbox.needs_proctor()[0], room=BROKEN)
    assert (answer.status_code, UNREAD_CHARACTER in words(answer)) == (422, True)
    assert BROKEN in answer.text and not SessionAccommodation.objects.exists()


def test_in_the_name_of_a_view(desk: Desk) -> None:
    answer = desk.post("/views/save/", {"name": BROKEN, "list_query": "tab=booked"})
    assert (answer.status_code, UNREAD_CHARACTER in words(answer)) == (422, True)
    assert BROKEN in answer.text and not SavedView.objects.exists()


@pytest.mark.parametrize("field", ["reason", "new-{pk}"])
def test_in_a_rescue(desk: Desk, sandbox: Sandbox, institution: Institution, field: str) -> None:
    [session] = booked_there(sandbox, institution, 1)
    answer = sent(desk, answers(desk, [session]), **{field.format(pk=session.pk): BROKEN})
    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert (UNREAD_CHARACTER in words(answer), BROKEN in answer.text) == (True, True)
