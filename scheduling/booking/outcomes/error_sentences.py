"""Sentences for people on why a call was refused, reached nobody, or left unknown what became of
it.
"""

from __future__ import annotations

from math import ceil

from scheduling.models import Attempt
from scheduling.proctoring_api.errors import (
    REASONS,
    Conflict,
    FailureCause,
    NotAuthorised,
    NotFound,
    NothingSent,
    Refused,
    Throttled,
    UnknownOutcome,
)
from scheduling.session_types.provider_names import in_our_words

MINUTE = 60  # seconds
# It is read long after, too: the wait does not begin when it is read.
BUSY = (
    "SmarterProctoring was busy and asked us to come later. Try again {wait} after that request: we"
    " read the session first."
)
SAID_AS_ELSEWHERE = (
    FailureCause.TIMEOUT,
    FailureCause.SERVER_ERROR,
    FailureCause.UNREADABLE,
    FailureCause.TOO_LARGE,
)
MOST_RAW_WORDS = 1000
MOST_WORDS = 300
TELL_ADMINISTRATOR = "Tell your administrator to check this institution’s settings."


def why_unreachable(error: NothingSent) -> str:
    """Why nothing was sent, and what to do about it."""
    if error.cause == FailureCause.TLS:
        return f"{REASONS[error.cause]} {TELL_ADMINISTRATOR}"
    if error.cause == FailureCause.MISCONFIGURED:
        return f"SmarterProctoring’s address or sign-in can’t be used. {TELL_ADMINISTRATOR}"
    return "SmarterProctoring could not be reached. Try again in a moment."


def raw_words(error: Refused) -> str:
    """What a refusal says under the provider's own names of fields; '' where it names none."""
    named = [f"{name}: {text}" for name, texts in error.field_errors.items() for text in texts]
    is_ours = not named and in_our_words(error.message) == error.message
    return "" if is_ours else " · ".join(filter(None, (error.message, *named)))[:MOST_RAW_WORDS]


def words_of(error: Refused) -> str:
    """What it says for all to read; where that is nothing, what it says to single fields."""
    of_fields = (text for texts in error.field_errors.values() for text in texts)
    return error.message or " ".join(of_fields)[:MOST_WORDS]


def quoted(error: Refused, zone: str) -> str:
    """The provider's own words, in ours for its names of fields; '' where it says nothing."""
    words = in_our_words(words_of(error), zone)
    return f"SmarterProctoring says: “{words}”" if words else ""


def why_refused(error: Refused, action: str, zone: str) -> str:
    """Why it was refused, in the provider's own words where they say more than the status."""
    said = quoted(error, zone)
    if isinstance(error, Throttled):
        wait = _wait(error.retry_after)
        return BUSY.format(wait=wait)
    if isinstance(error, NotAuthorised) and error.status == 401:
        return f"SmarterProctoring did not accept the portal’s sign-in. {TELL_ADMINISTRATOR}"
    if isinstance(error, NotAuthorised):
        return (
            "SmarterProctoring does not allow this for this institution or exam."
            f" {said or TELL_ADMINISTRATOR}"
        )
    if isinstance(error, NotFound):
        return (
            "SmarterProctoring can’t find this session. It may have been cancelled or replaced:"
            f" look at the learner’s other sessions. {said or TELL_ADMINISTRATOR}"
        )
    if isinstance(error, Conflict) and action != Attempt.Action.CANCEL:
        return (
            said
            or "SmarterProctoring says this time or session is already taken. Choose another time."
        )
    return (
        said or "SmarterProctoring refused it and gave no reason. Check the answers and try again."
    )


def _wait(seconds: float | None) -> str:
    if seconds is None:
        return "a minute"
    if seconds >= 2 * MINUTE:
        return f"{ceil(seconds / MINUTE)} minutes"
    return f"{round(seconds)} second{'s' if round(seconds) != 1 else ''}"


def why_unconfirmed(error: UnknownOutcome, zone: str) -> str:
    """Why nobody knows what became of it."""
    words = {one: REASONS[one] for one in SAID_AS_ELSEWHERE} | {
        FailureCause.CLOSED: "The connection broke before SmarterProctoring answered.",
        FailureCause.ON_THE_WAY: (
            f"The connection to SmarterProctoring failed on the way, with a status of"
            f" {error.status}."
        ),
        FailureCause.REDIRECT: (
            f"SmarterProctoring redirected us ({error.redirect_host}); we did not follow it."
            if error.redirect_host
            else f"SmarterProctoring gave no answer but a status of {error.status}."
        ),
        FailureCause.WRONG_SESSION: error.reason,
        FailureCause.YES_AND_NO: in_our_words(error.reason, zone),
    }
    return words.get(error.cause, "SmarterProctoring’s answer was not clear.")
