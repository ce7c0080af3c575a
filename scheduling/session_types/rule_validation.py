"""Whether an institution's rule fits its type: stricter than the contract it may be, never looser
(contract §4).

What is stored may have been written for an older version of the type: a rule that doesn't fit is
passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError

from scheduling.card_numbers import contains_card_number
from scheduling.institution_type_rules import BookingRules, TypeFieldRule
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.question_groups import Questions
from scheduling.session_types.registry import SessionType, fields_of

LONGEST_DEFAULT, LONGEST_HELP = 300, 200
NOT_ITS_FIELD = "“{label}” does not ask for this field."
NO_CARD_NUMBER = "Remove the card number: none can be stored here."
NEVER_BOTH = "Only one of “{one}” and “{other}” can be given, so they can’t both be required."
_HELP = AnswerField("Help text", longest=LONGEST_HELP)

Faults = dict[
    tuple[str, str], str
]  # form name and part of its rule ("is_must", "default", "help_text", "") → fault


def faults_of(session_type: type[SessionType], rules: Mapping[str, TypeFieldRule]) -> Faults:
    """What is wrong with the rules of a type's fields, one by one and together;
    empty where nothing is.
    """
    its_own, fields = _its_own(session_type, rules), fields_of(session_type)
    strange = NOT_ITS_FIELD.format(label=session_type.label)
    found: Faults = {(name, ""): strange for name in rules if name not in its_own}
    for name, rule in its_own.items():
        found |= {(name, part): text for part, text in _own_faults(fields[name], rule).items()}
    return found | _faults_together(session_type, its_own, found)


def _its_own(asks: type[Questions], rules: Mapping[str, TypeFieldRule]) -> dict[str, TypeFieldRule]:
    """The rules of fields that are asked.

    What only says how another field is meant, a zone, has none.
    """
    asked = asks.must() | asks.may()
    return {name: rule for name, rule in rules.items() if name in asked}


def _own_faults(field: AnswerField, rule: TypeFieldRule) -> dict[str, str]:
    found = {
        "default": _default_fault(field, rule.default),
        "help_text": _help_fault(rule.help_text),
    }
    return {part: text for part, text in found.items() if text}


def _default_fault(field: AnswerField, default: str) -> str:
    if not default:
        return ""
    if contains_card_number(default):
        return NO_CARD_NUMBER
    if field.no_default:
        return field.no_default
    if len(default) > LONGEST_DEFAULT:
        return f"Shorten this to {LONGEST_DEFAULT} characters: it has {len(default)}."
    return _refusal(field, default)


def _help_fault(text: str) -> str:
    return NO_CARD_NUMBER if contains_card_number(text) else _refusal(_HELP, text)


def _refusal(field: AnswerField, text: str) -> str:
    try:
        field.to_python(text)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def _faults_together(
    session_type: type[SessionType], rules: Mapping[str, TypeFieldRule], known: Faults
) -> Faults:
    """Defaults that the form would refuse beside each other, fields that can't all be demanded."""
    found: Faults = {}
    cleaned = {
        name: field.to_python(rules[name].default if name in rules else "")
        for name, field in fields_of(session_type).items()
        if (name, "default") not in known
    } | {"currency": ""}  # the form asks for no amount because a currency stands in it
    for group in session_type.groups:
        found |= {(name, "default"): text for name, text in group.rule(cleaned).items()}
        if clash := group.clash(name for name, rule in rules.items() if rule.is_must):
            labels = [fields_of(session_type)[name].label for name in clash]
            found[clash[-1], "is_must"] = NEVER_BOTH.format(one=labels[0], other=labels[-1])
    return found


def demanded(session_type: type[SessionType], rules: BookingRules) -> frozenset[str]:
    """The *may* fields of a type that the institution demands, as far as they can be."""
    wanted = frozenset(
        name for name, rule in rules.of(session_type.wire_name).items() if rule.is_must
    )
    clashing = {name for group in session_type.groups for name in group.clash(wanted)}
    return (wanted & session_type.may()) - clashing


def defaults(session_type: type[SessionType], rules: BookingRules) -> dict[str, str]:
    """The answers a fresh form of the type begins with, as far as their fields take them."""
    fields = fields_of(session_type)
    return {
        name: rule.default
        for name, rule in _its_own(session_type, rules.of(session_type.wire_name)).items()
        if rule.default and not _default_fault(fields[name], rule.default)
    }


def help_texts(asks: type[Questions], rules: Mapping[str, TypeFieldRule]) -> dict[str, str]:
    """What the institution says under the fields that are asked."""
    return {name: rule.help_text for name, rule in _its_own(asks, rules).items() if rule.help_text}
