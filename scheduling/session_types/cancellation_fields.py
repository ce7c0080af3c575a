"""What a cancellation asks, whatever the type."""

from __future__ import annotations

from functools import partial

from scheduling.session_types.field_kinds import LongText, OneOf, YesOrNo
from scheduling.session_types.question_groups import QuestionGroup, Questions

NO_SHOW = "no-show"
CANCEL_REASONS = {
    "changed-time": "Needs a different time",
    NO_SHOW: "No-show",
    "technical-issue": "Technical problem",
    "other-reason": "Something else",
}
# What a reason of a kind may begin with, for people to go on from.
MEMOS = {
    "changed-time": "The learner needs a different time.",
    NO_SHOW: "The learner was a no-show.",
    "technical-issue": "There was a technical problem.",
}
cancellation = QuestionGroup(
    "Why",
    {
        "reason": partial(
            OneOf,
            "Kind of reason",
            CANCEL_REASONS,
            wide=True,
        ),
        "cancellation_memo": partial(
            LongText,
            "Reason",
            missing="Enter a reason in a few words.",
            hint="Required. Sent to SmarterProctoring and recorded in the log under your name.",
            longest=1000,
            wide=True,
        ),
    },
    demanded=frozenset({"cancellation_memo"}),
)
refund = QuestionGroup(
    "Refund",
    {
        "bypass_non_refundable": partial(
            YesOrNo,
            "Also refund the non-refundable scheduling fees",
            hint="Leave it clear to refund only what the cancellation policy allows.",
            wide=True,
        ),
    },
)


class Cancellation(Questions):
    """Questions of a cancellation, whatever the type (contract §2, DELETE)."""

    groups = (cancellation, refund)
