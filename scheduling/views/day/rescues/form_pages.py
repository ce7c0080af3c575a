"""A rescue's page as it is shown first, as it was sent, and asked about another room or time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from django.http import QueryDict
from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.drafts.contents import Draft
from scheduling.forms.rescue import hidden_tokens, proposed_times, row_times
from scheduling.forms.rescue.form import RescueForm
from scheduling.forms.rescue.offered_way import OfferedWay
from scheduling.models import ExamSession
from scheduling.rescues import known_days
from scheduling.rescues.candidates import Candidate
from scheduling.session_types.field_kinds import read_uuid
from scheduling.views.day.rescues import lost_rows
from scheduling.views.day.rescues.proposal_page import ProposalPage
from scheduling.views.day.rescues.question import RescueQuestion
from scheduling.views.notice import Notice
from scheduling.wall_time import midnight

SHOWN_ANEW = Notice(
    "This is who is there at that time.",
    "Your reason, who was cleared, and the times that you typed for who is still listed are as they"
    " were. Check the others: they are proposed for that time.",
)


def first(request: PortalRequest, asked: RescueQuestion) -> ProposalPage:
    """With the usual new times, and whoever can be moved to them selected."""
    found = asked.candidates()
    free = [one for one in found if not one.why_not]
    sure = [one for one in free if not one.doubt]
    after = _next_opening(sure or free, max(asked.last or timezone.now(), timezone.now()))
    offered, times = proposed_times.usual(found, sure or free, after)
    return ProposalPage(
        request=request,
        asked=asked,
        candidates=found,
        form=RescueForm(initial=offered.answers),
        offered=offered,
        times=times,
        proposed={key: one.typed for key, one in times.items()},
        ticked=frozenset(one.session.pk for one in sure if times[one.session.pk].start),
    )


def _next_opening(found: Sequence[Candidate], after: datetime) -> datetime:
    """When the place of the first opens again that is closed all that day; else `after`."""
    first = proposed_times.first_of(found)
    if first is None or first.start is None:
        return after
    session, zone = first.session, str(first.session.zone)
    day = first.start.astimezone(session.zone).date()
    begins, ends = midnight(day, zone), midnight(day + known_days.ONE_DAY, zone)
    if not begins <= after <= ends:
        return after
    if any(opens < ends and closes > begins for opens, closes in _open_times(session, [day])):
        return after
    ahead = [day + number * known_days.ONE_DAY for number in range(known_days.MOST_DAYS)]
    return next((opens for opens, _ in _open_times(session, ahead) if opens >= after), after)


def _open_times(session: ExamSession, days: Sequence[date]) -> list[tuple[datetime, datetime]]:
    known = known_days.of(session.institution, days).values()
    places = [place for one in known if (place := one.places.get(session.location_sid))]
    return sorted({span for place in places for span in place.open_times or ()})


def restored(page: ProposalPage, draft: Draft) -> ProposalPage:
    """With what was typed; the sessions stand as they do now."""
    answers, found = draft.answers, page.candidates
    offered = OfferedWay.read(answers["offered"]) if "offered" in answers else page.offered
    page = replace(
        page,
        restored=draft,
        offered=offered,
        form=RescueForm(initial=page.form.initial | offered.answers | answers),
        proposed=hidden_tokens.read_typed(answers.get("proposed", "")),
        times={**page.times, **row_times.kept_rows(answers, found)},
        cleared=_ticked(hidden_tokens.read_keys(answers.get("cleared", "")), found),
    )
    if {"session", "offered"}.isdisjoint(answers):
        return page
    ticked = draft.listed("session")
    lost = lost_rows.notice(ticked, found, page.asked.institution)
    notice = lost and replace(lost, title=f"{lost.title[:1].upper()}{lost.title[1:]}.")
    return replace(page, ticked=_ticked(ticked, found), notice=notice)


def sent(request: PortalRequest, asked: RescueQuestion, filled: OfferedWay) -> ProposalPage:
    """The page as it was sent; of the two ways to propose times the one that is meant."""
    found, posted = asked.candidates(), request.POST
    offered = OfferedWay.read(posted.get("offered", ""))
    answers = posted.copy()
    answers["how"] = offered.chosen(filled) or posted.get("how", "")
    form = RescueForm(answers)
    form.fields["reason"].required = posted.get("do") == "begin"
    return ProposalPage(
        request=request,
        asked=asked,
        candidates=found,
        form=form,
        offered=offered,
        times=row_times.typed_rows(posted, found),
        proposed=hidden_tokens.read_typed(posted.get("proposed", "")),
        ticked=_ticked(posted.getlist("session"), found),
        cleared=_ticked(hidden_tokens.read_keys(posted.get("cleared", "")), found),
        taken_out=frozenset(hidden_tokens.read_numbers(posted.get("taken_out", ""))),
        form_id=str(read_uuid(posted.get("form_id", "")) or uuid4()),
        lost=lost_rows.notice(posted.getlist("session"), found, asked.institution),
    )


def asked_otherwise(
    before: ProposalPage, filled: OfferedWay, asked: RescueQuestion
) -> ProposalPage:
    """The page of another question: with the reason, whoever was cleared by the person, and each
    time typed by hand, as they were sent.
    """
    posted, page = before.request.POST, first(before.request, asked)
    answers = posted.copy()
    if not before.offered.typed_into(filled):
        answers.update(page.offered.answers)
    known = hidden_tokens.read_stood(posted.get("stood", "")).keys() - before.cleared
    taken_out = before.taken_out | (known - before.ticked)
    still = before.ticked & {one.session.pk for one in page.free}
    typed = before.typed_by_hand & {one.session.pk for one in page.candidates}
    return replace(
        page,
        form=_unsent(answers),
        form_id=before.form_id,
        ticked=((page.ticked - known) | still) - taken_out,
        taken_out=taken_out,
        times={**page.times, **{key: before.times[key] for key in typed}},
        kept=typed,
        notice=SHOWN_ANEW,
    )


def _unsent(answers: QueryDict) -> RescueForm:
    """The form with these answers, of which no reason is missed yet."""
    form = RescueForm(answers)
    form.fields["reason"].required = False
    form.is_valid()
    form.forgive_reason()
    return form


def _ticked(texts: list[str], found: list[Candidate]) -> frozenset[int]:
    wanted, free = set(texts), (one.session.pk for one in found if not one.why_not)
    return frozenset(key for key in free if str(key) in wanted)
