"""The page on which a rescue is chosen, proposed and approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.batches import batch_queries, start_pause_stop
from scheduling.batches.approved_booking import SeenBooking
from scheduling.batches.start_pause_stop import ApprovedMove, InAnother
from scheduling.drafts.contents import Draft
from scheduling.forms.card_free import TAKEN_OUT
from scheduling.forms.rescue import hidden_tokens, offered_way, proposed_times, row_times
from scheduling.forms.rescue.form import RescueForm
from scheduling.forms.rescue.offered_way import Offered
from scheduling.forms.rescue.row_times import NewTime
from scheduling.models import Batch, Institution
from scheduling.rescues.candidates import Candidate
from scheduling.session_types.field_kinds import read_uuid
from scheduling.views.day.rescues import choice, faults, warnings_shown
from scheduling.views.day.rescues.choice import Asked
from scheduling.views.day.rescues.proposal_page import TEMPLATE, ProposalPage
from scheduling.views.day.rescues.rows import NewRow
from scheduling.views.drafts import keep_shown, keeps_draft, restore, restore_newest
from scheduling.views.notice import STORAGE_FAILS, Notice

BEGIN, PROPOSE = "begin", "propose"
ENTER = "enter"  # that key in a field: what was typed last decides what is meant
ALL, NONE = "all", "none"
NONE_TICKED = Notice("Nothing was sent.", "Select the sessions that are to be moved.")
FIX_FORM = Notice("Nothing was sent.", "Fix what is marked below, then try again.")
UNCLEAR = "Both were filled in. Select one of the two, then press Propose again."
NOT_PROPOSED = Notice(
    "Nothing was sent: the new times were not proposed.",
    "You filled in how they are to be proposed. Press Propose, or press Move again to move them to"
    " the times in the rows.",
)
SELECT_AGAIN = "They are marked and no longer selected. Select them again to move them anyway."
TICKED_AGAIN = Notice(
    "Nothing was sent. Rows that were cleared have another new time now.",
    "They are selected again. Check the times, or clear who stays, then try again.",
)
WARNED_SINCE = Notice(
    "Nothing was sent.",
    "What speaks against some new times changed since you read it, and stands in their rows now. If"
    " they are as you mean them, press the button again.",
)
IN_ANOTHER = Notice(
    "some of these sessions are in another rescue that is under way",
    "They are listed below, with who started it. Check what is still selected.",
)
NO_LONGER = Notice(
    "some of these sessions can’t be moved any more, or no longer sit here then",
    "Check what is still selected.",
)
BEGUN_BEFORE = "Nothing was sent: this form started rescue {number} already."
NOT_IN_IT = (
    "That rescue goes on as it was started. What is selected below is not in it: check it, then"
    " press the button again."
)
NOT_STORED = Notice("Nothing was sent.", STORAGE_FAILS)


@require_http_methods(["GET", "POST"])
@keeps_draft(RescueForm, part="question")
def new(request: PortalRequest) -> HttpResponse:
    """GET shows who stands at a place during a time, and where they could be moved to; POST
    proposes other times, or begins what was approved.
    """
    bookable = [one for one in request.access.institutions if request.access.may_book(one)]
    if not bookable:
        raise PermissionDenied
    if request.method == "GET":
        return _opened(request, bookable)
    asked = choice.read(request, bookable)
    return _choose(request, asked, status=422) if asked.problem else _send(request, asked)


def _opened(request: PortalRequest, bookable: Sequence[Institution]) -> HttpResponse:
    """With no question in its address, the form that was begun last and not sent."""
    draft = restore_newest(request) if choice.asks_nothing(request) else None
    form = choice.of_draft(draft) if draft else None
    asked = choice.read(request, bookable, form)
    if asked.problem:
        return _choose(request, asked, status=200)
    return _show(request, asked, draft or restore(request, part=asked.part))


def _choose(request: PortalRequest, asked: Asked, *, status: int) -> HttpResponse:
    problem = "" if asked.is_blank and status == 200 else asked.problem
    context = {
        "asked": asked,
        "problem": problem,
        "running": batch_queries.under_way(request.access.institutions),
    }
    return render(request, TEMPLATE, context, status=status)


def _show(request: PortalRequest, asked: Asked, draft: Draft | None) -> HttpResponse:
    found = asked.candidates()
    free = [one for one in found if not one.why_not]
    sure = [one for one in free if not one.doubt]
    after = max(asked.last or timezone.now(), timezone.now())
    offered, times = proposed_times.usual(found, sure or free, after)
    page = ProposalPage(
        request=request,
        asked=asked,
        candidates=found,
        form=RescueForm(initial=offered.answers),
        offered=offered,
        times=times,
        ticked={one.session.pk for one in sure if times[one.session.pk].start},
    )
    if draft:
        _restore(page, draft)
    page.hold_back(draft.answers.get("told", "") if draft else "")
    return page.response(page.rows())


def _restore(page: ProposalPage, draft: Draft) -> None:
    """Put back what was typed; the sessions stand as they do now."""
    page.restored, found = draft, page.candidates
    if "offered" in draft.answers:
        page.offered = Offered.read(draft.answers["offered"])
    page.form.initial |= page.offered.answers | draft.answers
    page.times = {**page.times, **row_times.kept_rows(draft.answers, found)}
    page.cleared = _ticked(hidden_tokens.read_keys(draft.answers.get("cleared", "")), found)
    if not {"session", "offered"}.isdisjoint(draft.answers):
        ticked = draft.listed("session")
        page.ticked = _ticked(ticked, found)
        if lost := _lost(ticked, found):
            page.notice = replace(lost, title=f"{lost.title[:1].upper()}{lost.title[1:]}.")


def _send(request: PortalRequest, asked: Asked) -> HttpResponse:
    posted, filled = request.POST, Offered.of(request.POST.dict())
    page = _sent(request, asked, filled)
    if posted.get("do") == BEGIN:
        return _begin(page, filled)
    form = page.form
    form.is_valid()
    again = _proposed_anew(page, filled)
    if TAKEN_OUT not in form.errors.get("reason", ()):
        form.errors.pop("reason", None)
    is_held = page.hold_back(posted.get("told", ""), again)
    if posted.get("do") in (ALL, NONE):
        page.ticked = _all_that_can_be_sent(page) if posted["do"] == ALL else set()
        page.cleared, is_held = set(), False
    rows = page.rows()
    faulty = faults.faulty(rows)
    if is_held:
        page.notice, page.faults = (
            Notice(faults.against(page), SELECT_AGAIN),
            faults.lines(page, faulty),
        )
    elif faulty:
        page.notice = faults.notice(f"New times that can’t be used: {len(faulty)}.", faulty)
    if not form.errors:
        keep_shown(page.request, page.as_sent())
    return page.response(rows, status=422 if form.errors else 200)


def _all_that_can_be_sent(page: ProposalPage) -> set[int]:
    """With those whose new time can't be approved, the next press would be refused."""
    page.ticked = {one.session.pk for one in page.free}
    return page.ticked - {row.key for row in faults.faulty(page.rows())}


