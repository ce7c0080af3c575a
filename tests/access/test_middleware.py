"""Who acts in a request, and what it costs to know."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from scheduling.access.middleware import AccessMiddleware, PortalRequest
from scheduling.access.roles import access_of
from scheduling.models import Institution
from scheduling.session_commands import Actor
from tests.support.people import NORTHFIELD


@pytest.fixture
def request_of_ana(database: Path) -> PortalRequest:
    """A request of the coordinator's as a view gets it."""
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    request.user = get_user_model().objects.get(username="coordinator")
    request.request_id = "abc"
    AccessMiddleware(lambda _: HttpResponse())(request)
    return request


def test_a_page_that_does_not_ask_who_may_what_costs_no_query(
    request_of_ana: PortalRequest,
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        AccessMiddleware(lambda _: HttpResponse())(request_of_ana)
    assert len(asked) == 0


def test_roles_are_looked_up_once_however_often_they_are_asked_for(
    request_of_ana: PortalRequest,
) -> None:
    with CaptureQueriesContext(connection) as asked:
        first = request_of_ana.access.institutions
        again = request_of_ana.access.institutions
        request_of_ana.actor_at(first[0])
    assert first == again == access_of(User.objects.get(username="coordinator")).institutions
    assert len(asked) == 2  # the institutions, and the grants


def test_the_log_learns_who_acts_from_where_and_in_which_role(
    request_of_ana: PortalRequest,
) -> None:
    known = {
        "user_id": request_of_ana.user.pk,
        "name": "Ana Ruiz",
        "username": "coordinator",
        "ip": "192.0.2.7",
        "request_id": "abc",
    }
    institution = Institution.objects.get(sid=NORTHFIELD)
    in_all = Actor(**known, role="coordinator")  # whose role is for all institutions
    assert request_of_ana.actor == in_all
    assert request_of_ana.actor_at(institution) == in_all
    assert request_of_ana.actor_at(None) == in_all
