"""The form that makes a private calendar."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from scheduling.access.calendar_feeds import CalendarContents
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.meanwhile.plain_faults import NO_CHOICE
from scheduling.institutions import catalogue
from scheduling.models import CalendarFeed, Institution

MINE = "mine"


class FeedForm(CardFreeForm, forms.Form):
    """What it shows, and how it names learners. `form_id` never makes two calendars."""

    what = forms.ChoiceField(
        label="What it shows",
        error_messages={
            "required": "Choose what the calendar shows.",
            "invalid_choice": NO_CHOICE,
        },
    )
    names = forms.ChoiceField(
        label="Learners",
        choices=CalendarFeed.Names.choices,
        initial=CalendarFeed.Names.INITIALS,
        help_text="Everyone who has the calendar’s address reads this.",
        error_messages={
            "required": "Choose how learners are named.",
            "invalid_choice": NO_CHOICE,
        },
    )
    form_id = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "The form had expired. Press the button again."},
    )

    def __init__(self, institutions: Sequence[Institution], *args: object, **how: object) -> None:
        super().__init__(*args, **how)
        self._wanted = dict(_offered(institutions))
        self.fields["what"].choices = [(key, words) for key, (words, _) in self._wanted.items()]

    @property
    def wanted(self) -> CalendarContents:
        """What a valid form asks for."""
        _, (institution, sid, name) = self._wanted[self.cleaned_data["what"]]
        return CalendarContents(institution, sid, name, self.cleaned_data["names"])


Place = tuple[Institution | None, str, str]


def _offered(institutions: Sequence[Institution]) -> list[tuple[str, tuple[str, Place]]]:
    """By key: words, and the place."""
    places = catalogue.locations_by_institution(institutions)
    found: list[tuple[str, tuple[str, Place]]] = [
        (MINE, ("The sessions that I booked", (None, "", "")))
    ]
    for institution in institutions:
        beside = f" · {institution}" if len(institutions) > 1 else ""
        found += [
            (
                f"{institution.sid}.{one.sid}",
                (f"{one.label}{beside}", (institution, one.sid, one.label)),
            )
            for one in places[institution.pk]
        ]
    return found
