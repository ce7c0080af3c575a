"""What was asked beside what the provider shows: each thing as a `Pair`, a line of the part of
pages that tells it, templates/scheduling/booking/asked_and_stored.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from scheduling.booking.comparison.compared_values import (
    AskedOfProvider,
    ShownByProvider,
    asked_by,
    asked_start,
    shown_in,
)
from scheduling.booking.comparison.difference_words import (
    ARRANGED,
    Part,
    both_in_words,
    label_of,
    shown_location,
)
from scheduling.booking.comparison.verdicts import Comparison, Verdict, compare
from scheduling.booking.provider_shows import looks
from scheduling.exam_sessions.outside_changes import arrangements, reviews
from scheduling.exam_sessions.outside_changes.reviews import ReviewedParts
from scheduling.institutions import catalogue
from scheduling.institutions.catalogue import LocationCalled
from scheduling.models import Attempt, ExamSession, SessionStatus
from scheduling.session_types.registry import type_label
from scheduling.spoken_time import say

NO_START = "no start"
NOT_SHOWN, NOT_READABLE = "Not shown", "Can’t be read"
LAST_KNOWN = "{said}; last known: {known}"
NOTHING = ShownByProvider()
# Of the parts that a later look shows, the name of the field; and what of `ShownByProvider` it is.
NAMES = {
    Part.STATE: "status",
    Part.START: "start",
    Part.TYPE: "session_type",
    Part.LOCATION: "location",
}
PARTS = {
    "status": "status",
    "start": "start",
    "session_type": "session_type",
    "location_sids": "location",
    "location_name": "location",
}
# What no review settles: whether the learner comes at the right time, to the right place.
DECIDED_ALONE = frozenset(map(str, (*NAMES, Part.END)))
DONE = {
    Attempt.Action.SCHEDULE: "Booked",
    Attempt.Action.RESCHEDULE: "Moved",
    Attempt.Action.CANCEL: "Cancelled",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing as it was asked for and as it is shown; both "" where they may not be told.

    `what` is a `Part`, or what was kept that is none. `differs` only where the one is shown to be
    another than the other.
    """

    what: str
    asked: str = ""
    stored: str = ""
    differs: bool = False

    @property
    def label(self) -> str:
        return label_of(self.what)


def kept_pairs(differences: Iterable[Mapping[str, str]]) -> list[Pair]:
    """What `differences` found, as it was kept with a request or its event."""
    return [
        Pair(one["what"], one.get("asked", ""), one.get("stored", ""), differs=True)
        for one in differences
    ]


def current_differences(attempt: Attempt, session: ExamSession) -> list[Pair]:
    """What an accepted request was done otherwise than asked, as its session shows it now: what is
    shown as asked by now is no difference any more, and what differs since is one. Price and notes,
    which no later look keeps, stand as the answer had them.
    """
    return _differences(attempt, session, partial(catalogue.name_of, session.institution))


def _differences(
    attempt: Attempt,
    session: ExamSession,
    named: Callable[[str], str],
    location_called: LocationCalled = catalogue.location_called,
) -> list[Pair]:
    kept = {one.what: one for one in kept_pairs(attempt.differences)}
    if not kept:
        return []
    attempt.session = session  # whose institution the comparison needs
    asked, shown = asked_by(attempt, location_called), shown_in(session)
    seen = compare(asked, shown)
    now = dict(both_in_words(asked, shown, seen, attempt.time_zone, named))
    found = {what: Pair(what, *words, differs=True) for what, words in now.items()}
    left = {what: one for what, one in kept.items() if not _is_as_asked(seen, what)}
    return list((left | found).values())


def is_done_otherwise(
    attempt: Attempt,
    session: ExamSession,
    location_called: LocationCalled = catalogue.location_called,
    reviewed_parts: ReviewedParts = reviews.reviewed_parts,
) -> bool:
    """Whether it was done, but is shown otherwise than asked, and nobody has decided which of the
    two holds. The name of no SID is looked up: a list asks this of each of its requests.
    """
    if not attempt.is_done_otherwise:
        return False
    found = _differences(attempt, session, str, location_called)
    return bool(found) and not _are_reviewed(attempt, session, found, reviewed_parts)


def is_reviewed(attempt: Attempt, session: ExamSession) -> bool:
    """Whether a person has reviewed all that it was done otherwise."""
    return _are_reviewed(attempt, session, current_differences(attempt, session))


def _are_reviewed(
    attempt: Attempt,
    session: ExamSession,
    found: Iterable[Pair],
    reviewed_parts: ReviewedParts = reviews.reviewed_parts,
) -> bool:
    names = {str(one.what) for one in found}
    is_asked = bool(names) and not names & DECIDED_ALONE
    return is_asked and names <= reviewed_parts(session, attempt)


def to_review(attempt: Attempt | None, session: ExamSession) -> dict[str, str]:
    """What of an accepted request stands otherwise than asked and waits for a review, by part, as
    people call it; nothing where its time, its place or its type does: a person decides that.
    """
    if attempt is None or not session.known_status.is_in_place:
        return {}
    if not is_done_otherwise(attempt, session):
        return {}
    found = current_differences(attempt, session)
    labels = {str(one.what): one.label for one in found}
    return {} if labels.keys() & DECIDED_ALONE else labels