def _sent(request: PortalRequest, asked: Asked, filled: Offered) -> ProposalPage:
    """The page as it was sent; of the two ways to propose times the one that is meant."""
    found, posted = asked.candidates(), request.POST
    offered = Offered.read(posted.get("offered", ""))
    answers = posted.copy()
    answers["how"] = offered.chosen(filled) or posted.get("how", "")
    form = RescueForm(answers)
    form.fields["reason"].required = posted.get("do") == BEGIN
    return ProposalPage(
        request=request,
        asked=asked,
        candidates=found,
        form=form,
        offered=offered,
        times=row_times.typed_rows(posted, found),
        ticked=_ticked(posted.getlist("session"), found),
        cleared=_ticked(hidden_tokens.read_keys(posted.get("cleared", "")), found),
        form_id=str(read_uuid(posted.get("form_id", "")) or uuid4()),
        lost=_lost(posted.getlist("session"), found),
    )


def _proposed_anew(page: ProposalPage, filled: Offered) -> set[int]:
    """Propose times where that is asked for; the rows that are ticked again."""
    posted = page.request.POST
    do, meant = posted.get("do"), page.offered.chosen(filled)
    if do != PROPOSE and not (do == ENTER and page.offered.typed_into(filled)):
        return page.tick_again(posted.get("told", ""))
    again = page.tick_again()
    page.offered = replace(filled, how=meant or filled.how)
    page.times = _proposed(page) if meant else page.times
    if not meant:
        page.form.add_error("how", UNCLEAR)
    return again


def _ticked(texts: list[str], found: list[Candidate]) -> set[int]:
    wanted = set(texts)
    return {one.session.pk for one in found if not one.why_not and str(one.session.pk) in wanted}


def _lost(texts: list[str], found: list[Candidate]) -> Notice | None:
    """What is said where somebody ticked sessions that can't be moved by now."""
    wanted = set(texts)
    gone = wanted - {str(one.session.pk) for one in found if not one.why_not}
    if any(one.batch_id and str(one.session.pk) in gone for one in found):
        return IN_ANOTHER
    return NO_LONGER if gone else None


def _proposed(page: ProposalPage) -> Mapping[int, NewTime]:
    """New times for all, by shifting or from another day and time on."""
    form, asked = page.form, page.form.cleaned_data
    free = [one for one in page.candidates if not one.why_not]
    if asked.get("how") == offered_way.TO:
        if asked.get("to_day") and asked.get("to_time"):
            return page.times | proposed_times.put_at(free, asked["to_day"], asked["to_time"])
        form.add_error("to_day", "Enter the day and the time of the first start.")
    elif asked.get("minutes"):
        return page.times | proposed_times.shifted(free, asked["minutes"])
    elif "minutes" not in form.errors:
        form.add_error("minutes", "Enter how many minutes later.")
    return page.times


