"""What reading back could not decide: a list, and a form that settles one attempt with a typed reason."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from scheduling.card_numbers import contains_card_number, remove_card_numbers
from scheduling.models import Attempt
from scheduling.services import read_back
from scheduling.services.differences import asked_start
from scheduling.views import frame
from scheduling.views.addressed import url_of
from scheduling.views.signing_in import answers_sent, filled_by, take_answers
from scheduling.wall_time import say

TOOK_EFFECT = {
    "schedule": "Yes, it is booked as asked",
    "reschedule": "Yes, it is moved as asked",
    "cancel": "Yes, it is cancelled",
}


OTHERWISE = "Yes, but differently: what the provider shows is what holds"
NOTHING = "No, nothing came of it"
ONLY_ADMINISTRATORS = "only an administrator of the institution settles what the portal could not find out"


class SettleForm(forms.Form):
    """Whether the request took effect, and how the person knows."""

    applied = forms.TypedChoiceField(
        label="Did the request take effect at the provider?",
        choices=(("yes", "Yes"), ("otherwise", OTHERWISE), ("no", NOTHING)),
        coerce=lambda value: value != "no",
        error_messages={"required": "Choose what you saw."},
    )
    reason = forms.CharField(
        label="How do you know?",
        max_length=400,
        min_length=5,
        error_messages={"required": "Type how you know. It goes into the log."},
    )

    def clean_reason(self) -> str:
        """A card number typed here would stay in the log for good."""
        reason: str = self.cleaned_data["reason"]
        if contains_card_number(reason):
            self.data = self.data | {"reason": remove_card_numbers(reason)}
            raise forms.ValidationError("A card number was taken out: none may be entered here. Check the rest.")
        return reason


@require_GET
def undecided(request: HttpRequest) -> HttpResponse:
    """The attempts that wait for a person, oldest first. Administrators settle them; the others see them wait."""
    here = frame.desk(request)
    waiting = Attempt.objects.filter(
        state=Attempt.State.UNCONFIRMED, needs_person=True, session__install__in=here.installs
    ).select_related("session__install")
    rows = [
        (attempt, url_of(attempt.session), here.may_settle(attempt.session.install))
        for attempt in waiting.order_by("started_at")[:200]
    ]
    may_settle = [may for _, _, may in rows]
    context = {"rows": rows, "may_settle_any": any(may_settle), "may_settle_all": all(may_settle)}
    return render(request, "scheduling/undecided.html", context)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Settle one attempt by hand."""
    attempt = Attempt.objects.select_related("session__install").filter(attempt_id=attempt_id).first()
    if attempt is None:
        raise Http404("There is no such request.")
    install = attempt.session.install
    if not frame.desk(request).may_settle(install):
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    if attempt.state != Attempt.State.UNCONFIRMED or not attempt.needs_person:
        return HttpResponseRedirect(url_of(attempt.session))
    kept = take_answers(request) if request.method == "GET" else None
    form = SettleForm(request.POST.dict() if request.method == "POST" else None, initial=kept.dict() if kept else None)
    form.fields["applied"].choices = (("yes", TOOK_EFFECT[attempt.action]), ("otherwise", OTHERWISE), ("no", NOTHING))
    if request.method == "POST":
        answers_sent(request)
    if request.method == "POST" and form.is_valid():
        read_back.settle_by_hand(attempt=attempt, actor=frame.actor(request, install), **form.cleaned_data)
        return HttpResponseRedirect(url_of(attempt.session))
    start, session = asked_start(attempt.asked), attempt.session
    context = {
        "attempt": attempt,
        "session": session,
        "stored": say(session.appointment_at, str(session.zone)) if session.appointment_at else None,
        "form": form,
        "answers_kept": kept is not None,
        "filled_by": filled_by(request),
        "asked": say(start, attempt.time_zone) if start else None,
        "session_url": url_of(attempt.session),
        "current_install": install,
    }
    return render(request, "scheduling/settle.html", context, status=422 if request.method == "POST" else 200)
