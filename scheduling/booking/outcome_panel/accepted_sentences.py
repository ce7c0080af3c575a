"""Sentences about a request that was accepted, beside what is shown of its session since."""

from __future__ import annotations

from scheduling.booking.outcome_panel.parts import BookedAgain
from scheduling.booking.outcome_panel.request_words import for_each_action
from scheduling.models import Attempt

Action = Attempt.Action
CONFIRMED = for_each_action("{Done}. SmarterProctoring has confirmed it.")
BOOKED, MOVED, CANCELLED = (CONFIRMED[action] for action in Action)
SETTLED_AS = for_each_action("Marked as {done}")
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
SHOWS_ODD_STATUS = "{title}, but the status SmarterProctoring shows can’t be read"
ADDED = "SmarterProctoring’s answer adds: “{words}”"
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
ENDS_OTHERWISE = (
    "SmarterProctoring shows the end as {end}. By the length known here it is another: no end is"
    " told to the learner."
)
LOCATION_ASKED_FOR = "Location asked for: {asked}."
NO_LOCATION = "SmarterProctoring did not show the location. Asked for: {asked}."
NOT_TOLD = "SmarterProctoring did not show {what}. Asked for: {asked}."
NO_TYPE = "SmarterProctoring did not show the type. Asked for: {asked}."
TYPE_ASKED_FOR = "Type asked for: {asked}."
DID_NOT_SHOW = "{title}, but SmarterProctoring did not show {what}"
NOT_READABLY = "{title}, but SmarterProctoring showed {what} in a form that can’t be read"
AS_ASKED = "The time above is what was asked for. It is not confirmed."
DO_NOT_TELL = for_each_action("Do not tell the learner yet that it is {done}.")
STORED_SOMETHING_ELSE = "SmarterProctoring stored something different"
AS_ASKED_SINCE = (
    "SmarterProctoring’s answer had shown something else. It shows what was asked for now."
)
WHICH_IS_RIGHT = "Call SmarterProctoring to confirm which is right before you tell the learner."
DIFFERENCES_REVIEWED = "This was reviewed: see the history. The time and the place hold."
DECIDED = "{who} decided to keep what SmarterProctoring shows{stored}."
WAS_BOOKED_FOR = "It was booked for"
BOOKABLE_AGAIN = "The learner can be booked again, in a new session."
BOOKED_AGAIN = "The learner is booked again, in a new session."
AGAIN = {
    BookedAgain.NO: BOOKABLE_AGAIN,
    BookedAgain.YES: BOOKED_AGAIN,
    BookedAgain.BEING_CHECKED: (
        "The learner was asked for again, in a new session. We do not know yet whether that was"
        " booked."
    ),
}
LOOK_FIRST = (
    "Check the session in SmarterProctoring before you tell the learner that it is cancelled."
)
NOT_KNOWN_THERE = "SmarterProctoring no longer has this booking"
STARTED_AFRESH = (
    "It confirmed what {who} asked for{asked} but its data was reset since. Do not tell the"
    " learner that it is booked."
)
