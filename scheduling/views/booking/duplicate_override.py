"""Sending a booking that an earlier one stands against:
for administrators, with a reason that is kept.
"""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from scheduling.forms.base import Fault
from scheduling.forms.card_free import CardFreeForm
from scheduling.models import ExamSession
from scheduling.views.page_context import desk

NAME, BUTTON = "override_reason", "override"
ONLY_ADMINISTRATORS = "only an administrator of the institution books over an earlier booking"


class OverrideForm(CardFreeForm, forms.Form):
    """Why it has to be sent all the same. It stands in the booking form, which needs it for nothing
    else.
    """

    use_required_attribute = False
    field_classes = {NAME: "field--wide"}

    override_reason = forms.CharField(
        label="Why must it be booked all the same?",
        help_text="For example “Cancelled by phone with the center, Ms. Berg, at 9:40”. You as an"
        " administrator may send this booking although the session is booked already. The provider"
        " is asked once more, and your reason goes into the log under your name.",
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=10,
        max_length=400,
        error_messages={
            "required": "Type why it must be booked all the same. It goes into the log.",
            "min_length": "Say a little more: whoever reads the log later was not there.",
        },
    )

    @property
    def faults(self) -> list[Fault]:
        """The list above the form."""
        return [Fault(text, f"id_{NAME}") for text in self[NAME].errors]

    @property
    def reason(self) -> str:
        """The reason, once the form is found valid."""
        text: str = self.cleaned_data[NAME]
        return text


def offered(request: HttpRequest, session: ExamSession) -> OverrideForm | None:
    """An empty form, for those who may override at the session's institution."""
    return OverrideForm() if desk(request).may_override(session.institution) else None


def asked(request: HttpRequest, session: ExamSession) -> OverrideForm | None:
    """The override that a sent form asks for, if it asks for one.

    Raises PermissionDenied for who may not.
    """
    if BUTTON not in request.POST and not request.POST.get(NAME, "").strip():
        return None
    if not desk(request).may_override(session.institution):
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    return OverrideForm({NAME: request.POST.get(NAME, "")})


def kept(request: HttpRequest, session: ExamSession, answers: QueryDict) -> OverrideForm | None:
    """The reason that was typed before the sign-in lapsed, shown again to who may still override."""
    if not answers.get(NAME) or not desk(request).may_override(session.institution):
        return None
    return OverrideForm(initial={NAME: answers[NAME]})
