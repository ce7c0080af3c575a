"""Private calendars: made and revoked with an event each, and found by their address.

The address is the key: 256 random bits, shown once. What is kept is their SHA-256, so that who
reads the database can read no calendar by it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scheduling.access.roles import Access, access_of
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import CalendarFeed, Institution
from scheduling.session_commands import Actor

MOST = 20  # of one person at a time
MADE = "{who} made a private calendar of {what}. It can be read without signing in."
REVOKED = "{who} revoked the private calendar of {what}."


class TooManyCalendars(Exception):
    """The person has as many calendars as anybody may have."""


class MadeAlready(Exception):
    """The form was sent before: its calendar's address can't be shown again."""


@dataclass(frozen=True, slots=True)
class CalendarContents:
    """What a calendar is to show: a location of an institution, or one's own bookings."""

    institution: Institution | None = None
    location_sid: str = ""
    location_name: str = ""
    names: str = CalendarFeed.Names.INITIALS


def make(*, person: User, wanted: CalendarContents, form_id: UUID, actor: Actor) -> str:
    """Make a calendar, and tell the secret part of its address, this once. Raises
    TooManyCalendars and MadeAlready.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if CalendarFeed.objects.filter(form_id=form_id).exists():
            raise MadeAlready
        if of_person(person).count() >= MOST:
            raise TooManyCalendars
        feed = CalendarFeed.objects.create(
            person=person,
            institution=wanted.institution,
            location_sid=wanted.location_sid,
            location_name=wanted.location_name,
            names=wanted.names,
            digest=_digest(secret),
            form_id=form_id,
            made_at=timezone.now(),
        )
        event_writer.append(_event(Kind.CALENDAR_MADE, MADE, feed, actor))
    return secret


def revoke(*, feed: CalendarFeed, actor: Actor) -> None:
    """Let nobody read it any more; who revokes it twice revokes it once."""
    with transaction.atomic():
        known = CalendarFeed.objects.select_for_update(of=("self",)).select_related("institution")
        feed = known.get(pk=feed.pk)
        if feed.revoked_at:
            return
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        event_writer.append(_event(Kind.CALENDAR_REVOKED, REVOKED, feed, actor))


def institution_of_feed(feed_id: int) -> str | None:
    """The SID of the institution that a calendar is of, "" for one's own bookings; None where there
    is no such calendar.
    """
    feed = CalendarFeed.objects.select_related("institution").filter(pk=feed_id).first()
    return (feed.institution.sid if feed.institution else "") if feed else None


def of_person(person: User) -> QuerySet[CalendarFeed]:
    """The person's calendars that can be read, the newest first."""
    return (
        CalendarFeed.objects.filter(person=person, revoked_at__isnull=True)
        .select_related("institution")
        .order_by("-pk")
    )


def made_by(person: User, feed_id: int) -> CalendarFeed | None:
    """The person's calendar of this number, revoked or not; None where it is not theirs."""
    theirs = CalendarFeed.objects.filter(person=person).select_related("institution")
    return theirs.filter(pk=feed_id).first()


@dataclass(frozen=True, slots=True)
class Readable:
    """A calendar, and what its maker may see now."""

    feed: CalendarFeed
    access: Access


def find(secret: str) -> Readable | None:
    """The calendar of this address. None for an address that there is none of or that was revoked,
    and where its maker may not see any more what it shows.
    """
    known = CalendarFeed.objects.select_related("person", "institution")
    feed = known.filter(digest=_digest(secret), revoked_at__isnull=True).first()
    if feed is None or not feed.person.is_active:
        return None
    access = access_of(feed.person)
    institution = feed.institution
    may_see = access.institution(institution.sid) if institution else access.institutions
    return Readable(feed, access) if may_see else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _event(kind: Kind, said: str, feed: CalendarFeed, actor: Actor) -> event_writer.Entry:
    institution = feed.institution
    place = ", ".join(one for one in (feed.location_name, str(institution or "")) if one)
    what = place or "their own bookings"
    return event_writer.Entry(
        kind=kind,
        sentence=event_writer.escape_braces(said.format(who=actor.name, what=what)),
        actor=actor,
        install_sid=institution.sid if institution else "",
        details={"calendar": what, "learners": feed.get_names_display()},
    )
