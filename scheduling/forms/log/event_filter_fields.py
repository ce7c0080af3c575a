"""Form of the log's filters as the page shows them: what was given, and what of it can't be read.

What the filters mean is read by `scheduling.views.log.event_filters`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.text import Truncator

from scheduling.forms.fields.day_field import DayField

Choices = Sequence[tuple[str, str]]
HTML_NAMES = {"since": "from", "until": "to"}
ANY = {
    "person": "Everybody",
    "kind": "Anything",
    "outcome": "Any",
    "type": "All types",
    "install": "All",
}


def _choice(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


def _number(label: str) -> forms.CharField:
    attrs = {"class": "field__control--sid", "autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attrs))


class LogFilterForm(forms.Form):
    """Everything that the log can be asked by. `choices` by name, those of `install` perhaps with
    one for all; without them there is only one institution, and it is not asked for.
    """

    marks_optional = False
    field_classes = {"q": "ask__q", "since": "ask__day", "until": "ask__day"} | dict.fromkeys(
        ANY, "ask__choice"
    )

    q = forms.CharField(
        label="Search the log",
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": "Learner, email, person, SID, request or SmarterProctoring ID",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    since = DayField("From")
    until = DayField("To (inclusive)")
    person = _choice("Person")
    kind = _choice("What happened")
    outcome = _choice("Outcome")
    type = _choice("Type")
    install = _choice("Institution")
    session = _number("Exam session (ES…)")
    exam = _number("Exam (EX…)")
    request = _number("Request")
    provider = _number("SmarterProctoring ID")

    def __init__(
        self, values: Mapping[str, str], faults: Mapping[str, str], choices: Mapping[str, Choices]
    ) -> None:
        """`values` and `faults` by the filters' names in the address."""
        super().__init__(values, auto_id="id_log_%s")
        self._faults = faults
        for name, words in ANY.items():
            if name in choices:
                offered = list(choices[name])
                says_all = offered[:1] == [("all", words)]
                self.fields[name].choices = offered if says_all else [("", words), *offered]
            else:
                del self.fields[name]

    def add_prefix(self, field_name: str) -> str:
        return HTML_NAMES.get(field_name, field_name)

    def full_clean(self) -> None:
        """What is wrong was found by who read the filters."""
        self._errors, self.cleaned_data = ErrorDict(), dict[str, Any]()
        for name in self.fields:
            if fault := self._faults.get(self.add_prefix(name)):
                self.add_error(name, self._in_words(name, fault))

    def _in_words(self, name: str, fault: str) -> str:
        if name not in ANY:
            return fault
        return f"“{Truncator(self.data[name]).chars(40)}” is not in the list. {fault}"
