"""Sentences about a request that came to nothing, and about one that was done after all."""

from __future__ import annotations

from scheduling.booking.outcome_panel.request_words import for_each_action

NOT_APPLIED = for_each_action("The last {request} did not go through")
CHECKED = for_each_action("We checked with SmarterProctoring: it was not {done}.")
TRY_AGAIN = for_each_action("You can try to {ask} again.")
STILL_BOOKED, IT_IS_BOOKED_FOR = "Still booked. {title}", "It is booked for"
NOT_SWITCHED = "The switch to {new} was not done"
NOT_DONE_THEN = for_each_action(
    "We checked with SmarterProctoring, {{when}}: it was not {done} then. What is shown now does"
    " not tell whether it was {done} since."
)
SHOWS_NEW_TIME = "SmarterProctoring now shows the new time"
SETTLED_AS_NOT_DONE = "{settler} decided that {whose} request was not done{why}"
BOOKED_BY_OTHERS = "Booked, but not through this portal"
REVIEWED_BY = "The booking that stands was reviewed by {who}, {when}."
FOUND_LATER = for_each_action(
    "Our check had found nothing, so {{whose}} request was marked as not done. It was {done}"
    " later, or by someone else."
)
REFUSED = for_each_action("SmarterProctoring refused the last {request}")
STANDS_AS_ASKED = for_each_action(
    "SmarterProctoring refused the last {request}, but shows the session as it was asked for"
)
MAY_BE_DONE = for_each_action(
    "It may have been {done} although it was refused, or by someone else."
)
NOT_SENT = for_each_action("The last {request} was not sent")
UNCHANGED = "Nothing was changed."
