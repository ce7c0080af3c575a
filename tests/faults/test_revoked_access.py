"""A role or an account taken away while the form was open: nothing is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model

from portal.sandbox.server import Sandbox
from scheduling.models import RoleGrant
from tests.support.booking_form import form_path
from tests.support.client import Desk
from tests.support.form_submission import HTMX, filled, nothing_was_sent
from tests.support.html import words
from tests.support.outcomes import kinds


def _revoke(username: str) -> None:
    RoleGrant.objects.filter(user__username=username).delete()


def _demote(username: str) -> None:
    RoleGrant.objects.filter(user__username=username).update(role="auditor")


@pytest.mark.faults(52)
@pytest.mark.parametrize("change", [_revoke, _demote])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_role_taken_away_while_the_form_is_open_sends_nothing(
    desk: Desk, sandbox: Sandbox, change: Callable[[str], None], headers: dict[str, str]
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    change("coordinator")
    answer = desk.post(form_path(where), form, headers=headers)

    assert answer.status_code == 403
    assert "Your account does not have the required role" in words(answer)
    nothing_was_sent(sandbox)
    assert kinds() == ["denied"]


@pytest.mark.faults(52)
def test_an_account_closed_while_the_form_is_open_sends_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    get_user_model().objects.filter(username="coordinator").update(is_active=False)
    answer = desk.post(form_path(where), form)

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        "/accounts/login/",
    )
    nothing_was_sent(sandbox)
