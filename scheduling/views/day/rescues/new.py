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
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.batches import batch_queries, start_pause_stop
from scheduling.batches.approved_booking import SeenBooking
from scheduling.batches.start_pause_stop import ApprovedMove, InAnother
from scheduling.drafts.contents import Draft
from scheduling.forms.rescue import hidden_tokens, offered_way, proposed_times
from scheduling.forms.rescue.form import RescueForm
from scheduling.forms.rescue.offered_way import OfferedWay
from scheduling.forms.rescue.row_times import NewTime
from scheduling.models import Batch, Institution
from scheduling.rescues.candidates import Candidate
from scheduling.session_types.field_kinds import read_uuid
from scheduling.views.day.rescues import (
    faults_above_form,
    form_pages,
    lost_rows,
    question_reading,
    warnings_shown,
)
from scheduling.views.day.rescues.new_rows import NewRow
from scheduling.views.day.rescues.proposal_page import TEMPLATE, ProposalPage
from scheduling.views.day.rescues.question import RescueQuestion
from scheduling.views.drafts import close, keep_shown, keeps_draft, restore, restore_newest
from scheduling.views.notice import STORAGE_FAILS, Notice

BEGIN, PROPOSE = "begin", "propose"
PROPOSE_ALL = "propose-all"  # also for rows whose time was typed by hand
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
    bookable = question_reading.bookable(request)
    if not bookable:
        raise PermissionDenied
    if request.method == "GET":
        return _opened(request, bookable)
    asked = question_reading.read(request, bookable)
    return _choose(request, asked, status=422) if asked.problem else _send(request, asked)


def _opened(request: PortalRequest, bookable: Sequence[Institution]) -> HttpResponse:
    """With no question in its address, the form that was begun last and not sent."""
    draft = restore_newest(request) if question_reading.asks_nothing(request) else None
    form = question_reading.of_draft(draft) if draft else None
    asked = question_reading.read(request, bookable, form)
    if asked.problem:
        return _choose(request, asked, status=200)
    return _show(request, asked, draft or restore(request, part=asked.part))


def _choose(request: PortalRequest, asked: RescueQuestion, *, status: int) -> HttpResponse:
    problem = "" if asked.is_blank and status == 200 else asked.problem
    context = {
        "asked": asked,
        "asked_for": asked,
        "problem": problem,
        "running_elsewhere": batch_queries.under_way(request.access.institutions),
    }
    return render(request, TEMPLATE, context, status=status)


def _show(request: PortalRequest, asked: RescueQuestion, draft: Draft | None) -> HttpResponse:
    page = form_pages.first(request, asked)
    if draft:
        page = form_pages.restored(page, draft)
    page = page.held_back(draft.answers.get("told", "") if draft else "")
    return page.response(page.rows())


def _send(request: PortalRequest, asked: RescueQuestion) -> HttpResponse:
    posted, filled = request.POST, OfferedWay.of(request.POST.dict())
    page = form_pages.sent(request, asked, filled)
    if other := question_reading.other_room(request, asked):
        return _ask_otherwise(page, filled, other)
    if posted.get("do") == BEGIN:
        return _begin(page, filled)
    form = page.form
    form.is_valid()
    ticked = page.ticked
    page = _proposed_anew(page, filled)
    form.forgive_reason()
    page = page.held_back(posted.get("told", ""), page.ticked - ticked)
    is_held = page.is_held_back
    if posted.get("do") in (ALL, NONE):
        ticked = _all_that_can_be_sent(page) if posted["do"] == ALL else frozenset()
        page, is_held = replace(page, ticked=ticked, cleared=frozenset()), False
    rows = page.rows()
    faulty = faults_above_form.faulty(rows)
    if is_held:
        held = Notice(faults_above_form.reasons_against(page), SELECT_AGAIN)
        page = replace(page, notice=held, faults=faults_above_form.lines(page, faulty))
    elif faulty:
        title = f"New times that can’t be used: {len(faulty)}."
        page = replace(page, notice=faults_above_form.notice(title, faulty))
    if not form.errors:
        keep_shown(page.request, page.as_sent())
    return page.response(rows, status=422 if form.errors else 200)


def _ask_otherwise(page: ProposalPage, filled: OfferedWay, other: RescueQuestion) -> HttpResponse:
    """Who is there at another time or place, with what was typed and cleared; where that can't be
    read, the page as it is.
    """
    told = page.request.POST.get("told", "")
    if other.problem:
        page.form.is_valid()
        page.form.forgive_reason()
        page = replace(page.held_back(told), problem=other.problem, asked_for=other)
        return page.response(page.rows(), status=422)
    found = form_pages.asked_otherwise(page, filled, other).held_back(told)
    keep_shown(page.request, found.as_sent(), part=other.part)
    close(page.request)
    return found.response(found.rows())


