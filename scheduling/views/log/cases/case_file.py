"""The case file of a learner, an exam or an exam session: what it would hold, and making it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions.search import learners
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.forms.log.case_file import CaseForm
from scheduling.log import case_events, case_json, learner_lookups
from scheduling.log.case_events import Case
from scheduling.log.search import suggestions
from scheduling.models import Institution
from scheduling.spoken_time import say
from scheduling.views.log.cases import case_rendering
from scheduling.views.log.filter_chips import linked
from scheduling.views.log.inspected import inspected
from scheduling.views.sealed_query import opened, query_of

NAMES = ("install", "session", "exam", "learner", "name", "email", "from", "to")
FORMS = {"html": ("HTML", "text/html; charset=utf-8"), "json": ("JSON", "application/json")}
CHECKER = settings.BASE_DIR / "docs" / "verify_case.py"


@require_http_methods(["GET", "POST"])
def case(request: PortalRequest) -> HttpResponse | StreamingHttpResponse:
    """What the case file would hold; POST makes it (`file`:
    html or json), records that, and sends it.
    """
    given = request.POST if request.method == "POST" else request.GET
    institutions = inspected(request, given)
    asked = {name: opened(given[name]) for name in NAMES if given.get(name)}
    form = CaseForm(asked if asked or request.method == "POST" else None, institutions)
    if not form.is_valid():
        return _page(request, {"form": form}, status=422 if request.method == "POST" else 200)
    named = form.learners()
    if len(named) > 1:
        return _page(request, {"form": form} | _choice(form, named, asked), status=200)
    subject = form.subject(named[0] if named else None)
    is_sent = request.method == "POST" and given.get("file") in FORMS
    found = case_events.gather(subject, written_down=is_sent)
    if is_sent and found.numbers and not found.too_many:
        return _download(request, found, given["file"])
    if found.numbers and subject.learner:
        person = request.actor_at(subject.institution)
        learner_lookups.note(actor=person, institution=subject.institution, learner=subject.learner)
    return _page(
        request, {"form": form, "asked": asked} | _told(found), status=422 if is_sent else 200
    )


def _choice(form: CaseForm, named: list[KnownLearner], asked: Mapping[str, str]) -> dict[str, Any]:
    """Whom a name may mean, each with the query that names just that learner."""
    institution = form.institutions[form.cleaned_data["install"]]
    kept = {name: text for name, text in asked.items() if name not in ("name", "email", "learner")}
    return {
        "named": form.cleaned_data["name"] or form.cleaned_data["learner"],
        "choices": [
            (one, query_of(kept | one.filters))
            for one in suggestions.learner_choices(named, [institution])
        ],
    }


@require_GET
def checker(request: PortalRequest) -> HttpResponse:
    """The program that checks a case file."""
    headers = {"Content-Disposition": 'attachment; filename="verify_case.py"'}
    return HttpResponse(
        CHECKER.read_bytes(), content_type="text/x-python; charset=utf-8", headers=headers
    )


def _page(request: PortalRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return render(request, "scheduling/log/case_file_ask.html", context, status=status)


def _told(found: Case) -> dict[str, Any]:
    """A case for the page that offers it."""
    institution, learner = found.subject.institution, found.subject.learner
    same_name = learners.namesakes(learner, institution) if learner else []
    ends = case_json.events([found.numbers[0], found.numbers[-1]]) if found.numbers else []
    told = [case_rendering.rendered_event(end, institution.time_zone) for end in ends]
    return {
        "case": found,
        "current_institution": institution,
        "namesakes": linked(suggestions.learner_choices(same_name, [institution])),
        "namesakes_of": learner,
        "count": len(found.numbers),
        "first": told[0] if told else None,
        "last": told[-1] if told else None,
        "days": " – ".join(dict.fromkeys(one.row.at.day for one in told)),
        "has_days": bool(found.subject.since or found.subject.until),
        "bridged": sum(gap.size for gap in found.linked),
        "left_out": case_rendering.left_out(found),
        "head_at": say(found.head.at, institution.time_zone) if found.head.at else None,
    }


def _download(request: PortalRequest, found: Case, form: str) -> StreamingHttpResponse:
    """The file, written to the disk first: its hash is in the log before anybody has it."""
    what, content_type = FORMS[form]
    person = request.actor_at(found.subject.institution)
    var = settings.VAR_DIR  # where it is watched that there is room; `_pieces` closes them, later
    data, prose = TemporaryFile(dir=var), TemporaryFile(dir=var)  # noqa: SIM115
    telling = (
        case_rendering.EventBlockWriter(prose, found.subject.institution.time_zone)
        if form == "html"
        else None
    )
    parts: list[bytes | BinaryIO] = [data]

    def around(data_sha256: str) -> list[bytes | BinaryIO]:
        frame = case_rendering.rendered_frame(found, data_sha256, person, CHECKER.read_text())
        parts[:] = case_rendering.sealed([frame[0], prose, frame[1], data, frame[2]])
        return parts

    case_json.make(
        case=found,
        actor=person,
        form=what,
        into=data,
        telling=telling,
        around=around if form == "html" else None,
    )
    name = found.subject.session_sid or found.subject.exam_sid or "learner"
    headers = {
        "Content-Disposition": (
            f'attachment; filename="case-{name}-{timezone.now():%Y-%m-%d}.{form}"'
        )
    }
    return StreamingHttpResponse(_pieces(parts), content_type=content_type, headers=headers)


def _pieces(parts: case_json.Parts) -> Iterator[bytes]:
    """A file in pieces; its parts are closed after the last one."""
    try:
        yield from case_json.pieces(parts)
    finally:
        for part in parts:
            if not isinstance(part, bytes):
                part.close()


def query_for(request: PortalRequest, institution: Institution, **asked: str) -> str:
    """The query of this page about `session`, `exam`, or `learner`;
    empty for whoever may not go there.
    """
    if not request.access.may_inspect(institution):
        return ""
    return query_of(
        {"install": institution.sid} | {name: value for name, value in asked.items() if value}
    )
