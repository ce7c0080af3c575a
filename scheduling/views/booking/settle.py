"""Pages of what reading back could not decide: a list, and a form that settles one attempt with a
typed reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from scheduling import page_sizes
from scheduling.access.middleware import PortalRequest
from scheduling.booking import attempt_queries, settlement
from scheduling.booking.attempts import differences_in
from scheduling.booking.comparison.asked_and_stored import Pair, kept_pairs, pairs_now
from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.comparison.verdicts import answer_beside_request
from scheduling.booking.outcome_panel import request_words
from scheduling.booking.outcome_panel.open_requests import payment_at_stake
from scheduling.booking.provider_shows import done_otherwise
from scheduling.exam_sessions.lists.tab_conditions import to_decide
from scheduling.exam_sessions.session_refresh import RefreshedSession
from scheduling.forms.booking.settle import SettleForm
from scheduling.institutions import catalogue
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.proctoring_api.foreign_text import strip_unseen
from scheduling.spoken_time import say
from scheduling.views import kept_place
from scheduling.views.drafts import keeps_draft, page_draft, restore
from scheduling.views.exam_sessions import switch_words
from scheduling.views.exam_sessions.session_parts import decision
from scheduling.views.kept_place import KeptPlace
from scheduling.views.url_lookup import session_url

SHOWN = page_sizes.UNDECIDED_REQUESTS


ONLY_ADMINISTRATORS = "only an administrator of the institution can decide this"


@dataclass(frozen=True, slots=True)
class Undecided:
    """One row of the list; `asked` is the request in words, for want of `pairs`."""

    attempt: Attempt
    url: str
    may_settle: bool
    asked: str
    pairs: list[Pair]


@require_GET
def undecided(request: PortalRequest) -> HttpResponse:
    """The attempts that wait for a person, oldest first. Administrators settle them;
    the others see them wait.
    """
    here, place = request.access, kept_place.kept_place_of(request)
    shown = attempt_queries.undecided(place.institutions)
    page = Paginator(shown, SHOWN).get_page(request.GET.get("page"))
    location = cache(catalogue.name_of)  # rows of a page share few of them
    rows = [
        Undecided(
            attempt,
            session_url(attempt.session),
            here.may_settle(attempt.session.institution),
            _asked(attempt),
            _pairs(attempt, location),
        )
        for attempt in page
    ]
    may_settle = [one.may_settle for one in rows]
    context = {
        "rows": rows,
        "may_settle_any": any(may_settle),
        "may_settle_all": all(may_settle),
        "page": page,
        "beside": _beside(place),
    } | _elsewhere(request, place)
    named = {name: request.GET[name] for name in ("install",) if name in request.GET}
    newer = page.previous_page_number() if page.has_previous() else None
    older = page.next_page_number() if page.has_next() else None
    context["newer"] = f"?{urlencode(named | {'page': newer})}" if newer else ""
    context["older"] = f"?{urlencode(named | {'page': older})}" if older else ""
    return render(request, "scheduling/booking/undecided.html", context)


def _beside(place: KeptPlace) -> int:
    """How many sessions of the tab `View.DECIDE` stand there for another reason."""
    rows = attempt_queries.undecided(place.institutions).values_list("session_id", flat=True)
    here = {*to_decide(place.institutions), *done_otherwise.of_today_on(place.institutions)}
    return len(here - set(rows))


def _elsewhere(request: PortalRequest, place: KeptPlace) -> dict[str, object]:
    """The institution that the page is narrowed to, and how many wait at the person's others."""
    others = [one for one in request.access.institutions if one not in place.institutions]
    return {
        "at": place.institutions[0] if others else None,
        "elsewhere": attempt_queries.undecided(others).count() if others else 0,
    }


@require_http_methods(["GET", "POST"])
@keeps_draft(SettleForm)
def settle(request: PortalRequest, attempt_id: str) -> HttpResponse:
    """Settle one attempt by hand.

    Where it was settled meanwhile, what was typed is shown with what it came to.
    """
    attempt = attempt_queries.attempt_of(attempt_id)
    if attempt is None:
        raise Http404("There is no such request.")
    institution = attempt.session.institution
    if not request.access.may_settle(institution):
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    draft = restore(request) if request.method == "GET" else None
    posted = request.POST.dict() if request.method == "POST" else None
    form = decision.form_of(attempt, posted, draft)
    if attempt.state != Attempt.State.UNCONFIRMED or not attempt.needs_person:
        return _settled(request, attempt, form)
    pairs = _pairs(attempt)
    if request.method == "POST" and form.is_valid():
        seen = settlement.refresh_before_decision(attempt)
        if not _contradicted(attempt, form, seen):
            return _settled(request, _decided(request, attempt, form, seen), form)
        pairs = _pairs_seen(attempt, seen)
    context = _question(attempt, pairs) | {"form": form, "draft": page_draft(request, draft)}
    status = 422 if request.method == "POST" else 200
    return render(request, "scheduling/booking/settle.html", context, status=status)


