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
from scheduling.date_formats import noun
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.meanwhile.plain_faults import SID_BOX
from scheduling.institutions import queries
from scheduling.log import learner_erasure, retention
from scheduling.models import Institution
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.session_types.typed_sids import spelled_learner
from scheduling.views.log import event_rows

NOTHING = "The log keeps nothing of a learner with this ID there. Check the ID and the institution."
ALREADY = "What the log kept of learner {learner} is erased already: event {number} tells by whom."
DONE = (
    "{count} {values} of learner {learner} at {where} erased. The events stay, with"
    " “(erased)” in their place."
)


class EraseForm(CardFreeForm, forms.Form):
    """Whose values, and why. `asked` is how many the page that asked once more has named."""

    marks_optional = False
    field_classes = {"learner": "field--wide", "why": "field--wide"}
    install = forms.ChoiceField(
        label="Institution", error_messages={"required": "Choose the institution."}
    )
    learner = forms.CharField(
        label="Learner’s ID at SmarterProctoring",
        max_length=SID_BOX,
        help_text="As the learner’s page in the log shows it.",
        error_messages={"required": "Enter the learner’s ID."},
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

    def clean_learner(self) -> str:
        return spelled_learner(clean_id(self.cleaned_data["learner"]))

    def clean(self) -> dict[str, Any]:
        """With what the log keeps of the learner, as `kept`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"install", "learner"} <= cleaned.keys():
            try:
                self.kept = learner_erasure.kept_of(cleaned["learner"], self.institution)
            except learner_erasure.NothingToErase:
                learner = cleaned["learner"]
                number = learner_erasure.erased_by(learner, self.institution)
                already = ALREADY.format(learner=learner, number=number)
                self.add_error("learner", already if number else NOTHING)
            else:
                fault = learner_erasure.why_not(cleaned.get("why", ""), self.kept.names)
                if fault:
                    self.add_error("why", fault)
        return cleaned

    @property
    def institution(self) -> Institution:
        return self.institutions[self.cleaned_data["install"]]

    @property
    def is_confirmed(self) -> bool:
        """Whether it was sent from the page that named just this much."""
        return bool(self.data.get("asked") == str(self.kept.values))


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse:
    """GET asks whom, and lists what was erased; POST says once more whose and how much, and from
    there erases it and records that first.
    """
    if not request.access.administers_all:
        raise PermissionDenied("Only administrators of all institutions can erase what is kept.")
    form = EraseForm(request.POST) if request.method == "POST" else EraseForm()
    if form.is_bound and form.is_valid():
        if not form.is_confirmed:
            context = {"form": form, "kept": form.kept, "institution": form.institution}
            context["open_still"] = learner_erasure.open_still(
                form.cleaned_data["learner"], form.institution
            )
            return render(request, "scheduling/log/erase_asked.html", context)
        if _erase(request, form):
            return HttpResponseRedirect(reverse("erase_learner"))
    past = [
        (event, say_time(event.at, event_rows.zone_of(event) or "UTC"))
        for event in learner_erasure.past_erasures()
    ]
    context = {"form": form, "past": past, "kept_for": retention.in_words()}
    status = 422 if form.is_bound else 200
    return render(request, "scheduling/log/erase.html", context, status=status)


def _erase(request: PortalRequest, form: EraseForm) -> bool:
    """Erase it, and say so; what somebody did a moment before may leave nothing to erase. Whether
    the form is done with.
    """
    found, institution = form.cleaned_data, form.institution
    try:
        count = learner_erasure.erase_learner(
            user_sid=found["learner"],
            institution=institution,
            why=" ".join(found["why"].split()),
            actor=request.actor_at(institution),
        )
    except learner_erasure.NothingToErase:
        number = learner_erasure.erased_by(found["learner"], institution)
        messages.info(request, ALREADY.format(learner=found["learner"], number=number))
        return True
    except learner_erasure.NamesLearner as fault:
        form.add_error("why", str(fault))
        return False
    said = DONE.format(
        count=count,
        values=noun(count, "personal value"),
        learner=found["learner"],
        where=institution.name,
    )
    messages.success(request, said)
    if open_still := learner_erasure.open_still(found["learner"], institution):
        messages.warning(request, open_still)
    return True
