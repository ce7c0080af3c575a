"""Locations, hours, names behind SIDs, secrets, calendars and views: changed past the portal they
are named, changed by it they are not; and what an upgrade watches more is noted once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from scheduling.access import calendar_feeds
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import row_fingerprints, watched_tables
from scheduling.exam_sessions.lists import saved_views
from scheduling.institutions.registration import save_institution
from scheduling.models import (
    AuditEvent,
    CalendarFeed,
    HoursByDate,
    Institution,
    InstructorEntry,
    Location,
    OpeningHours,
    PolicyVersion,
    SavedView,
)
from scheduling.session_commands import Actor
from tests.support.audit_log import ANA
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.opening_hours_form import hours_form, shown_rows
from tests.support.people import LAKESIDE, NORTHFIELD
from tests.support.table_comparisons import found, verified

User = get_user_model()


def coordinator() -> Actor:
    person = User.objects.get(username="coordinator")
    return Actor(user_id=person.pk, name="Ana Ruiz", username="coordinator", role="coordinator")


def here() -> Institution:
    return Institution.objects.get(sid=NORTHFIELD)


def closed_day() -> HoursByDate:
    day = HoursByDate(
        institution=here(),
        first_day=date(2027, 1, 18),
        last_day=date(2027, 1, 18),
        reason="Holiday",
    )
    day.save()
    event_writer.record(
        event_writer.Entry(kind=Kind.ADMIN_ADDED, sentence="A closed day.", actor=ANA)
    )
    return day


def calendar() -> CalendarFeed:
    person = User.objects.get(username="coordinator")
    wanted = calendar_feeds.CalendarContents()
    calendar_feeds.make(person=person, wanted=wanted, form_id=uuid4(), actor=coordinator())
    return CalendarFeed.objects.get()


def offered_view() -> SavedView:
    view = saved_views.save(
        name="Mine", query="view=today", install_sid="", described="Today", actor=coordinator()
    )
    return saved_views.offer(view=view, institution=here(), described="Today", actor=coordinator())


@pytest.fixture
def noted(institution: Institution) -> Institution:
    """An institution of a portal that was verified once, with one of everything."""
    save_institution(values={"sid": LAKESIDE, "api_token": "another token"}, actor=ANA)
    for make in (closed_day, calendar, offered_view):
        make()
    assert verified() == []
    return institution


def _sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _swap_tokens() -> None:
    tokens = dict(Institution.objects.values_list("sid", "api_token"))
    for sid, other in ((NORTHFIELD, LAKESIDE), (LAKESIDE, NORTHFIELD)):
        Institution.objects.filter(sid=sid).update(api_token=tokens[other])


def _open_a_calendar() -> None:
    CalendarFeed.objects.bulk_create(
        [
            CalendarFeed(
                person=User.objects.get(username="administrator"),
                digest="0" * 64,
                form_id=uuid4(),
                made_at=timezone.now(),
            )
        ]
    )


PAST_THE_PORTAL: dict[str, tuple[Callable[[], object], str]] = {
    "a location’s SID": (
        lambda: Location.objects.filter(pl_sid=DULUTH).update(pl_sid="PL" + "0" * 32),
        "the location, or its hours, Duluth Testing Center",
    ),
    "a location’s seats": (
        lambda: _sql("UPDATE scheduling_location SET seats = 99 WHERE pl_sid = %s", DULUTH),
        "the location, or its hours, Duluth Testing Center",
    ),
    "the hours of a week": (
        lambda: OpeningHours.objects.filter(location__pl_sid=DULUTH).update(opens=time(1)),
        "the location, or its hours, Duluth Testing Center",
    ),
    "the hours of a day removed": (
        lambda: OpeningHours.objects.filter(location__pl_sid=DULUTH, weekday=5).delete(),
        "the location, or its hours, Duluth Testing Center",
    ),
    "a closed day": (
        lambda: HoursByDate.objects.update(last_day=date(2027, 1, 20)),
        "the closed day or other hours 2027-01-18, 2027-01-20, Holiday",
    ),
    "a closed day removed": (
        lambda: HoursByDate.objects.all()._raw_delete("default"),
        "the closed day or other hours number 1, which is gone, was removed with no event",
    ),
    "a closed day added": (
        lambda: HoursByDate.objects.bulk_create(
            [
                HoursByDate(
                    institution=here(),
                    first_day=date(2027, 2, 1),
                    last_day=date(2027, 2, 1),
                    reason="Made up",
                )
            ]
        ),
        "Made up, Northfield University was added with no event",
    ),
    "an instructor entry": (
        lambda: InstructorEntry.objects.update(name="Nobody"),
        "the instructor entry Nobody",
    ),
    "a policy version": (
        lambda: PolicyVersion.objects.filter(pk=PolicyVersion.objects.first().pk).update(
            cv_sid="CV" + "0" * 32
        ),
        "the policy version",
    ),
    "a publishable key": (
        lambda: Institution.objects.filter(sid=NORTHFIELD).update(stripe_publishable_key="pk_x"),
        "the Stripe key, confirmation text or country of Northfield University",
    ),
    "a confirmation text": (
        lambda: Institution.objects.filter(sid=NORTHFIELD).update(confirmation_text="Pay here"),
        "the Stripe key, confirmation text or country of Northfield University",
    ),
    "a client id": (
        lambda: Institution.objects.filter(sid=NORTHFIELD).update(oauth_client_id="x"),
        "the sign-in at SmarterProctoring of Northfield University",
    ),
    "secrets swapped": (_swap_tokens, "the sign-in at SmarterProctoring of Northfield University"),
    "a private calendar opened": (
        _open_a_calendar,
        "the private calendar , administrator was added with no event",
    ),
    "a private calendar opened to somebody else": (
        lambda: CalendarFeed.objects.update(digest="1" * 64),
        "the private calendar , coordinator is not as event",
    ),
    "a saved view": (
        lambda: SavedView.objects.filter(person=None).update(query="view=all"),
        "the saved view Northfield University is not as event",
    ),
}


@pytest.mark.parametrize("what", PAST_THE_PORTAL)
def test_what_is_changed_past_the_portal_is_named(noted: Institution, what: str) -> None:
    change, said = PAST_THE_PORTAL[what]
    change()
    assert said in found()


def test_what_the_portal_changes_itself_has_its_event(
    noted: Institution, administrator: Desk
) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    sent = {
        "institution": location.institution_id,
        "name": location.name,
        "pl_sid": location.pl_sid,
        "kind": location.kind,
        "is_active": "on",
        "time_zone": location.time_zone,
        "address": location.address,
        "seats": 7,
        **hours_form(*shown_rows(location), new=[("6", "10:00", "12:00")]),
    }
    path = f"/admin/scheduling/site/{location.pk}/change/"
    assert administrator.post(path, sent).status_code == 302
    assert OpeningHours.objects.filter(location=location, weekday=6).exists()
    days = f"/admin/scheduling/hoursbydate/{HoursByDate.objects.get().pk}/delete/"
    assert administrator.post(days, {"post": "yes"}).status_code == 302
    values = {"sid": NORTHFIELD, "api_token": "a new token", "confirmation_text": "Hello"}
    save_institution(values=values, actor=ANA)
    calendar_feeds.revoke(feed=CalendarFeed.objects.get(), actor=coordinator())
    own = SavedView.objects.get(institution=None)
    assert saved_views.rename(view=own, name="Other", actor=coordinator())
    offered = SavedView.objects.get(person=None)
    assert saved_views.remove(view=offered, actor=coordinator())
    assert found() == ""


def test_secrets_that_are_encrypted_anew_are_the_same(
    noted: Institution, settings: Settings
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [
        Fernet.generate_key().decode(),
        *settings.FIELD_ENCRYPTION_KEYS,
    ]
    before = Institution.objects.get(sid=NORTHFIELD).api_token.text
    call_command("rotate_keys")
    assert Institution.objects.get(sid=NORTHFIELD).api_token.text != before
    assert found() == ""


@pytest.fixture
def verified_before(institution: Institution) -> None:
    """A verification of before these kinds were watched, which did not say what it noted."""
    first = {one.name for one in watched_tables.FIRST}
    stands = {
        key: ["*", prints[0]]
        for key, prints in row_fingerprints.all_fingerprints().items()
        if key.split(" ")[0] in first
    }
    said, details = "The log was verified.", {"stands": stands}
    event_writer.record(
        event_writer.Entry(kind=Kind.VERIFIED, sentence=said, actor=ANA, details=details)
    )


def test_kinds_of_rows_that_an_upgrade_watches_more_are_noted_once(verified_before: None) -> None:
    past_the_portal = PAST_THE_PORTAL["a closed day added"][0]
    past_the_portal()
    day = HoursByDate.objects.get()
    assert verified() == []
    kept = json.loads(AuditEvent.objects.first().details)
    assert kept["kinds_noted"] == [one.name for one in watched_tables.LATER]
    assert f"hours {day.pk}" in kept["stands"]
    assert verified() == []
    assert "kinds_noted" not in json.loads(AuditEvent.objects.first().details)
    HoursByDate.objects.update(reason="Another")
    assert "Another, Northfield University is not as event" in found()
    HoursByDate.objects.all()._raw_delete("default")
    assert "was removed with no event" in found()


def test_kinds_that_were_watched_before_an_upgrade_are_not_noted_again(
    verified_before: None,
) -> None:
    User.objects.bulk_create([User(username="mallory")])
    assert "the account mallory was added with no event" in found()
    assert any("mallory was added" in one for one in verified())


@pytest.mark.parametrize("number", [-2, 99_999_999_999])
def test_a_row_whose_number_is_none_hides_no_other(institution: Institution, number: int) -> None:
    assert verified() == []
    table = Location._meta.db_table
    other = Location.objects.exclude(pl_sid=DULUTH).order_by("-pk")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = %s WHERE id = %s", [number, other.pk])
        cursor.execute(f"UPDATE {table} SET seats = 7 WHERE pl_sid = %s", [DULUTH])
    said = found()
    assert "whose number can’t be read" in said
    assert "Duluth" in said
