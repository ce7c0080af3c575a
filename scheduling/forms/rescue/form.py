"""Form of a rescue: how new times are proposed, and why all of them are moved."""

from __future__ import annotations

from django import forms

from scheduling.forms.card_free import TAKEN_OUT, CardFreeForm
from scheduling.forms.fields.day_field import TypedDay
from scheduling.forms.fields.reason_field import ReasonField
from scheduling.forms.rescue.offered_way import SHIFT, TO
from scheduling.forms.rescue.proposed_times import LONGEST_SHIFT
from scheduling.forms.rescue.row_times import FOLD, NEW


class RescueForm(CardFreeForm, forms.Form):
    """How the new times are proposed, and why all of them are moved."""

    # Besides the question what is offered: rows that are brought back are those of that proposal.
    goes_along = frozenset(
        {"location", "day", "from", "until", "ticked", "session", "offered", "cleared", "told"}
        | {"proposed", "taken_out"}
    )
    kept_lists = frozenset({"ticked", "session"})
    kept_rows = (NEW, FOLD)

    how = forms.ChoiceField(choices=((SHIFT, "Later by"), (TO, "Another day and time")))
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=-LONGEST_SHIFT,
        max_value=LONGEST_SHIFT,
    )
    to_day = TypedDay(label="Day", required=False)
    to_time = forms.TimeField(label="First start", required=False)
    reason = ReasonField(label="Reason", missing="Enter why they are moved.", required=False)

    @classmethod
    def may_be_kept(cls) -> dict[str, bool]:
        """Its fields, the question, and which rows are ticked."""
        return super().may_be_kept() | dict.fromkeys(cls.goes_along, True)

    def forgive_reason(self) -> None:
        """A reason that is still to be typed is no fault before anything is begun."""
        if TAKEN_OUT not in self.errors.get("reason", ()):
            self.errors.pop("reason", None)

    def can_begin(self, *, is_way_typed: bool) -> bool:
        """Whether it can be sent: how times are to be proposed counts where that was typed."""
        wrong = self.errors.keys()
        return not (wrong if is_way_typed else wrong - {"minutes", "to_day", "to_time"})
