"""What an institution decided for itself, read from the database and changed with an event for each
change.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from scheduling import models
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.card_numbers import remove_card_numbers
from scheduling.institution_type_rules import BookingRules, TypeFieldRule
from scheduling.models import Institution, sql_statements
from scheduling.price_list import PriceLine
from scheduling.session_commands import Actor
from scheduling.session_types import registry, rule_validation

# One statement for all types of an institution: every booking runs it.
RULES = (
    'SELECT kind.session_type, kind.is_offered, field.field, field.is_must, field."default",'
    " field.help_text FROM scheduling_typerule kind LEFT JOIN scheduling_fieldrule field ON"
    " field.rule_id = kind.id WHERE kind.institution_id = %s"
)
OTHER_CURRENCY = "The price list is in {others}, but the form begins with {currency}. Check both."


class NothingOffered(ValueError):
    """The change would leave the institution without any type to book."""


def rules_of(institution: Institution) -> BookingRules:
    """The institution's rules by wire name, whether they fit their types or not."""
    off, fields = set(), {}  # type: ignore[var-annotated]
    for wire_name, is_offered, name, is_must, default, help_text in sql_statements.rows(
        RULES, institution.pk
    ):
        if not is_offered:
            off.add(wire_name)
        if name is not None:
            fields.setdefault(wire_name, {})[name] = TypeFieldRule(
                bool(is_must), default, help_text
            )
    return BookingRules(frozenset(off), fields)


def rule_row(institution: Institution, wire_name: str) -> models.TypeRule | None:
    """The row of a type's rules, where it has any."""
    return models.TypeRule.objects.filter(institution=institution, session_type=wire_name).first()


def prices_of(institution: Institution) -> list[PriceLine]:
    """The institution's price list. Of a type with a line that can't be read no price is known:
    which length that line was for is not known either.
    """
    lines = sql_statements.every(models.Price, "institution_id = %s", institution.pk)
    unknown = {one.session_type for one in lines if not one.is_readable}
    return [_price(one) for one in lines if one.session_type not in unknown]


def _price(line: models.Price) -> PriceLine:
    return PriceLine(line.session_type, line.up_to_minutes, line.amount, line.currency)


def amount_in_words(line: models.Price) -> str:
    """The line's amount in words of its currency."""
    return _price(line).in_words


def other_currency(institution: Institution, wire_name: str) -> str:
    """That the price list of a type is in another currency than its form begins with; '' where it
    is not.
    """
    kind = registry.SESSION_TYPES.get(wire_name)
    if kind is None or "currency" not in registry.fields_of(kind):
        return ""
    begun = rule_validation.defaults(kind, rules_of(institution))
    currency = begun.get("currency", institution.currency).upper()
    listed = {one.currency for one in prices_of(institution) if one.session_type == wire_name}
    others = ", ".join(sorted(listed - {currency}))
    return OTHER_CURRENCY.format(others=others, currency=currency) if others else ""


def change_rules(
    *,
    institution: Institution,
    wire_name: str,
    is_offered: bool,
    fields: Mapping[str, TypeFieldRule],
    others: frozenset[str],
    labels: Mapping[str, str],
    actor: Actor,
) -> bool:
    """Let these be all rules of a type, and tell whether that changed anything.

    `others` are the wire names of all other types, `labels` what people call the type ("") and its
    fields. That the rules fit the type is the caller's to check. Raises NothingOffered.
    """
    with transaction.atomic():
        Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
        before = rules_of(institution)
        if not is_offered and others <= before.off:
            raise NothingOffered(wire_name)
        kept = {name: rule for name, rule in fields.items() if rule.is_set}
        changes = _offered(wire_name not in before.off, is_offered) | _changes(
            before.of(wire_name), kept, labels
        )
        if changes:
            _store(institution, wire_name, is_offered, kept)
            event_writer.append(_event(institution, labels.get("", wire_name), changes, actor))
    return bool(changes)


def _store(
    institution: Institution, wire_name: str, is_offered: bool, fields: Mapping[str, TypeFieldRule]
) -> None:
    rule, _ = models.TypeRule.objects.update_or_create(
        institution=institution, session_type=wire_name, defaults={"is_offered": is_offered}
    )
    rule.fields.all().delete()
    models.FieldRule.objects.bulk_create(
        models.FieldRule(
            rule=rule, field=name, is_must=one.is_must, default=one.default, help_text=one.help_text
        )
        for name, one in fields.items()
    )


Changes = dict[str, dict[str, str]]  # what → before and after


def _offered(was: bool, now: bool) -> Changes:
    return {} if was == now else {"offered": {"before": _yes(was), "after": _yes(now)}}


def _changes(
    before: Mapping[str, TypeFieldRule],
    after: Mapping[str, TypeFieldRule],
    labels: Mapping[str, str],
) -> Changes:
    names = [*after, *(name for name in before if name not in after)]
    rows = (
        (name, before.get(name, TypeFieldRule()), after.get(name, TypeFieldRule()))
        for name in names
    )
    return {
        f"{labels.get(name, name)}: {what}": {"before": one, "after": other}
        for name, was, now in rows
        for what, one, other in (
            ("required", _yes(was.is_must), _yes(now.is_must)),
            ("default", was.default, now.default),
            ("help text", was.help_text, now.help_text),
        )
        if one != other
    }


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _event(
    institution: Institution, label: str, changes: Changes, actor: Actor
) -> event_writer.Entry:
    said = (
        f"{actor.name} changed the rules for “{label}” at {institution.name}: {'; '.join(changes)}."
    )
    return event_writer.Entry(
        kind=Kind.ADMIN_CHANGED,
        sentence=event_writer.escape_braces(remove_card_numbers(said)),
        actor=actor,
        install_sid=institution.sid,
        details={"changes": changes},
    )
