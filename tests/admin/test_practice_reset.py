"""The practice week started afresh: the provider forgets, the portal's record does not."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import NOT_KNOWN_THERE
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution
from scheduling.practice import reset
from scheduling.provider_list import list_fetching
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.polling import PATIENCE


@pytest.fixture
def page(institution: Institution) -> str:
    return f"/admin/scheduling/install/{institution.pk}/afresh/"


@pytest.mark.long
def test_the_provider_forgets_and_the_record_stays(
    administrator: Desk, desk: Desk, sandbox: Sandbox, institution: Institution, page: str
) -> None:
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    first, *_ = sandbox.needs_proctor()
    gone = sandbox.place()
    for where in (first, gone):
        assert desk.book(where).status_code == 302
    before = AuditEvent.objects.count(), Attempt.objects.count()
    said = " ".join(plain_text(administrator.get(page).text).split())
    assert re.search(r"made for [^,.]*\. A new finals week starts", said), said
    assert sandbox.session(first["sessionSid"])["status"] == "Scheduled"
    assert administrator.post(page, {}).status_code == 302

    assert sandbox.session(first["sessionSid"])["status"] == "Needs Proctor"
    # On a busy machine the page leaves the rest of the list to the worker.
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    again = ExamSession.objects.get(sid=first["sessionSid"])
    assert (again.status, again.appointment_at, again.location_name) == ("Needs Proctor", None, "")
    lost = ExamSession.objects.get(sid=gone["sessionSid"])
    assert (lost.status, lost.appointment_at, lost.listed_at) == ("", None, None)
    assert Attempt.objects.count() == before[1]
    told = list(
        AuditEvent.objects.filter(kind="practice_reset")
        .order_by("number")
        .values_list("outcome", "actor_name")
    )
    assert told == [("", "Ingrid Sato"), ("accepted", "Ingrid Sato")]
    assert AuditEvent.objects.count() == before[0] + 2

    shown = plain_text(
        desk.get(session_path(gone)).text.partition("<main")[2].partition("</main>")[0]
    )
    assert "Ana Ruiz" in shown
    assert NOT_KNOWN_THERE in shown
    assert [word for word in ("Scheduled", "Booked.") if word in shown] == []


def test_it_is_not_for_a_real_institution_nor_without_practice(
    administrator: Desk, institution: Institution, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PRACTICE", False)
    assert [administrator.get(page).status_code, administrator.post(page, {}).status_code] == [
        403,
        403,
    ]
    monkeypatch.setattr(settings, "PRACTICE", True)
    Institution.objects.filter(pk=institution.pk).update(base_url="https://api.invalid")
    assert [administrator.get(page).status_code, administrator.post(page, {}).status_code] == [
        403,
        403,
    ]
    assert (
        "afresh"
        not in administrator.get(f"/admin/scheduling/install/{institution.pk}/change/").text
    )


def test_what_answers_at_the_same_port_of_another_machine_does_not_start_afresh(
    institution: Institution,
) -> None:
    together = {one.name for one in reset.neighbours(institution)}
    port = urlsplit(institution.base_url).port
    for number, host in enumerate(("192.0.2.5", "api.example.edu", "localhost")):
        sid, address = f"AI{number:032x}", f"http://{host}:{port}"
        Institution.objects.create(sid=sid, name=host, base_url=address, time_zone="UTC")

    assert {one.name for one in reset.neighbours(institution)} == together | {"localhost"}


@pytest.mark.long
def test_where_no_stand_in_answers_nothing_is_forgotten(
    administrator: Desk, sandbox: Sandbox, institution: Institution, page: str
) -> None:
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    listed = ExamSession.objects.filter(institution=institution, listed_at__isnull=False).count()
    Institution.objects.filter(pk=institution.pk).update(base_url="http://127.0.0.1:9")
    assert administrator.post(page, {}).status_code == 302
    assert "did not answer correctly" in plain_text(
        administrator.get("/admin/scheduling/install/").text
    )
    assert (
        ExamSession.objects.filter(institution=institution, listed_at__isnull=False).count()
        == listed
    )
    assert AuditEvent.objects.filter(kind="practice_reset", outcome="unreachable").count() == 1
