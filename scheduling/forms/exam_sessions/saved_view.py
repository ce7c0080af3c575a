"""Forms of saved views: the name of one, and what of a list is saved under it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from scheduling.exam_sessions.lists.tabs import WORDS
from scheduling.forms.card_free import CardFreeForm

LONGEST_NAME = 60
NO_NAME = "Enter a name, such as “Math finals”."
OF_THE_PORTAL = "“{name}” is one of the portal’s own views. Enter another name."
BUILT_IN = frozenset(one.casefold() for one in WORDS.values())


class ViewNameForm(CardFreeForm, forms.Form):
    """The name of a view."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        help_text=f"At most {LONGEST_NAME} characters.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": NO_NAME},
    )

    def clean_name(self) -> str:
        """No name of the portal's own views, which stand beside it."""
        typed = " ".join(self.cleaned_data["name"].split())
        if typed.casefold() in BUILT_IN:
            raise forms.ValidationError(OF_THE_PORTAL.format(name=typed))
        return typed


class SaveViewForm(ViewNameForm):
    """A name for a list, and whether the view stays at the list's place; `list_query` is what its
    address says behind the “?”.
    """

    goes_along: ClassVar[frozenset[str]] = frozenset({"list_query"})

    keeps_place = forms.BooleanField(required=False)
    list_query = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: str = "", **options: Any) -> None:
        """`place` is where the list is: “at Duluth Testing Center”."""
        super().__init__(*args, **options)
        self.fields["keeps_place"].label = f"Always {place}"
        self.fields[
            "keeps_place"
        ].help_text = "Otherwise the view shows whatever place is chosen in the bar."
        self.fields["name"].widget.attrs["autofocus"] = True
