"""Names that only seem to be a person's: an institution's, a role, nobody's; and places that are
called as a person is.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from scheduling.models import Institution, Location
from tests.support.admin_forms import change_page
from tests.support.client import Desk
from tests.support.html import own_form_on, plain_text
from tests.support.people_form import ADD, GOOD, form

A_PLACE_S = "An institution or a location has this name"
OURS = "for itself or for nobody in particular"


def added(desk: Desk, here: Institution, **names: str) -> tuple[int, str]:
    new = User(**{"username": "new-one", **names})
    answer = desk.post(ADD, form(new, f"{here.pk}-auditor", password=GOOD, again=GOOD))
    return answer.status_code, plain_text(answer.text)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        *(("Northfield", "University", A_PLACE_S), ("Duluth Testing", "Center", A_PLACE_S)),
        *(("Nоrthfield", "University", A_PLACE_S), ("Lakeside", "College", A_PLACE_S)),
        *(("Administrator", "", OURS), ("Coordinator", "", OURS), ("Audit0r", "", OURS)),
        *(("Anonymous", "", OURS), ("Unknown", "", OURS)),
        *(("Erased", "", OURS), ("None", "", OURS)),
    ],
)
def test_an_account_is_called_like_no_place_role_or_nobody(
    local: Desk, here: Institution, first: str, last: str, said: str
) -> None:
    status, told = added(local, here, first_name=first, last_name=last)
    assert (status, said in told) == (200, True), told[:2000]


@pytest.mark.parametrize("username", ["ruiz.ana", "ruizana", "okafor-tom", "0kaf0rtom"])
def test_a_user_name_is_no_other_s_name_with_the_last_name_first(
    local: Desk, here: Institution, username: str
) -> None:
    status, told = added(local, here, username=username)
    assert (status, "reads like another account’s" in told) == (200, True), told[:2000]


@pytest.mark.parametrize("last", ["Coordinator", "Administrator"])
def test_a_role_may_stand_in_a_name_beside_which_the_role_is_shown(
    local: Desk, here: Institution, last: str
) -> None:
    assert added(local, here, first_name="Zed", last_name=last)[0] == 302


def test_who_is_called_so_has_a_user_name_of_it(local: Desk, here: Institution) -> None:
    names = {"username": "berg.eva", "first_name": "Eva", "last_name": "Berg"}
    assert added(local, here, **names)[0] == 302


@pytest.mark.parametrize("name", ["Tom Okafor", "Okafor Tоm"])
def test_a_place_is_called_like_nobody_who_works_here(
    administrator: Desk, here: Institution, name: str
) -> None:
    location = Location.objects.filter(institution=here).first()
    assert location
    for one in (here, location):
        path = change_page(one)
        answer = administrator.post(path, own_form_on(administrator.get(path)) | {"name": name})
        said = "Somebody who works here has this name" in plain_text(answer.text)
        assert (answer.status_code, said) == (200, True)
