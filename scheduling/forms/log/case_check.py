"""The form that takes a case file to be checked."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from scheduling.card_numbers import contains_card_number
from scheduling.forms.card_free import IN_NAME

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
        if file.size > settings.LARGEST_CASE_FILE:
            raise forms.ValidationError(TOO_LARGE)
        if contains_card_number(file.name or ""):
            raise forms.ValidationError(IN_NAME)
        return file
