"""The form that signs a handover: the note for the next shift, and which day of which place."""

from __future__ import annotations

from django import forms

from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields.shown_fields import ShownDay
from scheduling.forms.form_fault import FormFault

LONGEST_NOTE = 4000


class HandoverForm(CardFreeForm, forms.Form):
    """What the next shift has to know, in words."""

    field_classes = {"note": "field--wide"}

    note = forms.CharField(
        label="Note for the next shift",
        max_length=LONGEST_NOTE,
        help_text="What is still open, and who was told. Name learners only where that is needed.",
        widget=forms.Textarea(attrs={"rows": "5"}),
        error_messages={"required": "Write a few words, even if it is only “Nothing is open.”"},
    )

    @property
    def faults(self) -> list[FormFault]:
        """The list above the form."""
        return [
            FormFault(f"{self.fields[name].label}: {text}", f"id_{name}")
            for name, texts in self.errors.items()
            for text in texts
        ]


class SignedPage(forms.Form):
    """Which page is signed; every answer comes from the page itself."""

    install = forms.CharField()
    location = forms.CharField(required=False)
    day = ShownDay()
    form_id = forms.UUIDField()
    shown = forms.CharField(max_length=16)
    figures = forms.CharField(required=False)
    newest = forms.IntegerField(required=False)
