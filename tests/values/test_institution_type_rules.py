"""An institution's rules as plain values."""

from __future__ import annotations

from scheduling.institution_type_rules import NO_RULES, BookingRules, TypeFieldRule

SEAT = "smarter-scheduling"
RULES = BookingRules(
    frozenset({"examity"}),
    {SEAT: {"notes": TypeFieldRule(default="Room 4"), "amount": TypeFieldRule(is_must=True)}},
)


def test_a_type_without_rules_has_none() -> None:
    assert (dict(RULES.of("vtc")), dict(NO_RULES.of(SEAT))) == ({}, {})


def test_only_a_default_presets_a_field() -> None:
    assert (RULES.preset(), NO_RULES.preset()) == (frozenset({"notes"}), frozenset())


def test_a_rule_says_something_where_it_differs_from_none() -> None:
    assert [TypeFieldRule().is_set, TypeFieldRule(help_text="Ask.").is_set] == [False, True]
