"""Words of a request whatever its state: a booking, a move or a cancellation, who settled it, and
what it holds back.
"""

from __future__ import annotations

from scheduling.models import Attempt

Action = Attempt.Action
DONE = {Action.SCHEDULE: "booked", Action.RESCHEDULE: "moved", Action.CANCEL: "cancelled"}
REQUEST = {Action.SCHEDULE: "booking", Action.RESCHEDULE: "move", Action.CANCEL: "cancellation"}
ASK = {Action.SCHEDULE: "book", Action.RESCHEDULE: "move it", Action.CANCEL: "cancel it"}
# Of an earlier request of which nobody can read whether it is open.
UNREAD = (
    "The portal’s record of an earlier request for this session is damaged, and that request may"
    " still be open."
)
UNREAD_TELL = (
    "Tell an administrator of all institutions: verifying the log names the record, and the"
    " portal’s operator has to correct it in the database. Until then, change the booking in"
    " SmarterProctoring."
)
ASKED_FOR = "Asked for"
SETTLED_BY = "{Whose} request was decided {when} by {who}{why}"
BECAUSE, NO_WHY = ": “{reason}”", "."  # the second one where the reason was erased
FOUND_OUT = "We found out by checking with SmarterProctoring, {when}."
SHOWS_IT_AS = "SmarterProctoring now shows it as “{status}”"
SESSION_THERE = "the session in SmarterProctoring"
CHECK_FIRST = "Check {what} before you tell the learner."
# On the buttons that the request holds back.
STILL_OPEN = "{whose} request is still being checked."
NEEDS_DECISION = "{whose} request needs a decision."


def for_each_action(words: str) -> dict[str, str]:
    """The words about a booking, a move and a cancellation."""
    return {
        action: words.format(
            done=DONE[action], Done=DONE[action].title(), request=REQUEST[action], ask=ASK[action]
        )
        for action in Action
    }


def is_of(attempt: Attempt, user_id: int | None) -> bool:
    """Whether the reader asked for it themselves."""
    return attempt.actor_id is not None and attempt.actor_id == user_id


def whose(attempt: Attempt, user_id: int | None, *, your: str = "your") -> str:
    """“Ana Ruiz’s”, of a request; `your` to themselves."""
    return your if is_of(attempt, user_id) else f"{attempt.actor_name}’s"
