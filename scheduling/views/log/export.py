"""Exporting the log: which institution's, of which days, and as what;
the file is written while it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.audit.exports.log_lines import ALL_HAD, Chosen, export
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.forms.log.export import ALL, ExportForm
from scheduling.log import learner_lookups
from scheduling.log.learner_lookups import LEARNER_AT, LEARNER_ID
from scheduling.log.search import whole_search
from scheduling.views.log import event_filters
from scheduling.views.log.filter_chips import LogFilters
from scheduling.views.log.inspected import inspected

OWN = ("q", "install", "from", "to", "zone")  # what the form asks itself, and what is no filter
NO_LEARNER = "No learner with exam sessions there is recorded under this name."
LINES_AT_ONCE = 500
CONTENT = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse | StreamingHttpResponse:
    """The form; POST records the export and sends the file. The address has the log's filters."""
    here, sent = request.access, request.POST if request.method == "POST" else None
    institutions = inspected(request, request.POST)
    asked = event_filters.given(request.GET, institutions)
    first = {name: asked[name] for name in OWN if name in asked}
    form = ExportForm(
        sent,
        institutions,
        may_have_all=here.inspects_all,
        first={"install": first.get("install", ""), "since": first.get("from", "")}
        | {"until": first.get("to", "")},
    )
    # A learner is one of an institution, so their filter goes with it.
    own = [name for name in OWN if not (name == "install" and "learner" in asked)]
    filters = _filters(request, {name: asked[name] for name in asked if name not in own})
    is_clear = not (filters.errors or filters.too_many or filters.learners)
    if is_clear and form.is_valid() and _is_of_learner(form, filters.learner):
        return _download(request, form, filters)
    if one := filters.learner:  # whom the page names
        at = form.institutions[one.install_sid]
        learner_lookups.note(actor=request.actor_at(at), institution=at, learner=one)
    context = {"form": form, "filters": filters, "is_clear": is_clear}
    status = 422 if form.is_bound or not is_clear else 200
    return render(request, "scheduling/log/export.html", context, status=status)


def _is_of_learner(form: ExportForm, learner: KnownLearner | None) -> bool:
    """Whether the institution that was chosen has the learner that is filtered by, if any is."""
    if learner is None or form.cleaned_data["install"] in (learner.install_sid, ALL):
        return True
    name = form.institutions[learner.install_sid].name
    form.add_error("install", f"The learner it is filtered by is one of {name}. Choose that.")
    return False


def _filters(request: PortalRequest, asked: dict[str, str]) -> LogFilters:
    """The filters of the log's page, but those that the form itself asks for."""
    here = request.access
    inspected = [one for one in here.recorded if here.may_inspect(one)]
    seen = None if here.inspects_all else tuple(one.sid for one in inspected)
    found = event_filters.read(asked, inspected, seen, "UTC")
    if "learner" in asked and not (found.learner or found.errors):
        # A name without an id would stay in the export's event when its learner is erased.
        found.errors["q"] = NO_LEARNER
    return found


def _download(
    request: PortalRequest, form: ExportForm, filters: LogFilters
) -> StreamingHttpResponse:
    wanted, kind = form.wanted, form.cleaned_data["form"]
    institution, actor = wanted["institution"], request.actor_at(wanted["institution"])
    if filters.chips:
        at = (institution.sid,) if institution else filters.wanted.institutions
        wanted |= {
            "numbers": whole_search.numbers(replace(filters.wanted, institutions=at)),
            "filters": tuple(chip.label.lower() for chip in filters.chips),
            "words": "; ".join(f"{chip.label}: {chip.words}" for chip in filters.chips),
        }
    if one := filters.learner:
        wanted["facts"] = {LEARNER_ID: one.key, LEARNER_AT: one.install_sid}
    lines = export(form=kind, chosen=Chosen(**wanted), actor=actor)
    name = f"log-{timezone.now():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_pieces(lines), content_type=CONTENT[kind], headers=headers)


def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
    """Each is sent when the next one is asked for, the last one while `lines` are not at their
    end.
    """
    with closing(lines):
        piece: list[str] = []
        for line in lines:
            piece.append(line)
            if line == ALL_HAD or len(piece) == LINES_AT_ONCE:
                yield "".join(piece).encode()
                piece.clear()
