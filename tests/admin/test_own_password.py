"""An administrator's own password: only its own page changes it, and asks for the current one."""

from __future__ import annotations

import pytest

from scheduling.models import AuditEvent
from tests.support.client import Desk
from tests.support.people_form import GOOD, page_of, person

OWN_PAGE = "/accounts/password/change/"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("number", ["{}", "0{}", "+{}"])
def test_nobody_sets_their_own_password_without_the_current_one(
    administrator: Desk, method: str, number: str
) -> None:
    me = person("administrator")
    before = AuditEvent.objects.count()
    path = f"/admin/auth/user/{number.format(me.pk)}/password/"
    sent = {"password1": GOOD, "password2": GOOD}
    answer = administrator.post(path, sent) if method == "post" else administrator.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, OWN_PAGE)
    assert (person("administrator").password, AuditEvent.objects.count()) == (me.password, before)


def test_the_page_of_oneself_leads_to_where_it_is_changed(administrator: Desk) -> None:
    own = administrator.get(page_of(person("administrator"))).text
    other = administrator.get(page_of(person("coordinator"))).text
    assert [(OWN_PAGE in page, "Set a password" in page) for page in (own, other)] == [
        (True, False),
        (True, True),
    ]
