"""Times, states and addresses as the admin site's lists and pages say them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling.date_formats import day
from scheduling.models import Attempt
from scheduling.session_commands import short_sid
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.wall_time import CANT_READ, NoTime

MARKS = {
    Attempt.State.SENDING: "checking",
    Attempt.State.UNCONFIRMED: "checking",
    Attempt.State.ACCEPTED: "scheduled",
    Attempt.State.REFUSED: "refused",
}
NOTHING = "–"


def moment(at: datetime | None, zone: str) -> SafeString | str:
    """An instant by a zone's clock, to the minute, with the zone's letters:
    “Mon, Nov 23, 2026, 11:14 AM CST”.
    """
    if at is None:
        return NOTHING
    if isinstance(at, NoTime):
        return CANT_READ
    spoken, local = (
        say(at.replace(second=0, microsecond=0), zone or "UTC"),
        at.astimezone(ZoneInfo(zone or "UTC")),
    )
    words = f"{day(local)}, {spoken.time} {spoken.zone_abbrev}"
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        f"{at:%Y-%m-%d %H:%M:%S} UTC",
        words,
    )


def in_utc(at: datetime | None, zone: str = "UTC") -> SafeString | str:
    """An instant in UTC, for a column whose rows are of several places;
    by the zone's own clock on hover.
    """
    if at is None:
        return NOTHING
    if isinstance(at, NoTime):
        return CANT_READ
    universal = at.astimezone(UTC)
    words = f"{day(universal)}, {universal:%H:%M} UTC"
    local = say(at.replace(second=0, microsecond=0), zone or "UTC").whole
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>', at.isoformat(), local, words
    )


def state(attempt: Attempt) -> SafeString:
    """A state as a shape, a word and a colour."""
    mark, word = MARKS.get(attempt.state, "cancelled"), attempt.get_state_display()
    if attempt.awaits_decision:
        mark, word = "decide", attempt.NEEDS_DECISION
    return format_html('<span class="state state--{}">{}</span>', mark, word)


def sid(value: str) -> SafeString | str:
    """A SID in its short form, whole on hover."""
    if len(value) < 12:
        return value or NOTHING
    return format_html('<span class="sid" title="{}">{}</span>', value, short_sid(value))


def titled(words: str, raw: str) -> SafeString | str:
    """What people say, with what the database or the provider calls it on hover."""
    if not raw:
        return words or NOTHING
    return format_html('<span title="{}">{}</span>', raw, words)


def zone(name: str) -> SafeString | str:
    """A time zone in words, its id on hover."""
    return titled(words_for(name), name)


def switch(on: bool, yes: str, no: str) -> SafeString:
    """A yes or no as a shape, a word and a colour."""
    return format_html(
        '<span class="state state--{}">{}</span>',
        *(("scheduled", yes) if on else ("cancelled", no)),
    )
