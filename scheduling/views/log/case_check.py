"""The page on which a case file is dropped, to be told whether it is as it was made."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.log import case_check
from scheduling.wall_time import say

LARGEST = 60 * 1024 * 1024  # twice what 400,000 links and 5,000 events come to
NO_FILE = {"required": "Choose the file.", "empty": "This file is empty. Choose another."}
TOO_LARGE = "This file is larger than any case file. Choose another."


class FileForm(forms.Form):
    """A case file, as somebody holds it."""

    marks_optional = False
    field_classes: ClassVar = {"file": "field--grow"}
    file = forms.FileField(
        label="Case file",
        help_text="The .html or .json file as it was downloaded.",
        error_messages=NO_FILE,
        allow_empty_file=False,
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return file


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse:
    """GET asks for a file; POST tells what the log knows of it. The file is not kept."""
    access = request.access
    institutions = [one for one in access.recorded if access.may_inspect(one)]
    if not institutions:
        raise PermissionDenied("Only auditors and administrators can check a case file.")
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context, status = {"form": form}, 200
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read()
        page_data = case_check.DATA.search(content)
        data = page_data[1] if page_data else content
        match = case_check.check(
            file_sha256=hashlib.sha256(content).hexdigest(),
            data_sha256=hashlib.sha256(data).hexdigest(),
            institutions=institutions,
            whole_log=access.inspects_all,
            actor=request.actor,
        )
        zones = {one.sid: one.time_zone for one in institutions}
        event = match.event
        made_at = say(event.at, zones.get(event.install_sid, "UTC")) if event else None
        context |= {"match": match, "made_at": made_at, "name": form.cleaned_data["file"].name}
    elif form.is_bound:
        status = 422
    return render(request, "scheduling/log/case_check.html", context, status=status)
