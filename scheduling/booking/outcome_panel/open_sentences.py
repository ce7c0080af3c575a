"""Sentences about a request that is open: being sent, being checked, or to be decided by a person;
and about one whose record is damaged.
"""

from __future__ import annotations

from scheduling.booking.outcome_panel.request_words import for_each_action

SENDING = for_each_action("The {request} is being sent")
SENT_BY = "Sent {when} by {who}. It can’t be booked twice."
NOT_KNOWN = for_each_action("We do not know yet whether this was {done}")
CHECKING = "We are checking with SmarterProctoring. It usually takes under a minute."
STILL_CHECKING = "We go on checking with SmarterProctoring."
NOBODY_CHECKS = (
    "Nobody is checking at the moment: the part of the portal that works in the background"
    " {unheard}. Tell your administrator. Please don’t ask again: the session is locked until we"
    " know."
)
UNHEARD_FOR, NEVER_HEARD = "has not been heard of for {ago}", "has not started"
NOTHING_TO_DO = for_each_action(
    "Nothing to do. Please don’t {ask} again: the session is locked until we know."
)
CHECKS = ("First check in a moment", "Checked once", "Checked twice", "Checked {times} times")
ASKED_BY = "asked {when} by {who}"
CAN_T_TELL = for_each_action("We could not tell whether this was {done}")
DECIDE = (
    "Check the session in SmarterProctoring, then decide here and say how you know. Until then it"
    " stays locked, so that nothing is booked twice."
)
SOMEBODY = "an administrator"
OTHERS_DECIDE = (
    "An administrator must decide; if you know, tell {names}. Until then the session stays locked,"
    " so that nothing is booked twice."
)
# Of one whose row somebody changed past the portal.
DAMAGED = "What became of the newest request can’t be read here"
DAMAGED_HOW = (
    "The portal’s own record of it is damaged. The history of this session says what was asked and"
    " what came of it."
)
DAMAGED_TELL = (
    "Tell an administrator: verifying the log names what was changed. Check the session in"
    " SmarterProctoring before you ask for anything."
)
LAST_CHECK = "What the last check showed"
