"""Details of a session as values: whose clock it goes by, whom the booking named, how fresh all of
it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from scheduling.booking.events import session_history
from scheduling.exam_sessions.moments import earlier_states
from scheduling.models import Attempt, ExamSession
from scheduling.session_types import registry
from scheduling.spoken_time import SpokenTime, ago, say
from scheduling.time_zones.zone_names import words_beside
from scheduling.views.exam_sessions import learner_script
from scheduling.views.exam_sessions.session_parts import words_while_open
from scheduling.views.exam_sessions.session_parts.detail_labels import LABELS, SUPPORT_LABELS
from scheduling.views.log import event_rows

AS_OF = "As of {when}."
OPENED = "This page was opened {when}."
NOT_CERTAIN = "SmarterProctoring showed this last. It is not certain while the request is open."
KNOWN_SO_FAR = "As far as we know. It is not certain while the request is open."


def what_is_known(shown: ExamSession, *, is_unknown: bool) -> str:
    """What the page shows of a session that could not be read just now, in a sentence."""
    if shown.status:
        since = f", {ago(shown.refreshed_at, timezone.now())}" if shown.refreshed_at else ""
        return f"This page shows what we last knew{since}."
    if shown.learner_name:
        return "Its status is not known."
    if is_unknown:
        return ""
    return "We only know this session’s SIDs so far. You can still fill in the form."


def as_of(shown: ExamSession) -> str:
    """When the provider last showed it, alone or in its list, by the session’s clock; "" where it
    never did.
    """
    now, seen = _moment(timezone.now(), shown), _last_look(shown)
    if seen is None:
        return ""
    return AS_OF.format(when=seen.clock if seen.day == now.day else seen.short)


def on_paper(shown: ExamSession) -> str:
    """The same with its day, and when the page was opened: what a print has to tell of itself."""
    opened = OPENED.format(when=_moment(timezone.now(), shown).dated)
    seen = _last_look(shown)
    return f"{AS_OF.format(when=seen.dated)} {opened}" if seen else opened


def is_day_ahead(shown: ExamSession) -> bool:
    """Whether its start is on another day to come: nobody arrives yet."""
    start, now = shown.appointment_at, timezone.now()
    if start is None or start < now:
        return False
    return _moment(start, shown).day != _moment(now, shown).day


def _last_look(shown: ExamSession) -> SpokenTime | None:
    looks = [at for at in (shown.refreshed_at, shown.listed_at) if at]
    return _moment(max(looks), shown) if looks else None


def _moment(at: datetime, shown: ExamSession) -> SpokenTime:
    return say(at.replace(second=0, microsecond=0), str(shown.zone))


def clock(shown: ExamSession) -> str:
    """Whose clock the page goes by, and how far it is from the institution's."""
    at = shown.appointment_at or timezone.now()
    return words_beside(str(shown.zone), shown.institution.time_zone, at)


def history(shown: ExamSession) -> list[event_rows.EventRow]:
    """What happened with it here, newest first, looks that decided nothing folded."""
    told = event_rows.folded(event_rows.of(session_history.history(shown), zone=str(shown.zone)))
    return event_rows.with_look_counts(told, session_history.count_undecided_looks(shown))


def starts(shown: ExamSession, latest: Attempt | None) -> list[tuple[str, str, str]]:
    """When it starts, and what it was moved from: label, words, and how far they are known. While
    a move is open nobody knows that there is a time before it.
    """
    if latest is not None and latest.is_open:
        return list(_starts_while_open(shown, latest))
    was = latest.stood_at if latest and latest.action == Attempt.Action.RESCHEDULE else None
    rows: list[tuple[str, str, str]] = []
    if was and was != shown.appointment_at:
        rows.append(
            (LABELS["start_before"], say(was, earlier_states.zone_at(shown, was)).whole, "")
        )
    if shown.appointment_at:
        start = say(shown.appointment_at, str(shown.zone)).whole
        rows.append((_start_label(shown, latest), start, ""))
    return rows


def _starts_while_open(shown: ExamSession, latest: Attempt) -> Iterator[tuple[str, str, str]]:
    label = _start_label(shown, latest)
    if words_while_open.is_shown_early(shown, latest):
        if stood := latest.stood_at:
            yield label, say(stood, earlier_states.zone_at(shown, stood)).whole, KNOWN_SO_FAR
    elif shown.appointment_at:
        yield label, say(shown.appointment_at, str(shown.zone)).whole, NOT_CERTAIN


def _start_label(shown: ExamSession, latest: Attempt | None) -> str:
    return f"{LABELS['start']}{no_booking(shown, latest)}"


def location_shown(shown: ExamSession, latest: Attempt | None) -> str:
    """Where it is, by name; "" beside a booking that is open and was made there by a look that no
    check has told of.
    """
    is_booking = latest is not None and latest.action == Attempt.Action.SCHEDULE
    is_early = latest and is_booking and words_while_open.is_shown_early(shown, latest)
    return "" if is_early else shown.place_name


def no_booking(shown: ExamSession, latest: Attempt | None) -> str:
    """What to say behind “Start” and “Location” of a session that is not booked; '' of others, and
    while nobody knows whether it is cancelled.
    """
    if shown.needs_proctor:
        return " shown, not booked"
    is_open = latest is not None and latest.is_open
    return ", cancelled" if shown.known_status.is_cancelled and not is_open else ""


def named(shown: ExamSession, asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Whom and where the booking named, for reading it back: label and words."""
    kind = registry.SESSION_TYPES.get(shown.session_type, registry.SessionType)
    location = ("address1", "address2", "place", "region", "postalCode", "country")
    rows = (
        (
            LABELS["named"],
            " ".join(asked.get(name, "") for name in ("firstName", "lastName")).strip(),
        ),
        (LABELS["organization"], asked.get("company", "")),
        (LABELS["email"], asked.get("email", "")),
        (LABELS["phone"], asked.get("phone", "")),
        (LABELS["address"], ", ".join(asked[name] for name in location if asked.get(name))),
        (kind.number_label, learner_script.number_of(shown, asked)),
        (LABELS["slot"], learner_script.slot_named(shown, asked)),
        (LABELS["notes"], asked.get("notes", "")),
    )
    return [(label, words) for label, words in rows if words]


def support_words(shown: ExamSession) -> list[tuple[str, str]]:
    """What the provider calls the things that the page names in our words, for support calls."""
    rows = (
        (SUPPORT_LABELS["type"], shown.session_type),
        (SUPPORT_LABELS["status"], shown.status),
        (SUPPORT_LABELS["time_zone"], str(shown.zone)),
    )
    return [(label, words) for label, words in rows if words]
