"""The form of an institution's rules for one session type: whether it is offered, what is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from scheduling.card_numbers import remove_card_numbers
from scheduling.drafts.contents import Draft
from scheduling.forms.booking.answer_form import OF_ONE_INSTITUTION
from scheduling.forms.booking.answers import known_fields
from scheduling.forms.booking.options import OfAnother, of_no_other
from scheduling.forms.form_fault import FormFault
from scheduling.forms.meanwhile.changed_meanwhile import (
    AS_SHOWN,
    AsShownForm,
    ControlValues,
    shown_as,
)
from scheduling.forms.meanwhile.last_change import LastChange
from scheduling.institution_type_rules import BookingRules, TypeFieldRule
from scheduling.models.institutions import OF_ANOTHER
from scheduling.session_types import registry, rule_validation
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.registry import SessionType

OFFERED, OFF = "offered", "off"
PARTS = ("is_must", "default", "help_text")
_RULE = re.compile(r"(\w+)-(?:is_must|default|help_text)")


@dataclass(frozen=True, slots=True)
class TypeRuleRow:
    """One field of the type as the page shows it. `always` is a *must* of the contract's own."""

    section: str
    field: AnswerField
    always: bool
    is_must: forms.BoundField
    default: forms.BoundField
    help_text: forms.BoundField

    @property
    def no_default(self) -> str:
        """Why nothing can be filled in beforehand; "" where it can, or is all the same."""
        return "" if self.default.value() else self.field.no_default


class RulesForm(AsShownForm, forms.Form):
    """All rules of one type at an institution:
    whether it is offered, and what is asked more strictly, field by field.
    """

    marks_optional = False

    @classmethod
    def may_be_kept(cls) -> dict[str, bool]:
        """Every name that the rules of some type send → whether a draft may hold it."""
        fields = known_fields().items()
        parts = {f"{name}-{part}": one.may_be_kept for name, one in fields for part in PARTS}
        return parts | {"stands": True, AS_SHOWN: True}

    def __init__(
        self,
        session_type: type[SessionType],
        rules: BookingRules,
        data: Mapping[str, Any] | None = None,
        *,
        draft: Draft | None = None,
        named: Mapping[str, Mapping[str, str]] | None = None,
        changed_by: Callable[[], LastChange] = LastChange,
        of_another: OfAnother = of_no_other,
    ) -> None:
        """`draft` is what was typed before, to be shown in place of the rules as they stand;
        `named` is what a SID may be written as: list → SID → name; `changed_by` finds who changed
        the rules last; `of_another` whether a SID is another institution's.
        """
        self.named = {name: _told_apart(known) for name, known in (named or {}).items()}
        self.of_another = of_another
        self.session_type, self.asked = session_type, registry.fields_of(session_type)
        self.names = [
            name for name in self.asked if name in session_type.must() | session_type.may()
        ]
        self.stored, self.last_change = self._as_they_stand(rules), changed_by
        self.drafted = dict(draft.answers) if draft else {}
        stands = {} if draft and draft.typed is None else self.stored
        shown = stands | self.drafted
        super().__init__(data, initial=shown, auto_id="id_%s")
        self.fields["stands"] = forms.ChoiceField(
            choices=[(OFFERED, "Offered"), (OFF, "Off")],
            error_messages={"required": "Choose whether the type is offered."},
        )
        for name in self.names:
            self.fields |= {f"{name}-{part}": box for part, box in _parts(self.asked[name])}

    def _as_they_stand(self, rules: BookingRules) -> dict[str, Any]:
        found: dict[str, Any] = {
            "stands": OFF if self.session_type.wire_name in rules.off else OFFERED
        }
        for name, rule in rules.of(self.session_type.wire_name).items():
            found |= {f"{name}-{part}": getattr(rule, part) for part in PARTS}
            found[f"{name}-default"] = self._known(name).get(rule.default, rule.default)
        return found

    def current_values(self) -> ControlValues:
        return {name: shown_as(box, self.stored.get(name)) for name, box in self.fields.items()}

    def label_of(self, name: str) -> str:
        return "Offered" if name == "stands" else strip_tags(str(self[name].label))

    def _known(self, name: str) -> Mapping[str, str]:
        """What the answers of a field are called: SID → name."""
        offered = getattr(self.asked.get(name), "offered", "")
        return self.named.get(offered, {}) if isinstance(offered, str) else {}

    def clean(self) -> dict[str, Any]:
        not_its_field = rule_validation.NOT_ITS_FIELD.format(label=self.session_type.label)
        for name in sorted(self._strange_names()):
            self.add_error(None, f"{not_its_field} ({remove_card_numbers(name)})")
        for (name, part), fault in rule_validation.faults_of(
            self.session_type, self.rules()
        ).items():
            self.add_error(f"{name}-{part or 'default'}", fault)
        for name, what in OF_ONE_INSTITUTION.items():
            if name in self.names and self.of_another(self._rule(name).default):
                self.add_error(f"{name}-default", OF_ANOTHER.format(what))
        return self.cleaned_data

    def _strange_names(self) -> set[str]:
        given = {
            match[1] for key in self.data if self.data[key] and (match := _RULE.fullmatch(key))
        }
        return given - set(self.names)

    def rules(self) -> dict[str, TypeFieldRule]:
        """The rules as they were filled in, by form name.

        A *must* of the contract's own stays one by itself.
        """
        return {name: self._rule(name) for name in self.names}

    def _rule(self, name: str) -> TypeFieldRule:
        given = {part: self.cleaned_data.get(f"{name}-{part}", "") for part in PARTS}
        sids = {words.casefold(): sid for sid, words in self._known(name).items()}
        given["default"] = sids.get(given["default"].casefold(), given["default"])
        is_must = bool(given["is_must"]) and name not in self.session_type.must()
        return TypeFieldRule(is_must, given["default"], given["help_text"])

    @property
    def is_offered(self) -> bool:
        return bool(self.cleaned_data["stands"] == OFFERED)

    @property
    def labels(self) -> dict[str, str]:
        """What people call the type ('') and its fields."""
        return {"": self.session_type.label} | {
            name: str(self.asked[name].label) for name in self.names
        }

    @property
    def faults(self) -> list[FormFault]:
        """The list above the form: what belongs to no field first, then by field as shown."""
        top = [FormFault(text) for text in self.non_field_errors()]
        top += [FormFault(text, "id_stands_offered") for text in self["stands"].errors]
        parts = [
            (row, box) for row in self.rows for box in (row.is_must, row.default, row.help_text)
        ]
        beside = [
            (row.field.label, box.id_for_label, text) for row, box in parts for text in box.errors
        ]
        return top + [FormFault(f"{label}: {text}", target) for label, target, text in beside]

    @property
    def rows(self) -> list[TypeRuleRow]:
        return [self._row(name) for name in self.names]

    def _row(self, name: str) -> TypeRuleRow:
        parts = (self[f"{name}-{part}"] for part in PARTS)
        section = next(group.section for group in self.session_type.groups if name in group.fields)
        return TypeRuleRow(section, self.asked[name], name in self.session_type.must(), *parts)


