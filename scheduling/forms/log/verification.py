"""The form that takes a code of the log as somebody wrote it down."""

from __future__ import annotations

from django import forms

from scheduling.audit.codes import short_code
from scheduling.audit.codes.short_code import NotACode
from scheduling.forms.card_free import CardFreeForm


class CodeForm(CardFreeForm, forms.Form):
    """A code as somebody wrote it down."""

    marks_optional = False
    field_classes = {"code": "verify__code"}
    code = forms.CharField(
        max_length=80,
        strip=True,
        required=False,
        help_text="Such as 0001-G4C8-XN2K-7PQD-3VWE. Capitals and dashes don’t matter.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        try:
            return short_code.read_code(self.cleaned_data["code"]).code
        except NotACode as error:
            self.fields["code"].widget.attrs["autofocus"] = True
            raise forms.ValidationError(str(error)) from error