def _question(attempt: Attempt, pairs: list[Pair]) -> dict[str, object]:
    """What is to be settled: what was asked for, beside what is shown."""
    session = attempt.session
    return {
        "attempt": attempt,
        "session": session,
        "last_seen": _last_seen(session) if session.status else "",
        "pairs": pairs,
        "asked": _asked(attempt),
        "at_stake": payment_at_stake(attempt),
        "switch": switch_words.while_open(attempt),
        "session_url": session_url(session),
        "settle_url": decision.url_of(attempt),
        "current_institution": session.institution,
    }


def _asked(attempt: Attempt) -> str:
    """“Ana Ruiz asked to move this session to Thursday, 14 January 2027, ….”"""
    start = asked_start(attempt.asked)
    link = "to" if attempt.action == Attempt.Action.RESCHEDULE else "for"
    when = f" {link} {say(start, attempt.time_zone).whole}" if start else ""
    return (
        f"{attempt.actor_name} asked to {attempt.get_action_display().lower()} this session{when}."
    )


def _pairs(
    attempt: Attempt, location: Callable[[Institution, str], str] = catalogue.name_of
) -> list[Pair]:
    """What was asked for beside what the last look showed."""
    session = attempt.session
    return pairs_now(attempt, session, partial(location, session.institution))


def _pairs_seen(attempt: Attempt, seen: RefreshedSession) -> list[Pair]:
    """The same of this look, with what it shows otherwise and is not kept: the price, the notes."""
    look = settlement.facts_of(attempt, seen) or None
    location = partial(catalogue.name_of, attempt.session.institution)
    told = pairs_now(attempt, attempt.session, location, look=look)
    known = {pair.what for pair in told}
    return told + [pair for pair in _differing(attempt, seen) if pair.what not in known]


def _differing(attempt: Attempt, seen: RefreshedSession) -> list[Pair]:
    if seen.record is None:
        return []
    return kept_pairs(differences_in(attempt, answer_beside_request(attempt, seen.record)))


def _last_seen(session: ExamSession) -> str:
    """“Scheduled”, Thursday, 14 January 2027, …"""
    start = session.appointment_at
    when = f", {say(start, str(session.zone)).whole}" if start else ""
    return f"“{session.known_status.word}”{when}"


def _decided(
    request: PortalRequest, attempt: Attempt, form: SettleForm, seen: RefreshedSession
) -> Attempt:
    return settlement.settle_by_hand(
        attempt=attempt,
        answer=form.cleaned_data["applied"],
        reason=form.cleaned_data["reason"],
        actor=request.actor_at(attempt.session.institution),
        seen=seen,
    )


def _contradicted(attempt: Attempt, form: SettleForm, seen: RefreshedSession) -> bool:
    """Whether the provider shows what makes the choice untrue;
    the form then says so, and which one fits.
    """
    fits = settlement.fitting(attempt, form.cleaned_data["applied"], seen)
    if fits:
        choices = dict(form.fields["applied"].choices)
        form.add_error(
            "applied",
            f"SmarterProctoring shows {_last_seen(attempt.session)}{_with(attempt, seen)}."
            f" Choose “{choices[fits]}”, or check again later.",
        )
    return bool(fits)


def _with(attempt: Attempt, seen: RefreshedSession) -> str:
    """“, with a different price and notes”: what differs beside the start."""
    names = [
        one.label.lower() for one in _differing(attempt, seen) if one.what != Attempt.Part.START
    ]
    return f", with a different {' and '.join(names)}" if names else ""


def _settled(request: PortalRequest, attempt: Attempt, form: SettleForm) -> HttpResponse:
    """To the session, unless something was typed that did not settle the attempt:
    that is not recorded anywhere.
    """
    form.full_clean()  # nothing that may not be shown is in it afterwards
    reason, applied = (
        strip_unseen(str(form[name].value() or "")) for name in ("reason", "applied")
    )
    if _settled_it(request.actor.user_id, attempt, form) or not (reason or applied):
        return HttpResponseRedirect(session_url(attempt.session))
    context = {
        "attempt": attempt,
        "session": attempt.session,
        "session_url": session_url(attempt.session),
        "whose": request_words.whose(attempt, request.user.pk),
        "their_reason": attempt.reason if attempt.settled_by_hand else "",
        "is_in_place": attempt.state == Attempt.State.ACCEPTED,
        "reason": reason,
        "chosen": dict(form.fields["applied"].choices).get(applied, ""),
        "current_institution": attempt.session.institution,
    }
    return render(request, "scheduling/booking/settled_meanwhile.html", context, status=409)


def _settled_it(user_pk: int | None, attempt: Attempt, form: SettleForm) -> bool:
    """Whether this very answer of this person's settled it: the second click on Settle."""
    if not attempt.settled_by_hand or attempt.settler_id != user_pk or not form.is_valid():
        return False
    is_same = settlement.is_answer_of(attempt, form.cleaned_data["applied"])
    return is_same and attempt.reason == form.cleaned_data["reason"]
