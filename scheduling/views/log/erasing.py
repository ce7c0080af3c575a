"""The page that erases what the log keeps of a learner, and lists what was erased, why and by
whom.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.audit.event_reader import say_time
from scheduling.date_formats import noun
from scheduling.forms.log.erasing import ALREADY, EraseForm
from scheduling.log import learner_erasure, retention
from scheduling.views.log import event_rows

DONE = (
    "{count} {values} of learner {learner} at {where} erased. The events stay, with"
    " “(erased)” in their place."
)


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