def _is_as_asked(seen: Comparison, what: str) -> bool:
    name = NAMES.get(what) or ARRANGED.get(what, "")
    return bool(name) and seen.verdict_of(name) == Verdict.SAME


def pairs_now(
    attempt: Attempt,
    session: ExamSession,
    location: Callable[[str], str],
    *,
    look: str | None = None,
) -> list[Pair]:
    """Everything that an open request asked for beside what the last look showed of it; nothing
    where it was not read since. What that look did not show may be known from elsewhere: that is
    told as known, and is no difference.

    `look` is what was kept of the look (`looks.facts`), where it is not the request's last one.
    """
    if attempt.is_damaged:
        return []
    if session.refreshed_at is None or session.refreshed_at < attempt.started_at:
        return []
    unseen = looks.unseen(attempt.last_look if look is None else look)
    known, zone = shown_in(session), attempt.time_zone
    asked, shown = asked_by(attempt), _without(known, unseen)
    seen = compare(asked, shown)
    both = dict(both_in_words(asked, shown, seen, zone, location))
    pairs = [
        _state(attempt, seen.status),
        *(
            Pair(what, *(both.get(what) or (words, _shown(verdict, words))), differs=what in both)
            for what, verdict, words in _asked_for(asked, seen, zone, location)
        ),
        *(Pair(what, *words, differs=True) for what, words in both.items() if what in ARRANGED),
    ]
    return [_with_what_is_known(one, unseen, known, zone, location) for one in pairs]


def _asked_for(
    asked: AskedOfProvider, seen: Comparison, zone: str, location: Callable[[str], str]
) -> list[tuple[str, Verdict, str]]:
    """Each thing that was asked for by itself: what it is, how it is shown, and in words."""
    each = (
        (Part.START, seen.start, say(asked.start, zone).whole if asked.start else ""),
        (Part.TYPE, seen.session_type, type_label(asked.session_type)),
        (Part.LOCATION, seen.location, location(asked.location_sid) if asked.location_sid else ""),
    )
    return [one for one in each if one[1] != Verdict.NOT_ASKED]


def _without(known: ShownByProvider, unseen: Mapping[str, Verdict]) -> ShownByProvider:
    """What is known of a session, without what a look did not show of it."""
    left_out = [part for part, name in PARTS.items() if name in unseen]
    return replace(known, **{part: getattr(NOTHING, part) for part in left_out})


def _with_what_is_known(
    pair: Pair,
    unseen: Mapping[str, Verdict],
    known: ShownByProvider,
    zone: str,
    location: Callable[[str], str],
) -> Pair:
    """The pair, or where that look did not show it, what is known of it from elsewhere."""
    name = NAMES.get(pair.what, "")
    if name not in unseen:
        return pair
    words = {
        "status": known.status.word if known.status != NOTHING.status else "",
        "start": say(known.start, zone).whole if known.start else "",
        "session_type": type_label(known.session_type) if known.session_type else "",
        "location": shown_location(known, location),
    }[name]
    said = _shown(unseen[name], "")
    return replace(pair, stored=LAST_KNOWN.format(said=said, known=words) if words else said)


def differing(attempt: Attempt | None, session: ExamSession) -> list[Pair]:
    """What a row of a list has to tell: where the newest request was done otherwise than asked, or
    waits for a person's decision. There rows know no names for what has a SID: a place is left
    out, of anything else only that it differs is told.
    """
    if attempt and attempt.is_done_otherwise:
        found = current_differences(attempt, session)
        return [] if _are_reviewed(attempt, session, found) else found
    if attempt and attempt.state == Attempt.State.ACCEPTED:
        return _start_alone(attempt, session)
    if attempt and attempt.awaits_decision:
        attempt.session = session  # whose institution the comparison needs
        found = pairs_now(attempt, session, str)
        differing = [one for one in found if one.differs and one.what != Part.LOCATION]
        return [replace(one, asked="", stored="") if _has_sid(one) else one for one in differing]
    return []


def _has_sid(pair: Pair) -> bool:
    return ARRANGED.get(pair.what) in arrangements.NAMED


def _start_alone(attempt: Attempt, session: ExamSession) -> list[Pair]:
    """The start that was asked for, of a booking that shows none."""
    start, status = asked_start(attempt.asked), session.known_status
    is_shown = session.appointment_at is not None or status.rules_out_a_booking
    if start is None or is_shown or attempt.action == Attempt.Action.CANCEL:
        return []
    return [Pair(Part.START, say(start, attempt.time_zone).dated, NO_START, differs=True)]


def _shown(verdict: Verdict, asked: str) -> str:
    """What is shown of something that does not differ, as far as it is shown."""
    return {Verdict.NOT_SHOWN: NOT_SHOWN, Verdict.UNREADABLE: NOT_READABLE}.get(verdict, asked)


def _state(attempt: Attempt, status: SessionStatus) -> Pair:
    is_undone = status.is_in_place if attempt.action == Attempt.Action.CANCEL else status.is_over
    differs = is_undone or (status.needs_proctor and attempt.action != Attempt.Action.CANCEL)
    return Pair(Part.STATE, DONE[Attempt.Action(attempt.action)], status.word, differs=differs)
