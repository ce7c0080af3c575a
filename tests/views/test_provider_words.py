"""The provider's own words – names of types, spellings of a status, ids of time zones – stand one
click below ours: in a fold, or as the title of the words that people say.
"""

from __future__ import annotations

import re

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.institutions.registration import change_institution
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution, Price
from scheduling.session_commands import PORTAL
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.html import words, words_at_first, words_below
from tests.support.outcomes import attempt_of

METHODS = {"schedule": "POST", "reschedule": "PUT", "cancel": "DELETE"}
SEAT = "smarter-scheduling"
RULES = f"/campus/{Sandbox.install_sid}/rules/"
RAW = re.compile(
    rf"(?<![\w(])(?:{'|'.join(SESSION_TYPES)})(?!\w)|(?:America|Pacific|Europe)/\w+"
)  # but for “Individual proctor (ad-hoc)”, which is our own


def newest_event(desk: Desk) -> tuple[str, str]:
    """What the newest event's page says at first, and below that."""
    newest = AuditEvent.objects.order_by("-number").first()
    assert newest is not None
    return told_by(desk, newest)


def told_by(desk: Desk, event: AuditEvent) -> tuple[str, str]:
    page = desk.get(f"/audit/{event.number}/")
    return words_at_first(page), words_below(page)


