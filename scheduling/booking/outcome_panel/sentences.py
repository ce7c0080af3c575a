"""Words: what people read of a request's outcome, as constants; by the action where a booking, a
move and a cancellation differ.
"""

from __future__ import annotations

from scheduling.models import Attempt

Action = Attempt.Action
DONE = {Action.SCHEDULE: "booked", Action.RESCHEDULE: "moved", Action.CANCEL: "cancelled"}
REQUEST = {Action.SCHEDULE: "booking", Action.RESCHEDULE: "move", Action.CANCEL: "cancellation"}
ASK = {Action.SCHEDULE: "book", Action.RESCHEDULE: "move it", Action.CANCEL: "cancel it"}


def _for_each_action(words: str) -> dict[str, str]:
    """The words about a booking, a move and a cancellation."""
    return {
        action: words.format(
            done=DONE[action], Done=DONE[action].title(), request=REQUEST[action], ask=ASK[action]
        )
        for action in Action
    }


# A request that is open.
SENDING = _for_each_action("The {request} is being sent")
SENT_BY = "Sent {when} by {who}. It can’t be booked twice."
NOT_KNOWN = _for_each_action("We do not know yet whether this was {done}")
CHECKING = "We are checking with SmarterProctoring. It usually takes under a minute."
STILL_CHECKING = "We go on checking with SmarterProctoring."
NOBODY_CHECKS = (
    "Nobody is checking at the moment: the part of the portal that works in the background"
    " {unheard}. Tell your administrator. Please don’t ask again: the session is locked until we"
    " know."
)
UNHEARD_FOR, NEVER_HEARD = "has not been heard of for {ago}", "has not started"
NOTHING_TO_DO = _for_each_action(
    "Nothing to do. Please don’t {ask} again: the session is locked until we know."
)
CHECKS = ("First check in a moment", "Checked once", "Checked twice", "Checked {times} times")
ASKED_BY = "asked {when} by {who}"
CAN_T_TELL = _for_each_action("We could not tell whether this was {done}")
DECIDE = (
    "Check the session in SmarterProctoring, then decide here and say how you know. Until then it"
    " stays locked, so that nothing is booked twice."
)
SOMEBODY = "an administrator"
OTHERS_DECIDE = (
    "An administrator must decide; if you know, tell {names}. Until then the session stays locked,"
    " so that nothing is booked twice."
)

# A request whose row somebody changed past the portal.
DAMAGED = "What became of the newest request can’t be read here"
DAMAGED_HOW = (
    "The portal’s own record of it is damaged. The history of this session says what was asked and"
    " what came of it."
)
DAMAGED_TELL = (
    "Tell an administrator: verifying the log names what was changed. Check the session in"
    " SmarterProctoring before you ask for anything."
)

# A request of which even that can't be read, whether it is open.
UNREAD = (
    "The portal’s record of an earlier request for this session is damaged, and that request may"
    " still be open."
)
UNREAD_TELL = (
    "Tell an administrator of all institutions: verifying the log names the record, and the"
    " portal’s operator has to correct it in the database. Until then, change the booking in"
    " SmarterProctoring."
)

