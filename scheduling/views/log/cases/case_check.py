"""The page on which a case file is dropped, to be told whether it is as it was made."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.audit.event_reader import say_time
from scheduling.forms.card_free import IN_FILE, file_holds_card_number
from scheduling.forms.log.case_check import FileForm
from scheduling.log import case_check
from scheduling.log.case_check import Match
from scheduling.models import Institution
from scheduling.views.card_number_watch import note_file


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse:
    """GET asks for a file; POST tells what the log knows of it. The file is not kept."""
    access = request.access
    institutions = [one for one in access.recorded if access.may_inspect(one)]
    if not institutions:
        raise PermissionDenied("Only auditors and administrators can check a case file.")
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read()
        match = _match(request, content, institutions)
        if match.is_whole or not _is_refused(request, form, content):
            context |= _told(match, institutions) | {"name": form.cleaned_data["file"].name}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "scheduling/log/case_check.html", context, status=status)


def _match(request: PortalRequest, content: bytes, institutions: list[Institution]) -> Match:
    return case_check.check(
        file_sha256=hashlib.sha256(content).hexdigest(),
        data_sha256=hashlib.sha256(case_check.data_of(content)).hexdigest(),
        institutions=institutions,
        whole_log=request.access.inspects_all,
        actor=request.actor,
    )


def _is_refused(request: PortalRequest, form: FileForm, content: bytes) -> bool:
    """Whether a card number stands in a file that is not, byte by byte, one that was made here; the
    log has that it did.
    """
    if not file_holds_card_number(content):
        return False
    note_file(request, "file")
    form.add_error("file", IN_FILE)
    return True


def _told(match: Match, institutions: list[Institution]) -> dict[str, Any]:
    zones = {one.sid: one.time_zone for one in institutions}
    event = match.event
    made_at = say_time(event.at, zones.get(event.install_sid, "UTC")) if event else None
    return {"match": match, "made_at": made_at}
