"""What no answer and no look has shown of an accepted booking, or not so that it can be read: its
type, its location, or who proctors. Without them it is not confirmed.
"""

from __future__ import annotations

from functools import partial

from scheduling.booking.comparison.compared_values import asked_by
from scheduling.booking.comparison.verdicts import Comparison, Verdict
from scheduling.booking.outcome_panel import accepted_sentences, request_words
from scheduling.booking.outcome_panel.parts import OutcomePanel, Tone
from scheduling.booking.outcome_panel.seen_request import SeenRequest
from scheduling.booking.provider_shows.left_open import WORDS
from scheduling.exam_sessions.outside_changes.arrangements import WHO, in_words
from scheduling.institutions import catalogue
from scheduling.institutions.catalogue import name_of
from scheduling.session_types.registry import type_label

WHO_IN_WORDS = {"slot": "the instructor time slot", "proctor_name": "the proctor"}
UNSEEN = (Verdict.NOT_SHOWN, Verdict.UNREADABLE)


def names_in(seen: SeenRequest, shown: Comparison) -> list[str]:
    """Which of them were asked for and not shown; a location's foreign name shows something."""
    verdicts = {"session_type": shown.session_type}
    if not seen.session.location_name:
        verdicts["location"] = shown.location
    if seen.session.arranged is not None:
        verdicts |= {name: shown.verdict_of(name) for name in WHO}
    return [name for name, verdict in verdicts.items() if verdict in UNSEEN]


def panel(seen: SeenRequest, shown: Comparison, names: list[str]) -> OutcomePanel:
    """The booking as it stands, and what it lacks."""
    by_hand, action = seen.attempt.settled_by_hand, seen.attempt.action
    done = request_words.DONE[action].title()
    is_readable = all(shown.verdict_of(name) == Verdict.NOT_SHOWN for name in names)
    said = accepted_sentences.DID_NOT_SHOW if is_readable else accepted_sentences.NOT_READABLY
    what = " or ".join(WORDS.get(name) or WHO_IN_WORDS[name] for name in names)
    return OutcomePanel(
        tone=Tone.UNKNOWN,
        title=said.format(
            title=accepted_sentences.SETTLED_AS[action] if by_hand else done, what=what
        ),
        fact=seen.stored,
        lines=(
            *seen.unreadable,
            *asked_type(seen, shown.session_type),
            *asked_location(seen, shown.location),
            *_asked_who(seen, names),
            request_words.CHECK_FIRST.format(what=request_words.SESSION_THERE),
            *seen.decision,
        ),
        notes=seen.found_out,
    )


def _asked_who(seen: SeenRequest, names: list[str]) -> tuple[str, ...]:
    """Whose slot was asked for, or which proctor, in place of one that was not shown."""
    asked, called = asked_by(seen.attempt).arranged, partial(name_of, seen.session.institution)
    zone = seen.attempt.time_zone
    return tuple(
        accepted_sentences.NOT_TOLD.format(
            what=WHO_IN_WORDS[name], asked=in_words(name, asked[name], zone, called)
        )
        for name in names
        if name in WHO
    )


def asked_type(seen: SeenRequest, verdict: Verdict) -> tuple[str, ...]:
    """As which type it was asked for, in place of one that was not shown."""
    if verdict not in UNSEEN:
        return ()
    is_unreadable = "session_type" in seen.attempt.given_unreadably
    said = accepted_sentences.TYPE_ASKED_FOR if is_unreadable else accepted_sentences.NO_TYPE
    return (said.format(asked=type_label(asked_by(seen.attempt).session_type)),)


def asked_location(seen: SeenRequest, verdict: Verdict) -> tuple[str, ...]:
    """Where it was asked for, in place of a location that was not shown, or by a name that nothing
    is called here: of what is over, for nobody is told of it any more.
    """
    if verdict not in UNSEEN:
        return ()
    sid = asked_by(seen.attempt).location_sid
    asked = catalogue.location_name(seen.session.institution, sid)
    name, said = seen.session.location_name, accepted_sentences.NO_LOCATION
    if name:
        said = accepted_sentences.CALLS_THE_LOCATION
    elif "location" in seen.attempt.given_unreadably:
        said = accepted_sentences.LOCATION_ASKED_FOR
    return (said.format(asked=asked, name=name),)
