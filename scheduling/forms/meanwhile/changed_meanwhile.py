"""A form that carries how the row stood when it was shown.

Where the row was changed since, nothing is saved: what changed is said, and by whom. What was not
typed into shows how it stands now, and what was typed stays; sent once more, that replaces it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.crypto import salted_hmac

from scheduling.digit_free_digests import in_letters
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.meanwhile.last_change import LastChange, last_change
from scheduling.forms.meanwhile.plain_faults import set_plain_messages
from scheduling.models.encryption import Sealed

AS_SHOWN = "as_shown"  # the hidden input's name
LONGEST = 200_000
SINCE = "{who} changed this after you opened the page."
NOW = "{label}: was {before}, now {after}."
SECRET_NOW = "{label}: was changed."
KEEP = "Look at what is below, then save again."
TYPED = "{who} changed this to {after} meanwhile. Save again to put yours in its place."
BLANK = "blank"
ControlValues = dict[str, Any]  # field → what its control shows


class AsShownForm(CardFreeForm):
    """Mixed into a form about something that is there already.

    The page sends `as_shown` back under its own name.
    """

    goes_along: ClassVar[frozenset[str]] = frozenset({AS_SHOWN})
    drafted: Mapping[str, Any] = MappingProxyType({})  # a draft's answers

    @classmethod
    def may_be_kept(cls) -> dict[str, bool]:
        """The draft's answers are of when it was begun, and so is what they are compared with."""
        return super().may_be_kept() | {AS_SHOWN: True}

    def current_values(self) -> ControlValues:
        """How it stands now, as the controls of the fields show it."""
        raise NotImplementedError

    def last_change(self) -> LastChange:
        """Who changed it last."""
        raise NotImplementedError

    @property
    def as_shown(self) -> str:
        """What the page sends back: of a draft, how it stood when the draft was begun. Blank of
        what is not there yet.
        """
        stands = self.current_values()
        drafted = "" if self.is_bound or not stands else self.drafted.get(AS_SHOWN, "")
        return str(drafted) or (json.dumps(stands, sort_keys=True) if stands else "")

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound:
            self._compare()

    def _compare(self) -> None:
        shown = _read(self.data.get(AS_SHOWN))
        now = self.current_values() if shown else {}
        changed = [name for name in now if name in shown and shown[name] != now[name]]
        changed = [name for name in changed if not self._is_the_same(name, now[name])]
        if changed:
            self.add_change_errors(changed, shown, now)

    def _is_the_same(self, name: str, now: Any) -> bool:
        """Whether what was typed is what stands there by now anyway."""
        return name in self.fields and not _is_secret(self.fields[name]) and self._sent(name) == now

    def add_change_errors(
        self, changed: Sequence[str], shown: ControlValues, now: ControlValues
    ) -> None:
        """Say what changed, beside what was typed into too; show the rest as it stands now."""
        by = self.last_change().who
        lines = [SINCE.format(who=by)]
        for name in changed:
            label, box = self.label_of(name), self.fields.get(name)
            before, after = (self.value_in_words(name, one[name]) for one in (shown, now))
            words = SECRET_NOW if box and _is_secret(box) else NOW
            lines.append(words.format(label=label, before=before, after=after))
            if self.is_typed(name, shown[name]):
                if box and not _is_secret(box):
                    self.add_error(name, TYPED.format(who=by, after=after))
            else:
                self.show_again(name, now[name])
        self.add_error(None, [*lines, KEEP])

    def label_of(self, name: str) -> str:
        """What the page calls a field."""
        return str(self[name].label) if name in self.fields else name.capitalize()

    def value_in_words(self, name: str, value: Any) -> str:
        """A control's value in words."""
        if name not in self.fields:
            return f"“{value}”" if value else BLANK
        text = _in_words(self.fields[name], value)
        return f"“{text}”" if text else BLANK

    def is_typed(self, name: str, shown: Any) -> bool:
        """Whether the field was sent otherwise than it was shown."""
        if name not in self.fields:
            return False
        if _is_secret(self.fields[name]):
            return bool(self.typed(name))
        return bool(self._sent(name) != shown)

    def show_again(self, name: str, value: Any) -> None:
        """Put how it stands now into a control that nobody typed into."""
        box = self.fields.get(name)
        if box is None or _is_secret(box):
            return
        self._errors.pop(name, None)
        self.data = self.data.copy()
        key = self.add_prefix(name)
        if isinstance(value, list):
            self.data.setlist(key, value)
        elif isinstance(box, forms.BooleanField) and not value:
            self.data.pop(key, None)
        else:
            self.data[key] = value

    def _sent(self, name: str) -> Any:
        box = self.fields[name]
        value = box.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return shown_as(box, value)


class AsShownModelForm(AsShownForm, forms.ModelForm):
    """The same about a row of a table."""

    def __init__(
        self, *args: Any, initial: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        """`initial` is shown in place of what is stored, such as a draft; `self.initial` stays the
        row as it stands.
        """
        self.drafted = initial or {}
        super().__init__(*args, **options)
        set_plain_messages(self.fields)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name in self.drafted:
            return self.drafted[field_name]
        return super().get_initial_for_field(field, field_name)

    def current_values(self) -> ControlValues:
        if self.instance.pk is None:
            return {}
        return {
            name: shown_as(box, self.initial.get(name))
            for name, box in self.fields.items()
            if name in self.initial and not box.disabled
        }

    def last_change(self) -> LastChange:
        row: models.Model = self.instance
        return last_change(row)


def shown_as(box: forms.Field, value: Any) -> Any:
    """What a control shows of a value, or sends: a text, or a list of them."""
    if _is_secret(box):
        return _print(value)
    if isinstance(box, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return sorted(
            one for one in (str(box.prepare_value(two)) for two in value or ()) if _fits(box, one)
        )
    if isinstance(box, forms.BooleanField):
        return "on" if value else ""
    prepared = box.prepare_value(value)
    if isinstance(box.widget, forms.DateInput | forms.TimeInput):
        prepared = box.widget.format_value(prepared)
    return "\n".join(str("" if prepared is None else prepared).strip().splitlines())


def _fits(box: forms.Field, one: str) -> bool:
    """Whether the control has a choice for it: what is beyond a person's reach is not shown."""
    known = getattr(box, "choices", ())
    return any(str(key) == one for key, _ in _flat(known))


def _is_secret(box: forms.Field) -> bool:
    return isinstance(box.widget, forms.PasswordInput)


def _print(value: Any) -> str:
    """A secret's fingerprint; of one that no key opens, of what is stored."""
    if isinstance(value, Sealed):
        value = value.open() if value.is_readable else value.text
    return in_letters(salted_hmac(AS_SHOWN, str(value)).hexdigest()) if value else ""


def _in_words(box: forms.Field, value: Any) -> str:
    """A control's value as the page says it: a choice by its name, a switch by yes and no."""
    if isinstance(box, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(box, forms.ChoiceField):
        known = {str(key): str(label) for key, label in _flat(box.choices)}
        chosen = value if isinstance(value, list) else [value] if value else []
        return ", ".join(known.get(str(one), str(one)) for one in chosen)
    return str(value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        yield from label if isinstance(label, list | tuple) else [(key, label)]


def _read(sent: Any) -> ControlValues:
    """What the page had shown; nothing of what is not as a page sends it."""
    if not isinstance(sent, str) or len(sent) > LONGEST:
        return {}
    try:
        found = json.loads(sent)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
