"""The forms by which a campus decides for itself: the rules of a type, a site's hours and seats, a price."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from scheduling import campus_forms, code_lists, opening_hours, rule_checks, session_types
from scheduling.field_groups import decimals_fault
from scheduling.fields import Answer
from scheduling.house_rules import FieldRule, HouseRules
from scheduling.models import OpeningHours, Price, Site
from scheduling.opening_hours import DAYS, Span
from scheduling.session_types import SessionType

OFFERED, OFF = "offered", "off"
PARTS = ("is_must", "default", "help_text")
_RULE = re.compile(r"(\w+)-(?:is_must|default|help_text)")


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the type as the page shows it. `always` is a *must* of the contract's own."""

    section: str
    field: Answer
    always: bool
    is_must: forms.BoundField
    default: forms.BoundField
    help_text: forms.BoundField
    suggestions: str


class RulesForm(forms.Form):
    """All rules of one type at an install: whether it is offered, and what is asked more strictly, field by field."""

    def __init__(
        self, session_type: type[SessionType], rules: HouseRules, data: Mapping[str, Any] | None = None
    ) -> None:
        self.session_type, self.asked = session_type, session_types.fields_of(session_type)
        self.names = [name for name in self.asked if name in session_type.must() | session_type.may()]
        super().__init__(data, initial=self._as_they_stand(rules), auto_id="id_%s")
        self.fields["stands"] = forms.ChoiceField(
            choices=[(OFFERED, "Offered"), (OFF, "Off")],
            error_messages={"required": "Choose whether the type is offered."},
        )
        for name in self.names:
            self.fields[f"{name}-is_must"] = forms.BooleanField(required=False)
            self.fields[f"{name}-default"] = forms.CharField(required=False)
            self.fields[f"{name}-help_text"] = forms.CharField(required=False)

    def _as_they_stand(self, rules: HouseRules) -> dict[str, Any]:
        found: dict[str, Any] = {"stands": OFF if self.session_type.wire_name in rules.off else OFFERED}
        for name, rule in rules.of(self.session_type.wire_name).items():
            found |= {f"{name}-{part}": getattr(rule, part) for part in PARTS}
        return found

    def clean(self) -> dict[str, Any]:
        for name in sorted(self._strange_names()):
            self.add_error(None, f"{rule_checks.NOT_ITS_FIELD.format(label=self.session_type.label)} ({name})")
        for (name, part), fault in rule_checks.faults_of(self.session_type, self.rules()).items():
            self.add_error(f"{name}-{part or 'default'}", fault)
        return self.cleaned_data

    def _strange_names(self) -> set[str]:
        given = {match[1] for key in self.data if self.data[key] and (match := _RULE.fullmatch(key))}
        return given - set(self.names)

    def rules(self) -> dict[str, FieldRule]:
        """The rules as they were filled in, by form name. A *must* of the contract's own stays one by itself."""
        return {name: self._rule(name) for name in self.names}

    def _rule(self, name: str) -> FieldRule:
        given = {part: self.cleaned_data.get(f"{name}-{part}", "") for part in PARTS}
        is_must = bool(given["is_must"]) and name not in self.session_type.must()
        return FieldRule(is_must, given["default"], given["help_text"])

    @property
    def is_offered(self) -> bool:
        return bool(self.cleaned_data["stands"] == OFFERED)

    @property
    def labels(self) -> dict[str, str]:
        """What people call the type ('') and its fields."""
        return {"": self.session_type.label} | {name: str(self.asked[name].label) for name in self.names}

    @property
    def rows(self) -> list[Row]:
        return [self._row(name) for name in self.names]

    def _row(self, name: str) -> Row:
        field = self.asked[name]
        suggestions = getattr(field, "offered", "") or field.suggestions
        if field.kind in ("country", "currency"):
            suggestions = field.kind
        parts = (self[f"{name}-{part}"] for part in PARTS)
        section = next(group.section for group in self.session_type.groups if name in group.fields)
        return Row(
            section,
            field,
            name in self.session_type.must(),
            *parts,
            suggestions if isinstance(suggestions, str) else "",
        )