def _all_that_can_be_sent(page: ProposalPage) -> frozenset[int]:
    """With those whose new time can't be approved, the next press would be refused."""
    ticked = frozenset(one.session.pk for one in page.free)
    rows = replace(page, ticked=ticked).rows()
    return ticked - {row.key for row in faults_above_form.faulty(rows)}


def _proposed_anew(page: ProposalPage, filled: OfferedWay) -> ProposalPage:
    """With proposed times where that is asked for, and with the rows that are ticked again."""
    posted = page.request.POST
    do, meant = posted.get("do"), page.offered.chosen(filled)
    is_asked = do in (PROPOSE, PROPOSE_ALL)
    if not is_asked and not (do == question_reading.ENTER and page.offered.typed_into(filled)):
        return page.ticked_again(posted.get("told", ""))
    page = replace(page.ticked_again(), offered=replace(filled, how=meant or filled.how))
    if meant:
        page = page.with_times(_proposed(page), keeps_typed=do != PROPOSE_ALL)
    else:
        page.form.add_error("how", UNCLEAR)
    return page


def _proposed(page: ProposalPage) -> Mapping[int, NewTime]:
    """New times for all, by shifting or from another day and time on; none where it is not said
    which.
    """
    form, asked = page.form, page.form.cleaned_data
    free = [one for one in page.candidates if not one.why_not]
    if asked.get("how") == offered_way.TO:
        if asked.get("to_day") and asked.get("to_time"):
            return proposed_times.put_at(free, asked["to_day"], asked["to_time"])
        form.add_error("to_day", "Enter the day and the time of the first start.")
    elif asked.get("minutes"):
        return proposed_times.shifted(free, asked["minutes"])
    elif "minutes" not in form.errors:
        form.add_error("minutes", "Enter how many minutes later.")
    return {}


def _begin(page: ProposalPage, filled: OfferedWay) -> HttpResponse:
    """Begin what is ticked, or tell what is wrong with it; then nothing is begun."""
    if known := batch_queries.begun_by(page.form_id):
        return _leads_to(known) if _is_as_begun(page, known) else _not_in(known, page)
    shown = hidden_tokens.read_stood(page.request.POST.get("stood", ""))
    told = page.request.POST.get("told", "")
    ticked, page = page.ticked, page.ticked_again(told)
    again = page.ticked - ticked
    page = replace(page, is_sent=True, changed=frozenset(_changed(page.chosen, shown)))
    is_whole = page.form.can_begin(is_way_typed=bool(page.offered.typed_into(filled)))
    page = page.held_back(told, again)
    rows = page.rows()
    if page.lost:
        return _again(page, rows, _not_sent(page.lost), status=409)
    page = replace(page, faults=faults_above_form.lines(page, faults_above_form.faulty(rows)))
    if page.is_held_back:
        held = Notice(f"Nothing was sent. {faults_above_form.reasons_against(page)}", SELECT_AGAIN)
        return _again(page, rows, held)
    if again:
        return _again(page, rows, TICKED_AGAIN)
    if not page.ticked:
        return _again(page, rows, NONE_TICKED)
    if page.offered.typed_into(filled):
        return _again(replace(page, offered=filled), rows, NOT_PROPOSED)
    if faulty := faults_above_form.faulty(rows):
        return _again(page, rows, faults_above_form.notice(faults_above_form.NOTHING_SENT, faulty))
    if not is_whole:
        return _again(page, rows, FIX_FORM)
    chosen = [one for one in rows if one.is_ticked]
    if warnings_shown.unseen(chosen, page.request.POST.get(warnings_shown.NAME, "")):
        return _again(page, rows, WARNED_SINCE)
    warnings = {one.key: one.approved_with for one in rows}
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
    page = replace(page, form_id=str(uuid4())).held_back(page.request.POST.get("told", ""))
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
        found = page.asked.candidates()
        free = {one.session.pk for one in found if not one.why_not}
        page = replace(page, candidates=found, ticked=page.ticked & free)
        return _again(page, page.rows(), _not_sent(lost_rows.IN_ANOTHER), status=409)
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
    return replace(page, notice=notice).response(rows, status=status)


def _changed(chosen: list[Candidate], shown: Mapping[int, SeenBooking]) -> list[int]:
    """Those that stand otherwise than the page showed them, or that it did not show."""
    return [
        one.session.pk
        for one in chosen
        if one.session.pk not in shown
        or shown[one.session.pk].differs_from(hidden_tokens.seen_booking_of(one))
    ]
