"""The list of payments that were asked for: by whom, for which session, and what came of each."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from scheduling import page_sizes
from scheduling.access.middleware import PortalRequest
from scheduling.audit.event_reader import ERASED
from scheduling.audit.kinds import Kind
from scheduling.booking.payment_words import payment
from scheduling.booking.payments import OUTCOMES, outcome_words, payments
from scheduling.date_formats import full_day
from scheduling.forms.booking.answers import PRICE_REASON_FIELD
from scheduling.forms.exam_sessions.payment_filter import PaymentFilter
from scheduling.log import exported_list_events
from scheduling.log.exported_list_events import ExportedPart, ListExport
from scheduling.log.learner_erasure import without_name
from scheduling.models import Attempt
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.views.exam_sessions.lists.list_address import PLACE
from scheduling.views.kept_place import KeptPlace, kept_place_of
from scheduling.views.url_lookup import session_url

SHOWN, MOST_EXPORTED = page_sizes.PAYMENTS, 10_000
CUT = f"Only the newest {MOST_EXPORTED:,} are in this file. Choose a day for others."
FILTERS = ("day", "outcome")  # what the address may say, besides the place
# Of the file; the page has some of them, in another order.
COLUMNS = {
    "when": "When",
    "asked_by": "Asked by",
    "learner": "Learner",
    "exam": "Exam",
    "asked": "Asked to charge",
    "price_reason": PRICE_REASON_FIELD.label,
    "outcome": "Outcome",
    "why": "Why",
    "session": "Session",
}


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One request with its payment; `asked` is no more of a card or voucher than its last four."""

    attempt: Attempt
    when: str
    asked: str
    outcome: str
    url: str
    is_erased: bool = False  # the learner's name, from the log

    @property
    def learner(self) -> str:
        return ERASED if self.is_erased else self.attempt.session.shown_name

    @property
    def price_reason(self) -> str:
        return self.attempt.price_reason

    @property
    def reason(self) -> str:
        """Why it was refused, or is not known."""
        return self.attempt.reason

    @property
    def cells(self) -> tuple[str, ...]:
        session = self.attempt.session
        told = (self.asked, self.price_reason, self.outcome, self.reason, session.sid)
        return (self.when, self.attempt.actor_name, self.learner, session.exam_title, *told)


@require_GET
def page(request: PortalRequest) -> HttpResponse:
    """The list, newest first; `file=csv` gives it as a file."""
    place, form = kept_place_of(request), PaymentFilter(request.GET)
    found = _found(place, form)
    if request.GET.get("file") == "csv" and form.is_valid():
        return _exported(request, place, form, found)
    shown = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    asked = {name: request.GET[name] for name in (*PLACE, *FILTERS) if request.GET.get(name)}
    place_asked = [(name, asked[name]) for name in PLACE if name in asked]
    context = {
        "place": place,
        "place_asked": place_asked,
        "is_filtered": any(name in asked for name in FILTERS),
        "unfiltered": urlencode(place_asked),
        "clock": words_for(place.time_zone),
        "form": form,
        "columns": COLUMNS,
        "rows": list(_rows(shown, place)),
        "page": shown,
        "csv_url": "?" + urlencode(asked | {"file": "csv"}),
        "newer": shown.has_previous()
        and "?" + urlencode(asked | {"page": shown.previous_page_number()}),
        "older": shown.has_next() and "?" + urlencode(asked | {"page": shown.next_page_number()}),
    }
    return render(request, "scheduling/exam_sessions/payments.html", context)


def _exported(
    request: PortalRequest, place: KeptPlace, form: PaymentFilter, found: Sequence[Attempt]
) -> HttpResponse:
    """The list as a file, once the log has that it was taken."""
    attempts = list(found[: MOST_EXPORTED + 1])
    taken = attempts[:MOST_EXPORTED]
    count = Counter(one.session.institution_id for one in taken)
    parts = [
        ExportedPart(
            actor=request.actor_at(one), install_sid=one.sid, rows=count[one.pk], of=one.name
        )
        for one in place.institutions
    ]
    exported_list_events.note(exported=_in_words(form), parts=parts)
    return file_of(_rows(taken, place), is_cut=len(attempts) > len(taken))


def _in_words(form: PaymentFilter) -> ListExport:
    """Which payments, for the log."""
    day, outcome = form.cleaned_data["day"], OUTCOMES.get(form.cleaned_data["outcome"])
    of_day = f" of {full_day(day)}" if day else ""
    narrowed = f", outcome “{outcome[0]}”," if outcome else ""
    return ListExport(
        kind=Kind.PAYMENTS_EXPORTED,
        what=f"payments{of_day}{narrowed}",
        facts={
            "day": day.isoformat() if day else "",
            "filters": f"Outcome: {outcome[0]}" if outcome else "",
        },
    )


def _found(place: KeptPlace, form: PaymentFilter) -> Sequence[Attempt] | QuerySet[Attempt]:
    """What was asked for; nothing where the filter can't be read."""
    if not form.is_valid():
        return ()
    day, outcome = form.cleaned_data["day"], form.cleaned_data["outcome"]
    if not day:
        return payments(place.institutions, outcome=outcome)
    zone = ZoneInfo(place.time_zone)
    begins, ends = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    return payments(place.institutions, begins=begins, ends=ends, outcome=outcome)


def _rows(found: Iterable[Attempt], place: KeptPlace) -> Iterable[PaymentRow]:
    known = list(found)
    erased = without_name(one.attempt_id for one in known)
    for one in known:
        yield PaymentRow(
            one,
            say(one.started_at, place.time_zone).dated,
            payment(one.asked, one.card_last_four),
            outcome_words(one),
            session_url(one.session),
            is_erased=one.attempt_id in erased,
        )


def file_of(rows: Iterable[PaymentRow], *, is_cut: bool) -> HttpResponse:
    """Every cell in quotes, with the mark by which spreadsheets know UTF-8; the last line says so
    where older ones are left out.
    """
    text = io.StringIO()
    lines = csv.writer(text, quoting=csv.QUOTE_ALL)
    lines.writerow(COLUMNS.values())
    lines.writerows(map(_harmless, row.cells) for row in rows)
    if is_cut:
        lines.writerow([CUT])
    headers = {"Content-Disposition": 'attachment; filename="payments.csv"'}
    content = "\ufeff" + text.getvalue()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _harmless(cell: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
