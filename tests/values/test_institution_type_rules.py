"""An institution's rules as plain values."""

from __future__ import annotations

from scheduling.institution_type_rules import NO_RULES, BookingRules, FieldRule

SEAT = "smarter-scheduling"
RULES = BookingRules(
    frozenset({"examity"}),
    {SEAT: {"notes": FieldRule(default="Room 4"), "amount": FieldRule(is_must=True)}},
)


def test_a_type_without_rules_has_none() -> None:
    assert (dict(RULES.of("vtc")), dict(NO_RULES.of(SEAT))) == ({}, {})


def test_only_a_default_presets_a_field() -> None:
    assert (RULES.preset(), NO_RULES.preset()) == (frozenset({"notes"}), frozenset())


def test_a_rule_says_something_where_it_differs_from_none() -> None:
    assert [FieldRule().is_set, FieldRule(help_text="Ask.").is_set] == [False, True]