# A request that was accepted.
CONFIRMED = _for_each_action("{Done}. SmarterProctoring has confirmed it.")
BOOKED, MOVED, CANCELLED = (CONFIRMED[action] for action in Action)
SETTLED_AS = _for_each_action("Marked as {done}")
ACCEPTED = "Accepted"
SAYS = "{title}, but SmarterProctoring says “{status}”"
SHOWS_ANOTHER = "{title}, but SmarterProctoring shows something else"
SHOWS_A_CHANGE = "{title}, but SmarterProctoring shows a change that nobody has reviewed"
BOOKED_OUTSIDE = "Booked. It was changed outside this portal"
REVIEWED = "What was changed was reviewed by {who}, {when}."
ASKED_FOR_HERE = "Asked for through this portal: {when}."
SHOWS_NONE = "{title}, but SmarterProctoring does not show it"
NOT_AS_ASKED = "{title}, but not what {who} asked for"
DID_NOT_SAY_WHEN = "{title}, but SmarterProctoring did not say when"
LAST_UNREAD = "{title}, but SmarterProctoring’s last answer about it is not complete"
GAVE_NO_READABLE_START = "{title}, but SmarterProctoring gave a start that can’t be read"
SHOWS_NO_STATUS = "{title}, but SmarterProctoring shows no status"
NO_STATUS = "SmarterProctoring said yes, but did not show whether the session is booked."
CALLS_THE_LOCATION = "SmarterProctoring calls the location “{name}”. Asked for: {asked}."
FOREIGN_PLACE = "{title}, but SmarterProctoring names a location that is not in the list here"
NAME_THE_PLACE = (
    "Call SmarterProctoring to confirm where it is. If it is a location of the list under another"
    " name, an administrator can rename it there."
)
END_COUNTS = (
    "The end counts the accommodation. That is kept here: SmarterProctoring may not know of it."
)
LOCATION_ASKED_FOR = "Location asked for: {asked}."
NO_LOCATION = "SmarterProctoring did not show the location. Asked for: {asked}."
AS_ASKED = "The time above is what was asked for. It is not confirmed."
ASKED_FOR = "Asked for"
DO_NOT_TELL = _for_each_action("Do not tell the learner yet that it is {done}.")
SETTLED_BY = "Decided {when} by {who}: “{reason}”"
FOUND_OUT = "We found out by checking with SmarterProctoring, {when}."
STORED_SOMETHING_ELSE = "SmarterProctoring stored something different"
AS_ASKED_SINCE = (
    "SmarterProctoring’s answer had shown something else. It shows what was asked for now."
)
LAST_CHECK = "What the last check showed"
WHICH_IS_RIGHT = "Call SmarterProctoring to confirm which is right before you tell the learner."
DECIDED = "{who} decided to keep what SmarterProctoring shows{stored}."
WAS_BOOKED_FOR = "It was booked for"
BOOKABLE_AGAIN = "The learner can be booked again, in a new session."
BOOKED_AGAIN = "The learner is booked again, in a new session."
LOOK_FIRST = (
    "Check the session in SmarterProctoring before you tell the learner that it is cancelled."
)
NOT_KNOWN_THERE = "SmarterProctoring no longer has this booking"
STARTED_AFRESH = (
    "It confirmed what {who} asked for{asked} but its data was reset since. Do not tell the"
    " learner that it is booked."
)

# A request that came to nothing.
NOT_APPLIED = _for_each_action("The last {request} did not go through")
CHECKED = _for_each_action("We checked with SmarterProctoring: it was not {done}.")
TRY_AGAIN = _for_each_action("You can try to {ask} again.")
STILL_BOOKED, IT_IS_BOOKED_FOR = "Still booked. {title}", "It is booked for"
NOT_SWITCHED = "The switch to {new} was not done"
NOT_DONE_THEN = _for_each_action(
    "We checked with SmarterProctoring, {{when}}: it was not {done} then. What is shown now does"
    " not tell whether it was {done} since."
)
SHOWS_NEW_TIME = "SmarterProctoring now shows the new time"
SHOWS_IT_AS = "SmarterProctoring now shows it as “{status}”"
SETTLED_AS_NOT_DONE = "{settler} decided that {who}’s request was not done: “{reason}”"
FOUND_LATER = _for_each_action(
    "Our check had found nothing, so {{who}}’s request was marked as not done. It was {done}"
    " later, or by someone else."
)
SESSION_THERE = "the session in SmarterProctoring"
CHECK_FIRST = "Check {what} before you tell the learner."
REFUSED = _for_each_action("SmarterProctoring refused the last {request}")
NOT_SENT = _for_each_action("The last {request} was not sent")
UNCHANGED = "Nothing was changed."

# On the buttons that the request holds back.
STILL_OPEN = "{whose} request is still being checked."
NEEDS_DECISION = "{whose} request needs a decision."
