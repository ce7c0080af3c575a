"""Adding and changing institutions, with an event for each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from scheduling.access import account_names
from scheduling.access.lookalikes import readings
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.institutions import naming_rules, request_budget
from scheduling.models import Institution, Location
from scheduling.session_commands import Actor

SECRETS = frozenset({"api_token", "oauth_client_secret"})
LABELS = {"auth_style": "how to sign in"}  # of what the model has no words for
CONNECTING = SECRETS | {"sid", "base_url", "auth_style", "oauth_token_url", "oauth_client_id"}

LOCATION_TAKEN = (
    "There is a location “{name}” of this institution already. Enter a name that nobody takes for"
    " that one."
)
NAME_TAKEN = (
    "There is an institution “{name}” already. Enter a name that nobody takes for that one."
)
A_PERSONS = "Somebody who works here has this name. Enter the name of the place."


def check_name(institution: Institution, name: str) -> None:
    """Raises ValidationError for a name that reads like another institution’s, since lists and the
    log tell them by it, or like something else than a name.
    """
    if fault := naming_rules.fault_of(name):
        raise ValidationError({"name": fault})
    others = Institution.objects.exclude(pk=institution.pk).values_list("name", flat=True)
    same = next((one for one in others if readings(one) & readings(name)), "")
    if same:
        raise ValidationError({"name": NAME_TAKEN.format(name=same)})
    if account_names.is_somebodys(name):
        raise ValidationError({"name": A_PERSONS})


def check_location_name(location: Location, name: str) -> None:
    """Raises ValidationError for a name that reads like another location’s of the institution, or
    like a person’s: the log tells them by it.
    """
    others = Location.objects.filter(institution=location.institution_id).exclude(pk=location.pk)
    known = others.values_list("name", flat=True)
    same = next((one for one in known if readings(one) & readings(name)), "")
    if same:
        raise ValidationError({"name": LOCATION_TAKEN.format(name=same)})
    if account_names.is_somebodys(name):
        raise ValidationError({"name": A_PERSONS})


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
            check_name(institution, values["name"])
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
