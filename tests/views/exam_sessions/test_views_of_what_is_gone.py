"""A saved view of what is not there any more is not said to be of anything else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from scheduling.models import Institution, SavedView
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

LOST = "All · at a place where you have no role, or that we don’t know"


@pytest.mark.parametrize("asked", [{"location": DULUTH}, {}])
def test_a_view_of_an_institution_out_of_use_is_not_of_all_institutions(
    administrator: Desk, institution: Institution, asked: dict[str, str]
) -> None:
    query = urlencode({"view": "all", "install": NORTHFIELD} | asked)
    sent = {"name": "Northfield", "list_query": query, "keeps_place": "on"}
    assert administrator.post("/views/save/", sent).status_code == 302
    view = SavedView.objects.get()
    Institution.objects.filter(pk=institution.pk).update(is_active=False)
    for path in ("/views/", f"/views/{view.pk}/"):
        told = words(administrator.get(path))
        assert LOST in told and "at all institutions" not in told


def test_a_view_of_all_institutions_is_still_called_that(administrator: Desk) -> None:
    sent = {"name": "Everywhere", "list_query": "view=all&install=all", "keeps_place": "on"}
    assert administrator.post("/views/save/", sent).status_code == 302
    assert "All · at all institutions" in words(administrator.get("/views/"))
