"""What bookings or the log refer to is not deleted; the page says why, and what to do instead."""

from __future__ import annotations

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

KEPT = [
    (Institution, "clear “in use”"),
    (Location, "clear “offered”"),
    (InstructorEntry, "clear “offered”"),
    (PolicyVersion, "clear “offered”"),
    (ProctorType, "clear “offered”"),
]


def admin_path(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize(("model", "instead"), KEPT)
def test_what_a_booking_may_have_named_stays_by_every_way(
    administrator: Desk, model: Any, instead: str
) -> None:
    row, path = model.objects.first(), admin_path(model)
    asked = administrator.get(f"{path}{row.pk}/delete/")
    sent = administrator.post(f"{path}{row.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    administrator.post(path, chosen)
    offered = administrator.get(path).text
    assert (
        '<option value="">Choose an action</option>' in offered and "delete_selected" not in offered
    )
    assert [asked.status_code, sent.status_code] == [200, 409]
    for answer in (asked, sent):
        assert f"{row} can’t be deleted" in plain_text(answer.text)
        assert instead in plain_text(answer.text)
        assert f'href="{path}{row.pk}/change/#id_is_active"' in answer.text
        assert "protected" not in answer.text
    assert model.objects.filter(pk=row.pk).exists()
    assert not AuditEvent.objects.filter(kind="admin_deleted").exists()


def test_nobody_whom_the_log_may_name_is_deleted(administrator: Desk, desk: Desk) -> None:
    person = get_user_model().objects.get(username="coordinator")
    answer = administrator.post(f"/admin/auth/user/{person.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 409
    assert "Events in the log name Ana Ruiz. Close the account" in plain_text(answer.text)
    administrator.post(
        "/admin/auth/user/", {"action": "delete_selected", "_selected_action": [person.pk]}
    )
    assert get_user_model().objects.filter(pk=person.pk).exists()


def test_what_nothing_refers_to_goes_and_that_is_an_event(
    administrator: Desk, institution: Institution
) -> None:
    price = Price.objects.create(
        institution=institution, session_type="examity", amount=5, currency="USD"
    )
    assert '<option value="delete_selected">' in administrator.get("/admin/scheduling/price/").text
    assert "This can’t be undone" in plain_text(
        administrator.get(f"/admin/scheduling/price/{price.pk}/delete/").text
    )
    assert (
        administrator.post(
            f"/admin/scheduling/price/{price.pk}/delete/", {"post": "yes"}
        ).status_code
        == 302
    )
    assert not Price.objects.filter(pk=price.pk).exists()
    assert AuditEvent.objects.filter(kind="admin_deleted", install_sid=institution.sid).count() == 1


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