def _begin(page: ProposalPage, filled: Offered) -> HttpResponse:
    """Begin what is ticked, or tell what is wrong with it; then nothing is begun."""
    if known := batch_queries.begun_by(page.form_id):
        return _leads_to(known) if _is_as_begun(page, known) else _not_in(known, page)
    shown = hidden_tokens.read_stood(page.request.POST.get("stood", ""))
    again = page.tick_again(page.request.POST.get("told", ""))
    page.is_sent, page.changed = True, frozenset(_changed(page.chosen, shown))
    is_whole = page.form.can_begin(is_way_typed=bool(page.offered.typed_into(filled)))
    is_held = page.hold_back(page.request.POST.get("told", ""), again)
    rows = page.rows()
    if page.lost:
        return _again(page, rows, _not_sent(page.lost), status=409)
    page.faults = faults.lines(page, faults.faulty(rows))
    if is_held:
        held = Notice(f"Nothing was sent. {faults.against(page)}", SELECT_AGAIN)
        return _again(page, rows, held)
    if again:
        return _again(page, rows, TICKED_AGAIN)
    if not page.ticked:
        return _again(page, rows, NONE_TICKED)
    if page.offered.typed_into(filled):
        page.offered = filled
        return _again(page, rows, NOT_PROPOSED)
    if faulty := faults.faulty(rows):
        return _again(page, rows, faults.notice(faults.NOTHING_SENT, faulty))
    if not is_whole:
        return _again(page, rows, FIX_FORM)
    chosen = [one for one in rows if one.is_ticked]
    if warnings_shown.unseen(chosen, page.request.POST.get(warnings_shown.NAME, "")):
        return _again(page, rows, WARNED_SINCE)
    warnings = {one.key: one.warnings for one in rows}
    return _begun(page, warnings)


def _is_as_begun(page: ProposalPage, known: Batch) -> bool:
    """Whether what was sent is what this form has begun: it was sent twice. A time that can't be
    read any more is no other one.
    """
    begun = {row.session_id: row.new_start for row in batch_queries.rows_of(known)}
    ticked = page.request.POST.getlist("session")
    if {str(key) for key in begun} != set(ticked) or not page.form.is_valid():
        return False
    starts = {key: page.times[key].start for key in begun if key in page.times}
    is_same_time = all(start in (None, begun[key]) for key, start in starts.items())
    return is_same_time and page.form.cleaned_data["reason"] == known.reason


def _not_in(known: Batch, page: ProposalPage) -> HttpResponse:
    """The page again, with what was selected after its form had begun a rescue: by going back."""
    url = reverse("rescue", args=(known.pk,))
    title, link = BEGUN_BEFORE.format(number=known.pk), f"Open rescue {known.pk}"
    page.form_id = str(uuid4())
    page.hold_back(page.request.POST.get("told", ""))
    return _again(page, page.rows(), Notice(title, NOT_IN_IT, url, link), status=409)


def _begun(page: ProposalPage, warnings: Mapping[int, tuple[str, ...]]) -> HttpResponse:
    moves = [
        ApprovedMove(
            session=one.candidate.session,
            stood=_stood(one.candidate),
            new_start=one.start,
            warnings=warnings[one.candidate.session.pk],
        )
        for one in page.proposals
    ]
    institution = page.asked.institution
    try:
        batch = start_pause_stop.begin(
            institution=institution,
            kind=Batch.Kind.RESCUE,
            title=page.asked.title(page.chosen),
            reason=page.form.cleaned_data["reason"],
            moves=moves,
            form_id=read_uuid(page.form_id),
            actor=page.request.actor_at(institution),
            room=page.asked.room,
        )
    except InAnother:
        page.candidates = page.asked.candidates()
        page.ticked &= {one.session.pk for one in page.candidates if not one.why_not}
        return _again(page, page.rows(), _not_sent(IN_ANOTHER), status=409)
    except DatabaseError:
        return _again(page, page.rows(), NOT_STORED, status=502)
    return _leads_to(batch)


def _not_sent(lost: Notice) -> Notice:
    """That somebody ticked what can't be moved by now, where it was to be begun."""
    return Notice(f"Nothing was sent: {lost.title}.", f"{lost.text[:-1]}, then try again.")


def _stood(one: Candidate) -> SeenBooking:
    """The booking that is approved to be moved: where no place is shown, that at the place it was
    booked for here.
    """
    return replace(SeenBooking.of(one.session), location_sid=one.seat.location_sid)


def _leads_to(batch: Batch) -> HttpResponse:
    return HttpResponseRedirect(reverse("rescue", args=(batch.pk,)))


def _again(
    page: ProposalPage, rows: list[NewRow], notice: Notice, *, status: int = 422
) -> HttpResponse:
    page.notice = notice
    return page.response(rows, status=status)


def _changed(chosen: list[Candidate], shown: Mapping[int, SeenBooking]) -> list[int]:
    """Those that stand otherwise than the page showed them, or that it did not show."""
    return [
        one.session.pk
        for one in chosen
        if one.session.pk not in shown
        or shown[one.session.pk].differs_from(hidden_tokens.as_it_stands(one))
    ]
