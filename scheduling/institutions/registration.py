"""Adding and changing institutions, with an event for each."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.institutions import naming_rules, request_budget
from scheduling.models import Institution
from scheduling.session_commands import Actor

SECRETS = frozenset({"api_token", "oauth_client_secret"})
LABELS = {"auth_style": "how to sign in"}  # of what the model has no words for
CONNECTING = SECRETS | {"sid", "base_url", "auth_style", "oauth_token_url", "oauth_client_id"}


def save_institution(*, values: dict[str, Any], actor: Actor) -> tuple[Institution, bool]:
    """Add the institution with `values["sid"]`, or change it. Raises ValidationError;
    secrets are logged as “changed”.
    """
    institution = Institution.objects.filter(sid=values["sid"]).first()
    is_new = institution is None
    institution = institution or Institution()
    change_institution(institution=institution, values=values, actor=actor)
    return institution, is_new


def change_institution(*, institution: Institution, values: dict[str, Any], actor: Actor) -> None:
    """Set these values on an institution, a new one too, and leave all others as they stand by now.
    Raises ValidationError; secrets are logged as “changed”.
    """
    with transaction.atomic():
        _take_turn(institution)
        is_new = institution.pk is None
        changed = [
            name
            for name, value in values.items()
            if (value if is_new else getattr(institution, name) != value)
        ]
        before = {name: "" if is_new else getattr(institution, name) for name in changed}
        for name, value in values.items():
            setattr(institution, name, value)
        if "name" in changed:
            naming_rules.check_name(institution, values["name"])
        institution.full_clean()
        institution.save()
        if CONNECTING.intersection(changed):
            request_budget.resume(institution)
        if changed:
            event_writer.append(_event(institution, values, before, actor, is_new))


def _take_turn(institution: Institution) -> None:
    """Wait for whoever changes institutions, and take over what they did: all columns are saved."""
    if institution.pk is None:
        return event_writer.take_turn()
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    event_writer.take_turn()
    institution.refresh_from_db()
    return None


def _event(
    institution: Institution,
    values: dict[str, Any],
    before: dict[str, Any],
    actor: Actor,
    is_new: bool,
) -> event_writer.Entry:
    did = "added" if is_new else "changed"
    labels = sorted(
        LABELS.get(name) or str(Institution._meta.get_field(name).verbose_name) for name in before
    )
    return event_writer.Entry(
        kind=Kind.INSTALL_ADDED if is_new else Kind.INSTALL_CHANGED,
        sentence=event_writer.escape_braces(
            f"{actor.name} {did} the institution {institution.name}: {', '.join(labels)}."
        ),
        actor=actor,
        install_sid=institution.sid,
        details={"changes": {name: _change(name, was, values) for name, was in before.items()}},
    )


def _change(name: str, before: Any, values: dict[str, Any]) -> dict[str, str]:
    if name in SECRETS:
        return {"before": "…", "after": "changed"}
    return {"before": str(before), "after": str(values[name])}
