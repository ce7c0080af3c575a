"""Which session type a request to the booking form is about."""

from __future__ import annotations

from scheduling.institution_type_rules import BookingRules
from scheduling.session_types import registry
from scheduling.views.booking.type_choice import (
    NO_TYPE,
    UNKNOWN_TYPE,
    choose_type,
    named_type,
)

NO_RULES = BookingRules()


def test_the_type_named_is_the_clicked_one_then_the_body_s_then_the_address_s() -> None:
    assert (
        named_type({"change_type": "vtc", "session_type": "ad-hoc"}, {"type": "examity"}) == "vtc"
    )
    assert named_type({"session_type": " Ad-Hoc "}, {"type": "examity"}) == "ad-hoc"
    assert named_type({}, {"type": "examity"}) == "examity"
    assert named_type({}, {}) == ""


def test_a_type_that_is_offered_is_shown_and_may_be_sent() -> None:
    choice = choose_type({"session_type": "vtc"}, {}, NO_RULES)
    assert choice.shown is choice.named is registry.get("vtc")
    assert (choice.refusal(), choice.not_offered(), choice.is_unknown) == (None, None, False)


def test_a_type_that_is_switched_off_gives_way_to_one_that_is_offered_and_says_so() -> None:
    choice = choose_type({}, {"type": "vtc"}, BookingRules(off=frozenset({"vtc"})))
    assert choice.named is registry.get("vtc")
    assert choice.shown is registry.get(registry.DEFAULT_TYPE)
    title = "“Virtual Test Center” is not offered at your institution."
    assert choice.not_offered().title == title
    assert choice.refusal().title == f"Nothing was sent: {title}"


def test_a_form_of_no_type_or_an_unknown_one_is_never_sent() -> None:
    for answers, refusal, is_unknown in (
        ({}, NO_TYPE, False),
        ({"session_type": "teleport"}, UNKNOWN_TYPE, True),
    ):
        choice = choose_type(answers, {}, NO_RULES)
        assert (choice.refusal(), choice.is_unknown) == (refusal, is_unknown)
        assert (choice.named, choice.shown) == (None, registry.get(registry.DEFAULT_TYPE))
        assert choice.not_offered() is None
