"""The sentences of a booking's events, as a dean understands them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scheduling.audit.event_writer import escape_braces
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import for_exam
from scheduling.audit.told_reasons import BECAUSE, WORDS
from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.comparison.difference_words import label_of
from scheduling.booking.outcomes.outcome import Transition
from scheduling.booking.payments import is_card_refused
from scheduling.models import Attempt
from scheduling.session_types.registry import type_label
from scheduling.spoken_time import say

# {who} asked; {learner} is filled in when the sentence is read; {what} is the exam, the type and
# the time.
FILLED_IN = ("learner", BECAUSE, WORDS)  # personal values, when a sentence is read
ASKED = {
    "schedule": "{who} asked SmarterProctoring to book {learner}{what}.",
    "reschedule": "{who} asked SmarterProctoring to move {learner}{what}.",
    "cancel": "{who} asked SmarterProctoring to cancel the booking of {learner}{what}.",
}
OVERRIDING = (
    "{who} asked SmarterProctoring to book {learner}{what} although {other} had {did} it{beside},"
    " because: {because}."
)
AND_BESIDE = " and although the learner has {beside}"
OVER_ANOTHER = {
    action: f"{asked[:-1]} although the learner has {{beside}}, because: {{because}}."
    for action, asked in ASKED.items()
}
REQUEST = {"schedule": "booking", "reschedule": "move", "cancel": "cancellation"}
DONE = {"schedule": "booked", "reschedule": "moved", "cancel": "cancelled the booking of"}
DID = {"schedule": "booked", "reschedule": "moved", "cancel": "cancelled"}  # … it
OUTCOME = {
    "accepted": "{who} {done} {learner}{what}.",
    "refused": "SmarterProctoring refused {who}’s {request} of {learner}{what}.",
    "unreachable": "{who}’s {request} of {learner}{what} was not sent.",
    "unconfirmed": (
        "{who}’s {request} of {learner}{what} got no clear answer; we are checking with"
        " SmarterProctoring."
    ),
    Attempt.Cause.SAID_YES: (
        "SmarterProctoring accepted {who}’s {request} of {learner}{what}; we are checking that it"
        " was done."
    ),
    Attempt.Cause.SAID_LATER: (
        "SmarterProctoring accepted {who}’s {request} of {learner}{what} to be done later; we are"
        " checking that it was done."
    ),
}
ANSWERED = (
    "SmarterProctoring answered {who}’s {request} of {learner}{what} with “{words}”; we are"
    " checking whether it was done."
)
CARD_REFUSED = (
    "The card for {who}’s {request} of {learner}{what} was refused: nothing was charged, and"
    " nothing was booked."
)
READ_BACK = {
    "accepted": ("Checked with SmarterProctoring: {who}’s {request} of {learner}{what} was done."),
    "not-applied": (
        "Checked with SmarterProctoring: {who}’s {request} of {learner}{what} was not done."
    ),
}
SETTLED = {
    Attempt.Decided.YES: "{settler} decided that {who}’s {request} of {learner}{what} was done.",
    Attempt.Decided.OTHERWISE: (
        "{settler} decided that {who}’s {request} of {learner}{what} was done, but not as asked."
    ),
    Attempt.Decided.NO: (
        "{settler} decided that {who}’s {request} of {learner}{what} was not done."
    ),
}
HELD_BACK = {
    Kind.DUPLICATE_SUBMIT: (
        "{who} sent the {request} of {learner}{what} a second time; it was sent only once."
    ),
    Kind.FORM_REUSED: (
        "{who} sent the {request} of {learner}{what} again with other answers; nothing was sent."
    ),
    Kind.BLOCKED: (
        "{who}’s {request} of {learner}{what} was not sent: {other}’s request was still being"
        " checked."
    ),
    Kind.ALREADY_BOOKED: (
        "{who}’s {request} of {learner}{what} was not sent: {other} had {did} it already."
    ),
    Kind.CARD_TOKEN_SPENT: (
        "{who}’s {request} of {learner}{what} was not sent: its card token had been used before."
    ),
    Kind.LEARNER_BOOKED: (
        "{who}’s {request} of {learner}{what} was not sent: the learner has another booking"
        " ({other})."
    ),
    Kind.SWITCH_HELD_BACK: (
        "{who}’s {request} of {learner}{what} was not sent: the booking was being switched, or was"
        " cancelled, already."
    ),
    Kind.VOUCHER_RESERVED: (
        "{who}’s {request} of {learner}{what} was not sent: its voucher was used in {other}’s"
        " request, which was still open; nothing was sent."
    ),
}
INTERRUPTED = (
    "{who}’s {request} of {learner}{what} was interrupted; we are checking with SmarterProctoring."
)
SHOWN_OTHERWISE = "SmarterProctoring shows something other than was asked for: {what}."
LOOKED = (
    "Checked with SmarterProctoring: we can’t tell yet whether {who}’s {request} of"
    " {learner}{what} was done."
)


def template_after(step: Transition, attempt: Attempt) -> str:
    """What is said of a step after the call, a look, or a person's decision."""
    if step.kind == Kind.INTERRUPTED:
        return INTERRUPTED
    if is_card_refused(attempt):
        return CARD_REFUSED
    cause = step.outcome.cause if step.outcome else ""
    if step.kind == Kind.SETTLED:
        return SETTLED[Attempt.Decided(cause)]
    sentences = {Kind.OUTCOME: OUTCOME, Kind.READ_BACK: READ_BACK}
    if step.kind == Kind.OUTCOME and cause in (Attempt.Cause.SAID_YES, Attempt.Cause.SAID_LATER):
        said = step.outcome.provider_words if step.outcome else ""
        return ANSWERED if said else OUTCOME[cause]
    return sentences[step.kind][step.state]


def sentence_of(template: str, attempt: Attempt, **more: str) -> str:
    """A template's sentence about an attempt; the learner's name is filled in when it is read."""
    parts = {
        "who": attempt.actor_name,
        "what": _what(attempt),
        "request": REQUEST[attempt.action],
        "done": DONE[attempt.action],
        **more,
    }
    return template.format(
        **{name: f"{{{name}}}" for name in FILLED_IN},
        **{name: escape_braces(part) for name, part in parts.items()},
    )


def shown_otherwise(differences: Iterable[Mapping[str, str]]) -> str:
    """What the answer showed otherwise than was asked; of what names a person only that it did."""
    said = [label_of(one["what"]).lower() + _shown(one) for one in differences]
    return SHOWN_OTHERWISE.format(what=escape_braces("; ".join(said)))


def _shown(difference: Mapping[str, str]) -> str:
    is_personal = difference["what"] in Attempt.PERSONAL_PARTS
    return "" if is_personal else f" {difference.get('stored', '')}"


def _what(attempt: Attempt) -> str:
    """“ for CHEM 322 Final (Testing center seat, Duluth, Thu, Jan 14, 2027, 9:30 AM CST)”, as far
    as it is known.
    """
    exam, asked = for_exam(attempt.session.exam_title), how(attempt)
    return f"{exam} ({asked})" if asked else exam


def how(attempt: Attempt) -> str:
    """“Testing center seat, Duluth, Thu, Jan 14, 2027, 9:30 AM CST”, as far as it is known."""
    start = asked_start(attempt.asked)
    when = say(start, attempt.time_zone).dated if start else ""
    what = attempt.described or type_label(attempt.session_type)
    return ", ".join(part for part in (what, when) if part)
