"""The page that erases what the log keeps of a learner, and lists what was erased, why and by
whom.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.audit.event_reader import say_time
from scheduling.forms.card_free import CardFreeForm
from scheduling.institutions import queries
from scheduling.log import erasure
from scheduling.views.log import event_rows

NOTHING = "The log keeps nothing of a learner with this ID there. Check the ID and the institution."
DONE = "{count} personal value{s} erased. The events stay, with “(erased)” in their place."


class EraseForm(CardFreeForm, forms.Form):
    """Whose values, and why. The ID is typed a second time, since nothing brings them back."""

    marks_optional = False
    install = forms.ChoiceField(
        label="Institution", error_messages={"required": "Choose the institution."}
    )
    learner = forms.CharField(
        label="Learner’s ID at SmarterProctoring",
        max_length=34,
        help_text="As the learner’s page in the log shows it.",
        error_messages={"required": "Enter the learner’s ID."},
    )
    again = forms.CharField(
        label="The same ID again",
        max_length=34,
        error_messages={"required": "Enter the learner’s ID again."},
    )
    why = forms.CharField(
        label="Why",
        max_length=300,
        help_text="Such as who asked for it, and when. Don’t name the learner: this stays.",
        error_messages={"required": "Say why it is erased."},
    )

    def __init__(self, sent: Any = None) -> None:
        super().__init__(sent)
        self.institutions = {one.sid: one for one in queries.institutions_by_name()}
        known = [(sid, one.name) for sid, one in self.institutions.items()]
        self.fields["install"].choices = [("", "Choose…"), *known] if len(known) > 1 else known

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("learner", again):
            raise forms.ValidationError("This is not the same ID. Compare the two.")
        return again


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse:
    """GET asks whom, and lists what was erased; POST erases it and records that first."""
    if not request.access.administers_all:
        raise PermissionDenied("Only administrators of all institutions can erase what is kept.")
    form = EraseForm(request.POST) if request.method == "POST" else EraseForm()
    if form.is_bound and form.is_valid() and _erased(request, form):
        return HttpResponseRedirect(reverse("erase_learner"))
    past = [
        (event, say_time(event.at, event_rows.zone_of(event) or "UTC"))
        for event in erasure.past_erasures()
    ]
    context = {"form": form, "past": past}
    status = 422 if form.is_bound else 200
    return render(request, "scheduling/log/erase.html", context, status=status)


def _erased(request: PortalRequest, form: EraseForm) -> bool:
    found = form.cleaned_data
    try:
        count = erasure.erase_learner(
            user_sid=found["learner"],
            institution=form.institutions[found["install"]],
            why=" ".join(found["why"].split()),
            actor=request.actor,
        )
    except erasure.NothingToErase:
        form.add_error("learner", NOTHING)
        return False
    messages.success(request, DONE.format(count=count, s="" if count == 1 else "s"))
    return True
