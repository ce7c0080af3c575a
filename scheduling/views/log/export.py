"""Exporting the log: which institution's, of which days, and as what;
the file is written while it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.audit.export import WORDS, export
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.day_field import NO_DATE, DayField
from scheduling.models import Institution
from scheduling.wall_time import YEARS, midnight

ALL = "all"
LINES_AT_ONCE = 500
CONTENT = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


class ExportForm(CardFreeForm, forms.Form):
    """Whose events, of which days, and as what."""

    marks_optional = False
    install = forms.ChoiceField(
        label="Institution", error_messages={"required": "Choose the institution."}
    )
    since = DayField("From")
    until = DayField("To (inclusive)")
    form = forms.ChoiceField(
        label="As",
        choices=list(WORDS.items()),
        error_messages={"required": "Choose CSV or JSON lines."},
    )

    def __init__(
        self, sent: QueryDict | None, institutions: Iterable[Institution], *, may_have_all: bool
    ) -> None:
        super().__init__(sent)
        self.institutions = {institution.sid: institution for institution in institutions}
        whole = [(ALL, "The whole log")] if may_have_all else []
        known = [*((sid, one.name) for sid, one in self.institutions.items()), *whole]
        self.fields["install"].choices = [("", "Choose…"), *known] if len(known) > 1 else known

    def add_prefix(self, field_name: str) -> str:
        return {"since": "from", "until": "to", "form": "file"}.get(field_name, field_name)

    def clean_since(self) -> date | None:
        return _possible(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _possible(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error(
                "until", "This is before the first day. Choose the same day or a later one."
            )
        return found

    @property
    def wanted(self) -> dict[str, Any]:
        """What the cleaned answers ask `export` for:
        days by the institution's clock, those of the whole log in UTC.
        """
        found = self.cleaned_data
        institution, since, until = (
            self.institutions.get(found["install"]),
            found["since"],
            found["until"],
        )
        zone = institution.time_zone if institution else "UTC"
        return {
            "institution": institution,
            "form": found["form"],
            "since": midnight(since, zone) if since else None,
            "until": midnight(until + timedelta(days=1), zone) if until else None,
        }


def _possible(day: date | None) -> date | None:
    if day and day.year not in YEARS:
        raise forms.ValidationError(NO_DATE)
    return day


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse | StreamingHttpResponse:
    """The form; POST records the export and sends the file."""
    here, sent = request.access, request.POST if request.method == "POST" else None
    institutions = [institution for institution in here.recorded if here.may_inspect(institution)]
    allowed = {
        "",
        *(institution.sid for institution in institutions),
        *([ALL] if here.inspects_all else []),
    }
    if not here.is_inspector or (sent is not None and sent.get("install", "") not in allowed):
        raise PermissionDenied
    form = ExportForm(sent, institutions, may_have_all=here.inspects_all)
    if form.is_valid():
        return _download(request, form.wanted)
    return render(
        request, "scheduling/log/export.html", {"form": form}, status=422 if form.is_bound else 200
    )


def _download(request: PortalRequest, wanted: dict[str, Any]) -> StreamingHttpResponse:
    lines = export(actor=request.actor_at(wanted["institution"]), **wanted)
    name = f"log-{timezone.now():%Y-%m-%d}.{wanted['form']}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(
        _pieces(lines), content_type=CONTENT[wanted["form"]], headers=headers
    )


def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
    with closing(lines):
        while piece := "".join(islice(lines, LINES_AT_ONCE)):
            yield piece.encode()