def _parts(field: AnswerField) -> Iterator[tuple[str, forms.Field]]:
    """What is asked about one field, by PARTS; each label names it to who does not see the page."""
    default = {"autocomplete": "off"}
    if suggestions := _suggestions(field):
        default["list"] = suggestions
    yield "is_must", forms.BooleanField(label=_label("Required", ": ", field), required=False)
    yield (
        "default",
        forms.CharField(
            label=_label("Default", " of ", field),
            help_text="" if field.no_default else field.written,
            widget=forms.TextInput(attrs=default),
            required=False,
        ),
    )
    yield (
        "help_text",
        forms.CharField(
            label=_label("Help text", " of ", field),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            required=False,
        ),
    )


def _label(words: str, link: str, field: AnswerField) -> SafeString:
    return format_html('{}<span class="visually-hidden">{}{}</span>', words, link, field.label)


def _suggestions(field: AnswerField) -> str:
    """The id of the page's list of suggestions for a default; "" where there is none."""
    if field.kind in ("country", "currency"):
        return field.kind
    listed = getattr(field, "offered", "") or field.suggestions
    return listed if isinstance(listed, str) else ""


def _told_apart(known: Mapping[str, str]) -> dict[str, str]:
    """SID → name;
    what shares its name with another has its SID behind it, so that each name leads to one.
    """
    times = Counter(name.casefold() for name in known.values())
    return {
        sid: name if times[name.casefold()] == 1 else f"{name} ({sid})"
        for sid, name in known.items()
    }
