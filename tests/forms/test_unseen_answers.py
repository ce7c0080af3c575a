"""Forms of every kind take nothing that can't be seen for an answer."""

from __future__ import annotations

import pytest
from django import forms

from scheduling.forms.card_free import CardFreeForm


class NoteForm(CardFreeForm, forms.Form):
    why = forms.CharField()
    sid = forms.CharField(required=False)
    email = forms.EmailField(required=False)
    api_token = forms.CharField(required=False, widget=forms.PasswordInput)
    password = forms.CharField(required=False, widget=forms.PasswordInput, strip=False)


@pytest.mark.faults(73)
@pytest.mark.parametrize("char", ["\u200b", "\u2060", "\u3164", "\u115f", "\ufeff", "\u00ad"])
def test_what_cannot_be_seen_is_no_answer_and_no_part_of_a_code(char: str) -> None:
    form = NoteForm({"why": f" {char} "})
    assert form.errors == {"why": ["This field is required."]}
    form = NoteForm(
        {
            "why": f"{char}Li\u200c Bo{char}",
            "sid": f"ES{char}1",
            "email": f"ana{char}@x.test",
            "api_token": f"to{char}ken{char}",
            "password": f"pass{char}",
        }
    )
    assert form.is_valid()
    assert form.cleaned_data == {
        "why": "Li\u200c Bo",
        "sid": "ES1",
        "email": "ana@x.test",
        "api_token": "token",
        "password": f"pass{char}",
    }


@pytest.mark.parametrize("char", ["\u202e", "\u202a", "\u2066", "\u2069"])
def test_what_turns_the_order_of_reading_is_no_part_of_a_text_and_stays_in_a_password(
    char: str,
) -> None:
    typed = f"a{char}b"
    form = NoteForm({"why": typed, "email": f"ana{char}@x.test", "password": typed})
    assert form.is_valid()
    assert (form.cleaned_data["why"], form["why"].value()) == ("ab", "ab")
    assert form.cleaned_data["email"] == "ana@x.test"
    assert form.cleaned_data["password"] == typed
    assert NoteForm({"why": char}).errors == {"why": ["This field is required."]}
