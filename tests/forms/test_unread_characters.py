"""Half a character among what was typed is a fault of its field, in forms of every kind."""

from __future__ import annotations

import pytest
from django import forms

from scheduling.forms.card_free import TAKEN_OUT, CardFreeForm
from scheduling.session_types.unread_characters import UNREAD_CHARACTER

CARD = "4242 4242 4242 4242"


class NoteForm(CardFreeForm, forms.Form):
    why = forms.CharField()
    sid = forms.CharField(required=False, max_length=4)
    email = forms.EmailField(required=False)
    minutes = forms.IntegerField(required=False)
    password = forms.CharField(required=False, widget=forms.PasswordInput, strip=False)
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    looked_up: str | None = None

    def clean_sid(self) -> str:
        self.looked_up = self.cleaned_data["sid"]
        return self.looked_up


@pytest.mark.parametrize("half", ["\ufffd", "\ud83d", "\udc00"])
@pytest.mark.parametrize("name", ["why", "sid", "email", "minutes", "password"])
@pytest.mark.parametrize("written", ["Li {} Bo", "{}", "{} Li", "Li {}"])
def test_it_is_told_at_its_field_alone_and_what_was_typed_stays(
    half: str, name: str, written: str
) -> None:
    form = NoteForm({"why": "Li Bo", "sid": "ES1", name: written.format(half)})
    assert form.errors == {name: [UNREAD_CHARACTER]}
    assert form[name].value() == written.format("\ufffd")
    assert form.looked_up == (None if name == "sid" else "ES1")


def test_what_nobody_typed_is_not_told() -> None:
    stood = {"why": "Li \ufffd Bo"}
    form = NoteForm(stood | {"place": "a\ufffdb", "email": "li@x.test"}, initial=stood)
    assert form.errors == {}
    assert form.cleaned_data["why"] == "Li \ufffd Bo"


def test_a_card_number_beside_it_is_taken_out_all_the_same() -> None:
    form = NoteForm({"why": f"Li \ufffd {CARD}"})
    assert (form.errors, form["why"].value()) == ({"why": [TAKEN_OUT]}, "Li \ufffd")


@pytest.mark.parametrize("whole", ["Nguyễn 王 🎓", "Zoë", "ߘ", "\U000f0000"])
def test_whole_characters_of_any_script_are_taken(whole: str) -> None:
    form = NoteForm({"why": whole})
    assert (form.errors, form.cleaned_data["why"]) == ({}, whole)
