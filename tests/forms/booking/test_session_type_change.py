"""Changing the type keeps what is shared, parks the rest, and what was forged for another type does
nothing.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.session_types import registry
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import (
    ANSWERS,
    ATTEMPT,
    DULUTH,
    OPTIONS,
    UNLISTED,
    answers_for,
    command_of,
    posted,
    schedule_form,
)
from tests.support.form_html import html_of, page_of

types = st.sampled_from(list(SESSION_TYPES))
names = st.sampled_from(list(ANSWERS))


def switched(wire_name: str, data: dict[str, str]) -> object:
    return schedule_form(wire_name, data=data, options=OPTIONS, unchecked=True)


@pytest.mark.parametrize("start", SESSION_TYPES)
@pytest.mark.parametrize("other", SESSION_TYPES)
def test_going_to_another_type_and_back_brings_every_answer_back(start: str, other: str) -> None:
    there = switched(other, answers_for(start))
    travelling = {name: there.value_of(name) for name in there.fields} | there.parked
    back = switched(start, travelling | {"attempt_id": str(there.attempt_id)})
    assert {name: back.value_of(name) for name in back.fields} == {
        name: ANSWERS[name] for name in registry.fields_of(registry.get(start))
    }
    assert str(back.attempt_id) == ATTEMPT


@pytest.mark.parametrize("other", SESSION_TYPES)
def test_parked_answers_are_hidden_inputs_with_their_own_names(other: str) -> None:
    form = switched(other, ANSWERS | {"attempt_id": ATTEMPT})
    page = page_of(form)
    hidden = {row["name"]: row["value"] for row in page.all("input") if row.get("type") == "hidden"}
    fixed = {
        "csrfmiddlewaretoken": hidden.get("csrfmiddlewaretoken", ""),
        "session_type": other,
        "attempt_id": ATTEMPT,
    }
    fixed = {name: text for name, text in fixed.items() if text}
    del hidden["warned"]  # of a browser without scripts
    assert hidden.pop("settings")
    assert hidden.pop("warnings_shown")
    assert hidden == fixed | form.parked
    shown = set(registry.fields_of(registry.get(other)))
    assert set(form.parked) == {name for name, text in ANSWERS.items() if text} - shown - {
        "card_token"
    }


def test_switching_judges_nothing() -> None:
    page = page_of(
        switched(
            "ad-hoc", {"first_name": "\x00", "appointment_date_time": "soon", "attempt_id": "x"}
        )
    )
    assert "form-faults" not in page.ids
    assert not [attrs for _, attrs in page.tags if attrs.get("aria-invalid")]


def test_a_card_token_stays_only_while_its_field_is_shown() -> None:
    paid = answers_for("b-virtual", card_token="tok_secret", voucher_code="")
    assert page_of(switched("proctoru", paid)).named("card_token")[0]["value"] == "tok_secret"
    assert "tok_secret" not in html_of(switched("vtc", paid))
    assert "tok_secret" not in html_of(posted("ad-hoc", card_token="tok_secret"))


def test_a_card_token_stays_on_a_local_refusal_and_is_forgotten_when_told_so() -> None:
    paid = answers_for("b-virtual", card_token="tok_secret", voucher_code="", notes="\x00")
    assert (
        page_of(schedule_form("b-virtual", data=paid, options=OPTIONS)).named("card_token")[0][
            "value"
        ]
        == "tok_secret"
    )
    spent = schedule_form("b-virtual", data=paid, options=OPTIONS)
    spent.forget_card_token()
    assert "tok_secret" not in html_of(spent)


def test_a_sid_pasted_beside_the_list_travels_under_its_own_name() -> None:
    pasted = answers_for(
        "b-virtual", proctor_location_sid=DULUTH, proctor_location_sid_other=UNLISTED
    )
    assert switched("ad-hoc", pasted).parked["proctor_location_sid"] == UNLISTED
    assert switched("proctoru", pasted).value_of("proctor_location_sid") == UNLISTED


def test_unknown_names_do_not_travel() -> None:
    form = switched(
        "vtc", answers_for("vtc", bogus="<script>", csrfmiddlewaretoken="x", bogus_other="y")
    )
    assert form.parked == {}
    assert "bogus" not in html_of(form)


@pytest.mark.faults(53)
@settings(max_examples=300)
@given(
    types,
    st.dictionaries(names, st.sampled_from([*ANSWERS.values(), "junk", "\x00", "999999999"])),
    types,
)
def test_fields_of_another_type_never_reach_the_command(
    wire_name: str, forged: dict[str, str], claimed: str
) -> None:
    own = registry.fields_of(registry.get(wire_name))
    foreign = {name: text for name, text in forged.items() if name not in own}
    plain = command_of(posted(wire_name))
    form = schedule_form(
        wire_name,
        data=foreign | answers_for(wire_name) | {"session_type": claimed},
        options=OPTIONS,
    )
    assert command_of(form) == plain


@pytest.mark.faults(53)
@settings(max_examples=80)
@given(
    types,
    st.dictionaries(st.one_of(names, st.text(max_size=20)), st.text(max_size=60), max_size=30),
)
def test_any_answers_at_all_give_a_command_or_faults_and_a_page(
    wire_name: str, answers: dict[str, str]
) -> None:
    form = schedule_form(wire_name, data=answers, options=OPTIONS)
    assert form.is_valid() or form.faults
    page_of(form)
    page_of(switched(wire_name, answers))


@pytest.mark.faults(53)
@settings(max_examples=200)
@given(types, types, st.sets(names))
def test_a_forged_type_gets_only_what_that_type_has_fields_for(
    honest: str, forged: str, left_out: set[str]
) -> None:
    data = {name: text for name, text in answers_for(honest).items() if name not in left_out}
    form = schedule_form(forged, data=data, options=OPTIONS)
    own = registry.fields_of(registry.get(forged))
    if form.is_valid():
        command = command_of(form)
        asked = {name for name in ANSWERS if getattr(command, name) not in ("", None)} - {
            "time_zone"
        }
        assert asked <= set(own)
    else:
        assert set(form.errors) <= set(own)
