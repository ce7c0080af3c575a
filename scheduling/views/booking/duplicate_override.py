"""Override of an earlier booking: the form for it, who is offered it, and who may send it."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.exceptions import PermissionDenied

from scheduling.access.middleware import PortalRequest
from scheduling.forms.booking.base import Fault
from scheduling.forms.card_free import CardFreeForm
from scheduling.models import ExamSession
from scheduling.proctoring_api.foreign_text import strip_unseen

NAME, BUTTON = "override_reason", "override"
ONLY_ADMINISTRATORS = "only an administrator of the institution can book over an earlier booking"


class OverrideForm(CardFreeForm, forms.Form):
    """Why it has to be sent all the same. It stands in the booking form, which needs it for nothing
    else.
    """

    use_required_attribute = False
    field_classes = {NAME: "field--wide"}

    override_reason = forms.CharField(
        label="Why book it anyway?",
        help_text="For example “Cancelled by phone with the center, Ms. Berg, at 9:40”. As an"
        " administrator you can book although the session is booked already. A second request is"
        " sent to SmarterProctoring, and your reason is recorded in the log under your name.",
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=10,
        max_length=400,
        error_messages={
            "required": "Enter why it must be booked anyway. It is recorded in the log.",
            "min_length": "Add a few words, so that someone reading the log later understands.",
        },
    )

    @property
    def faults(self) -> list[Fault]:
        """The error list above the form."""
        return [Fault(text, "id_override_reason") for text in self["override_reason"].errors]

    @property
    def reason(self) -> str:
        """The reason, once the form is found valid."""
        text: str = self.cleaned_data["override_reason"]
        return text


def offered_override(request: PortalRequest, session: ExamSession) -> OverrideForm | None:
    """An empty form, for those who may override at the session's institution."""
    return OverrideForm() if request.access.may_override(session.institution) else None


def sent_override(request: PortalRequest, session: ExamSession) -> OverrideForm | None:
    """The override that a sent form asks for, if it asks for one.

    Raises PermissionDenied for who may not.
    """
    if BUTTON not in request.POST and not strip_unseen(request.POST.get(NAME, "")):
        return None
    if not request.access.may_override(session.institution):
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    return OverrideForm({NAME: request.POST.get(NAME, "")})


def restored_override(
    request: PortalRequest, session: ExamSession, answers: Mapping[str, str]
) -> OverrideForm | None:
    """The reason of a draft, shown again to who may still override."""
    if not answers.get(NAME) or not request.access.may_override(session.institution):
        return None
    return OverrideForm(initial={NAME: answers[NAME]})
