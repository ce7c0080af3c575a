"""A card number is refused in every field of the form, taken out, and never shown again."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from scheduling.session_types import registry
from tests.support.form_answers import OPTIONS, answers_for, posted, schedule_form
from tests.support.form_html import html_of
from tests.support.html import has_digits

VISA = "4242424242424242"


@pytest.mark.faults(50)
@pytest.mark.parametrize("wire_name", registry.SESSION_TYPES)
def test_a_card_number_is_refused_in_every_field_and_never_shown_again(wire_name: str) -> None:
    for name in registry.fields_of(registry.get(wire_name)):
        form = posted(wire_name, **{name: f"4242 4242-4242 {VISA[12:]}"})
        assert not form.is_valid()
        assert form.errors[name] == [
            "Do not enter card numbers. The number was removed; check the rest, then book again."
        ]
        assert not has_digits(html_of(form), "4242")
        assert not has_digits(repr(form.data) + repr(form.cleaned_data), "4242")


@pytest.mark.faults(50)
@pytest.mark.parametrize("gap", ["&nbsp;", "&#160;", "&#x2d;", "&amp;nbsp;"])
def test_a_card_number_that_was_copied_out_of_a_page_is_refused_and_never_shown_again(
    gap: str,
) -> None:
    form = posted("b-virtual", notes=f"Bring an ID. {gap.join(['4242'] * 4)} Room 4.")
    assert not form.is_valid()
    assert "Bring an ID.  Room 4." in html_of(form)
    assert not has_digits(html_of(form) + repr(form.cleaned_data), "4242")


@pytest.mark.faults(50)
def test_the_rest_of_a_text_with_a_card_number_is_kept() -> None:
    form = posted("b-virtual", notes=f"Bring an ID. Pay with {VISA}. Room 4.")
    assert not form.is_valid()
    assert "Bring an ID. Pay with . Room 4." in html_of(form)


@pytest.mark.faults(50)
@pytest.mark.parametrize(
    "name", ["company", "nonsense", "time_fold", "session_type", "proctor_location_sid_other"]
)
def test_a_card_number_in_a_field_that_is_not_shown_is_refused_and_dropped(name: str) -> None:
    form = schedule_form(
        "instructor-as-proctor",
        data=answers_for("instructor-as-proctor") | {name: VISA},
        options=OPTIONS,
    )
    assert not form.is_valid()
    assert [fault.text for fault in form.faults] == [
        "A card number was sent in a field that is not shown. It was removed. Book again."
    ]
    assert not has_digits(html_of(form), "4242")


@pytest.mark.faults(50)
def test_of_a_name_that_comes_twice_both_texts_are_searched() -> None:
    data = QueryDict(mutable=True)
    data.update(answers_for("vtc"))
    data.setlist("notes", [VISA, "harmless"])
    assert "notes" in schedule_form("vtc", data=data, options=OPTIONS).errors


@pytest.mark.faults(50)
def test_a_card_number_pasted_beside_the_list_of_names_is_refused_at_that_field() -> None:
    form = posted("b-virtual", proctor_location_sid_other=VISA)
    assert list(form.errors) == ["proctor_location_sid"]


@pytest.mark.faults(50)
def test_switching_the_type_drops_card_numbers_too() -> None:
    form = schedule_form(
        "vtc", data=answers_for("ad-hoc", company=VISA), options=OPTIONS, unchecked=True
    )
    assert not has_digits(html_of(form), "4242")
