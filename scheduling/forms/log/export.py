"""The form that exports the log: whose events, of which days, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from scheduling.audit.exports.log_lines import WORDS
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields.day_field import BEFORE_FIRST, DayField
from scheduling.forms.log.case_file import NO_INSTITUTION
from scheduling.models import Institution
from scheduling.wall_time import midnight

ALL = "all"


class ExportForm(CardFreeForm, forms.Form):
    """Whose events, of which days, and as what."""

    marks_optional = False
    install = forms.ChoiceField(label="Institution", error_messages=NO_INSTITUTION)
    since = DayField("From")
    until = DayField("To (inclusive)")
    form = forms.ChoiceField(
        label="As",
        choices=list(WORDS.items()),
        error_messages={"required": "Choose CSV or JSON lines."},
    )

    def __init__(
        self,
        sent: QueryDict | None,
        institutions: Iterable[Institution],
        *,
        may_have_all: bool,
        first: Mapping[str, str],
    ) -> None:
        super().__init__(sent, initial=first)
        self.institutions = {institution.sid: institution for institution in institutions}
        whole = [(ALL, "The whole log")] if may_have_all else []
        known = [*((sid, one.name) for sid, one in self.institutions.items()), *whole]
        self.fields["install"].choices = [("", "Choose…"), *known] if len(known) > 1 else known

    def add_prefix(self, field_name: str) -> str:
        return {"since": "from", "until": "to", "form": "file"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", BEFORE_FIRST)
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
            "since": midnight(since, zone) if since else None,
            "until": midnight(until + timedelta(days=1), zone) if until else None,
        }
