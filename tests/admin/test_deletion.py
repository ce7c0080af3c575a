"""What bookings or the log name is deleted by nobody; its page says what to do instead."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from scheduling.models import (
    AuditEvent,
    Institution,
    InstructorEntry,
    Location,
    PolicyVersion,
    Price,
    ProctorType,
)
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people_form import person

NAMED = "Nothing here is deleted, because bookings and the log name it: clear “Offered” to take it"
OFFERED = f"{NAMED} off the booking form."
KEPT = [
    (
        Institution,
        "An institution is not deleted, because bookings and the log name it: clear “In use”, and"
        " nobody can work there.",
    ),
    (Location, OFFERED),
    (InstructorEntry, OFFERED),
    (PolicyVersion, OFFERED),
    (ProctorType, OFFERED),
    (
        get_user_model(),
        "Nobody is deleted, because the log names them: clear “May sign in” to close the account.",
    ),
]


def admin_path(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize(("model", "instead"), KEPT)
def test_what_a_booking_or_the_log_may_have_named_stays_by_every_way(
    administrator: Desk, desk: Desk, model: Any, instead: str
) -> None:
    is_person = model is get_user_model()
    row, path = person("coordinator") if is_person else model.objects.first(), admin_path(model)
    asked = administrator.get(f"{path}{row.pk}/delete/")
    sent = administrator.post(f"{path}{row.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    administrator.post(path, chosen)
    assert [asked.status_code, sent.status_code] == [403, 403]
    assert instead in plain_text(asked.text)
    assert "delete_selected" not in administrator.get(path).text
    page = administrator.get(f"{path}{row.pk}/change/").text
    assert instead in plain_text(page)
    assert 'id="id_is_active"' in page and "/delete/" not in page
    assert model.objects.filter(pk=row.pk).exists()
    assert not AuditEvent.objects.filter(kind="admin_deleted").exists()


def test_an_institution_that_nothing_names_yet_stays_too(administrator: Desk) -> None:
    new = Institution.objects.create(
        name="Lakeview", sid="AI" + "7" * 32, base_url="https://api.example.edu"
    )
    path = f"/admin/scheduling/install/{new.pk}/"
    assert administrator.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert Institution.objects.filter(pk=new.pk).exists()


def test_who_can_not_clear_the_box_is_not_told_to(administrator: Desk) -> None:
    own = f"/admin/auth/user/{person('administrator').pk}/change/"
    for path in (own, "/admin/scheduling/site/add/"):
        assert "is deleted" not in plain_text(administrator.get(path).text)


def test_a_list_offers_no_action_by_itself(administrator: Desk) -> None:
    page = administrator.get("/admin/scheduling/site/").text
    assert '<option value="">Choose an action</option>' in page


def test_what_nothing_refers_to_goes_and_that_is_an_event(
    administrator: Desk, institution: Institution
) -> None:
    price = Price.objects.create(
        institution=institution, session_type="examity", amount=5, currency="USD"
    )
    assert '<option value="delete_selected">' in administrator.get("/admin/scheduling/price/").text
    path, chosen = "/admin/scheduling/price/", {"_selected_action": [price.pk], "index": "0"}
    asked = administrator.get(f"{path}{price.pk}/delete/")
    many = administrator.post(path, {"action": "delete_selected", **chosen})
    for page in (asked, many):
        assert "Examity, any length: $5.00 at Northfield University" in plain_text(page.text)
        assert "This can’t be undone" in plain_text(page.text)
    assert (
        administrator.post(
            f"/admin/scheduling/price/{price.pk}/delete/", {"post": "yes"}
        ).status_code
        == 302
    )
    assert not Price.objects.filter(pk=price.pk).exists()
    assert AuditEvent.objects.filter(kind="admin_deleted", install_sid=institution.sid).count() == 1


def test_what_four_delete_at_once_in_a_list_goes_once(
    administrator: Desk, institution: Institution
) -> None:
    price = Price.objects.create(
        institution=institution, session_type="examity", amount=5, currency="USD"
    )
    path, chosen = "/admin/scheduling/price/", {"_selected_action": [price.pk], "post": "yes"}
    sent = {"action": "delete_selected", **chosen}
    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(lambda _: administrator.post(path, sent), range(4)))
    assert [one.status_code for one in answers] == [302] * 4
    told = AuditEvent.objects.filter(kind="admin_deleted").values_list("sentence", flat=True)
    assert len(told) == 1
    assert administrator.post(path, sent).status_code == 302
    said = plain_text(administrator.get(path).text)
    assert "Nothing was changed. Tick one or more rows first." in said
    assert len(told.all()) == 1


@pytest.mark.parametrize("odd", ["abc", "1.5", "", "\0", "9" * 26, "-1", "٣٣٣", "1;2"])
@pytest.mark.parametrize(
    ("model", "action"),
    [(Price, "delete_selected"), (Location, "withdraw"), (Institution, "check_connection")],
)
def test_what_is_no_number_of_an_entry_is_not_ticked(
    administrator: Desk, institution: Institution, model: Any, action: str, odd: str
) -> None:
    before = AuditEvent.objects.count()
    sent = {"action": action, "_selected_action": [odd], "post": "yes"}
    assert administrator.post(admin_path(model), sent).status_code == 302
    assert "Nothing was changed. Tick one or more rows first." in plain_text(
        administrator.get(admin_path(model)).text
    )
    assert AuditEvent.objects.count() == before


def test_what_is_no_longer_offered_leaves_the_form_and_comes_back(
    administrator: Desk, institution: Institution
) -> None:
    location = Location.objects.filter(institution=institution).first()
    for action, offered in (("withdraw", False), ("offer", True)):
        administrator.post(
            "/admin/scheduling/site/",
            {"action": action, "_selected_action": [location.pk], "index": "0"},
        )
        assert Location.objects.get(pk=location.pk).is_active is offered
    assert AuditEvent.objects.filter(kind="admin_changed", install_sid=institution.sid).count() == 2