def test_a_session_s_page_says_ours_and_keeps_the_provider_s_in_a_fold(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.place(where["sessionSid"], status="SCHEDULED")
    page = desk.get(session_path(where))

    at_first = words_at_first(page)
    assert RAW.findall(at_first) == []
    assert "SCHEDULED" not in at_first
    assert "Testing center seat" in at_first
    own = f"Type {SEAT} Status SCHEDULED Time zone America/Chicago"
    assert words_below(page).endswith(own)  # after the text to send to the learner


@pytest.mark.parametrize("wire_name", [SEAT, "ad-hoc"])
def test_the_booking_form_keeps_a_type_s_own_name_in_a_fold(
    desk: Desk, sandbox: Sandbox, wire_name: str
) -> None:
    page = desk.get(f"{form_path(sandbox.needs_proctor()[0])}?type={wire_name}")
    assert RAW.findall(words_at_first(page)) == []
    assert wire_name in words_below(page)


def test_the_rules_of_a_type_keep_its_own_name_in_a_fold(administrator: Desk) -> None:
    assert RAW.findall(words(administrator.get(RULES))) == []
    page = administrator.get(f"{RULES}{SEAT}/")
    assert RAW.findall(words_at_first(page)) == []
    assert SEAT in words_below(page)


@pytest.mark.parametrize("path", ["install", "site"])
def test_lists_of_the_admin_site_say_zones_as_people_do_and_name_them_in_full_on_hover(
    administrator: Desk, path: str
) -> None:
    page = administrator.get(f"/admin/scheduling/{path}/")
    assert RAW.findall(words(page)) == []
    assert '<span title="America/Chicago">Central (Chicago)</span>' in page.text


def test_a_change_of_settings_is_told_in_words_with_what_was_recorded_in_a_fold(
    administrator: Desk, institution: Institution
) -> None:
    administrator.post(
        f"/admin/scheduling/install/{institution.pk}/change/",
        {
            "name": institution.name,
            "sid": institution.sid,
            "base_url": institution.base_url,
            "time_zone": "America/Denver",
            "currency": "USD",
            "auth_style": "token",
            "is_active": "on",
        },
    )
    assert RAW.findall(words(administrator.get("/audit/"))) == []
    at_first, below = newest_event(administrator)
    assert "Time zone Central (Chicago) → , then Mountain (Denver)" in at_first
    assert RAW.findall(at_first) == []
    assert "Time zone America/Chicago → America/Denver" in below


def test_a_setting_that_the_portal_s_own_pages_change_is_told_in_words(
    administrator: Desk, institution: Institution
) -> None:
    changed = {"time_zone": "America/Denver"}
    change_institution(institution=institution, values=changed, actor=PORTAL)
    at_first, below = newest_event(administrator)
    assert "Time zone Central (Chicago) → , then Mountain (Denver)" in at_first
    assert RAW.findall(at_first) == []
    assert "Time zone America/Chicago → America/Denver" in below


def test_what_a_connection_test_found_is_told_in_words(
    administrator: Desk, institution: Institution
) -> None:
    administrator.post(f"/start/{institution.sid}/", {"step": "test"})
    at_first, below = newest_event(administrator)
    assert "Central (Chicago)" in at_first
    assert RAW.findall(at_first) == []
    assert "America/Chicago" in below


def test_a_price_that_is_changed_and_deleted_goes_by_the_name_of_its_type(
    administrator: Desk, institution: Institution
) -> None:
    line = Price.objects.get(institution=institution, session_type=SEAT)
    page = f"/admin/scheduling/price/{line.pk}/"
    sent = {"institution": institution.pk, "session_type": "proctoru", "currency": "USD"}
    answer = administrator.post(f"{page}change/", sent | {"amount": "27"})
    assert RAW.findall(words(administrator.get(answer.headers["Location"]))) == []
    at_first, below = newest_event(administrator)
    assert "Session type Testing center seat → , then ProctorU" in at_first
    assert RAW.findall(at_first) == []
    assert f"Session type {SEAT} → proctoru" in below

    assert RAW.findall(words(administrator.get(f"{page}delete/"))) == []
    administrator.post(f"{page}delete/", {"post": "yes"})
    at_first, _ = newest_event(administrator)
    assert "deleted the price ProctorU, any length: $27.00 at Northfield University." in at_first
    assert RAW.findall(at_first) == []


def test_a_type_changed_past_the_portal_is_told_by_our_names(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    desk.get(session_path(where))
    sandbox.place(where["sessionSid"], fields={"type": "vtc"})
    at_first = words_at_first(desk.get(session_path(where)))
    assert "Type: Testing center seat → Virtual Test Center" in at_first
    assert "type Testing center seat → Virtual Test Center" in at_first
    assert RAW.findall(at_first) == []
    assert RAW.findall(newest_event(desk)[0]) == []


def test_a_type_stored_otherwise_than_asked_is_told_by_our_names(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("store_other", fields={"type": "vtc"})
    desk.book(where)
    at_first = words_at_first(desk.get(session_path(where)))
    assert "Type: asked for Testing center seat, stored as Virtual Test Center." in at_first
    assert RAW.findall(at_first) == []


def test_what_a_booking_is_recorded_with_says_type_and_zone_in_words(
    administrator: Desk, sandbox: Sandbox
) -> None:
    book(administrator, sandbox)
    at_first, below = told_by(administrator, AuditEvent.objects.get(kind="intent"))
    assert "Time zone of the start Central (Chicago)" in at_first
    assert RAW.findall(at_first) == []
    assert "America/Chicago" in below and SEAT in below
    number = AuditEvent.objects.order_by("-number").first().number
    row = administrator.get(f"/admin/scheduling/auditevent/{number}/change/")
    assert f'<span title="{SEAT}">Testing center seat</span>' in row.text


def test_a_status_is_quoted_as_we_spell_it(administrator: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status_value", value="NEEDS_PROCTOR")
    assert administrator.book(where).status_code == 302
    attempt = attempt_of(where)
    assert attempt.reason == (
        "SmarterProctoring accepted it, but shows the session as “Needs proctor”."
    )
    Attempt.objects.update(needs_person=True)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(status="NEEDS_PROCTOR")
    assert "Last known from SmarterProctoring: “Needs proctor”." in words(
        administrator.get(f"/undecided/{attempt.attempt_id}/")
    )
    shown = SessionVersion.of(ExamSession(status="NEEDS_PROCTOR"))
    assert (shown.in_words("UTC"), shown.token) == ("“Needs proctor”", "- NEEDS_PROCTOR")


NAMES = (
    "appointmentDate is outside the window; body.proctorLocationSid and `billingCountry` are odd,"
    " /body/place too"
)
IN_OURS = "Date and time is outside the window; Location and billing country are odd, City too"
RAW_NAME = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+|body[./]")


@pytest.mark.parametrize("action", ["schedule", "reschedule", "cancel"])
def test_a_refusal_names_fields_by_our_labels_and_keeps_its_own_words_in_a_fold(
    desk: Desk, administrator: Desk, sandbox: Sandbox, action: str
) -> None:
    where = sandbox.needs_proctor()[0] if action == "schedule" else book(desk, sandbox)
    sandbox.trouble("status", code=400, message=NAMES, method=METHODS[action])
    answer = {"schedule": desk.book, "reschedule": move, "cancel": cancel}[action]
    form = answer(where) if action == "schedule" else answer(desk, where)

    assert form.status_code == 422
    assert f"SmarterProctoring says: “{IN_OURS}”" in words_at_first(form)
    assert f"In SmarterProctoring’s words {NAMES}" in words(form)
    assert NAMES in words_below(form)
    page = desk.get(session_path(where))
    assert IN_OURS in words_at_first(page)
    at_first, below = newest_event(administrator)
    assert (IN_OURS in at_first, NAMES in at_first, NAMES in below) == (True, False, True)
    for told in (words_at_first(form), words_at_first(page), at_first):
        assert NAMES not in told
        assert [one for one in RAW_NAME.findall(told) if one in NAMES] == []


def test_faults_at_fields_that_no_form_has_are_told_by_words_for_them(
    desk: Desk, sandbox: Sandbox
) -> None:
    errors = {"body.billingCountry": "must be set", "proctorLocationSid": "proctorLocationSid: odd"}
    sandbox.trouble("field_errors", errors=errors)
    form = desk.book(sandbox.needs_proctor()[0])
    at_first = words_at_first(form)
    assert "Billing country: must be set" in at_first
    assert "Location: odd" in at_first and "Location: Location" not in at_first
    assert [one for one in RAW_NAME.findall(at_first) if one in "billingCountry body."] == []
    assert "billingCountry: must be set" in words_below(form)


def test_a_refusal_without_names_of_fields_has_nothing_to_unfold(
    desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.trouble("status", code=409, message="That seat is taken.")
    form = desk.book(sandbox.needs_proctor()[0])
    assert "SmarterProctoring says: “That seat is taken.”" in words(form)
    assert "In SmarterProctoring’s words" not in words(form)