SITE_FIELDS = (
    (None, {"fields": ("install", "name", "pl_sid", "kind", "time_zone", "address", "seats", "is_active")}),
    (
        "Opening hours",
        {
            "fields": tuple(day.lower() for day in DAYS),
            "description": "By the site’s own clock. The desk warns of times outside them, and books all the same.",
        },
    ),
)


def _day(hint: str = "") -> forms.CharField:
    return forms.CharField(required=False, max_length=200, help_text=hint)


class SiteForm(campus_forms.SiteForm):
    """A site with its opening hours, a line of text for each day, so that they can be copied."""

    seats = forms.IntegerField(
        min_value=1, max_value=32767, required=False, help_text="At the same time. Empty: not counted."
    )
    monday = _day(
        "Like 8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM. Empty: closed. All seven empty: nothing is said about hours."
    )
    tuesday = _day("“same” copies the day before.")
    wednesday = _day()
    thursday = _day()
    friday = _day()
    saturday = _day()
    sunday = _day()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        spans = opening_hours_of(self.instance)
        for weekday, day in enumerate(DAYS):
            self.initial.setdefault(day.lower(), opening_hours.say_day(one for one in spans if one.weekday == weekday))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.spans: list[Span] = []
        before = ""
        for weekday, day in enumerate(DAYS):
            text = cleaned.get(day.lower(), "")
            before = before if text.lower() == opening_hours.SAME else text
            try:
                found = opening_hours.read_day(weekday, before)
            except ValueError as fault:
                self.add_error(day.lower(), str(fault))
            else:
                self.spans += found
                cleaned[day.lower()] = opening_hours.say_day(found)
        return cleaned

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if {day.lower() for day in DAYS} & set(self.changed_data):
            OpeningHours.objects.filter(site=self.instance).delete()
            OpeningHours.objects.bulk_create(
                OpeningHours(site=self.instance, weekday=one.weekday, opens=one.opens, closes=one.closes)
                for one in self.spans
            )


def opening_hours_of(site: Site) -> list[Span]:
    """The hours that stand for a site, in order."""
    rows = OpeningHours.objects.filter(site=site) if site.pk else ()
    return [Span(one.weekday, one.opens, one.closes) for one in rows]


def _paid_types() -> list[tuple[str, str]]:
    return [("", "Choose…"), *((one.wire_name, one.label) for one in session_types.paid())]


def _currencies() -> list[tuple[str, str]]:
    return [("", "Choose…"), *((code, f"{code} – {name}") for code, name in code_lists.currencies().items())]


class PriceForm(forms.ModelForm):
    """A line of the price list: only types that can be paid, and no more decimals than the currency has."""

    session_type = forms.ChoiceField(label="Session type", choices=_paid_types)
    currency = forms.ChoiceField(choices=_currencies)
    up_to_minutes = forms.IntegerField(
        label="Up to (minutes)", min_value=1, required=False, help_text="Empty: whatever the exam’s length."
    )

    class Meta:
        model = Price
        fields = ("install", "session_type", "up_to_minutes", "amount", "currency")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_known = {"amount", "currency"} <= cleaned.keys()
        if is_known and (fault := decimals_fault(cleaned["amount"], cleaned["currency"])):
            self.add_error("amount", fault)
        if self._is_there_already(cleaned):
            self.add_error("up_to_minutes", "The list has a price for this type and length. Change that one.")
        return cleaned

    def _is_there_already(self, cleaned: Mapping[str, Any]) -> bool:
        names = ("install", "session_type", "up_to_minutes")
        if not cleaned.keys() >= set(names):
            return False
        same = Price.objects.filter(**{name: cleaned[name] for name in names if cleaned[name] is not None})
        return same.filter(up_to_minutes=cleaned["up_to_minutes"]).exclude(pk=self.instance.pk).exists()
