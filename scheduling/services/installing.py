"""Adding and changing installs, with an event for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from scheduling.commands import Actor
from scheduling.models import Install
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import ProctoringError
from scheduling.services import audit, circuit

TEST_PATIENCE = 5.0
SECRETS = frozenset({"api_token", "oauth_client_secret"})


def save_install(*, values: dict[str, Any], actor: Actor) -> tuple[Install, bool]:
    """Add the install with `values["sid"]`, or change it. Raises ValidationError; secrets are logged as “changed”."""
    install = Install.objects.filter(sid=values["sid"]).first()
    is_new = install is None
    install = install or Install()
    changed = [name for name, value in values.items() if is_new or getattr(install, name) != value]
    for name, value in values.items():
        setattr(install, name, value)
    install.full_clean()
    with transaction.atomic():
        install.save()
        if changed:
            audit.append(_event(install, values, changed, actor, is_new))
    return install, is_new


def _event(install: Install, values: dict[str, Any], changed: list[str], actor: Actor, is_new: bool) -> audit.Entry:
    did = "added" if is_new else "changed"
    return audit.Entry(
        kind=f"install_{did}",
        sentence=audit.braces(f"{actor.name} {did} the install {install.name}: {', '.join(sorted(changed))}."),
        actor=actor,
        install_sid=install.sid,
        details={name: "changed" if name in SECRETS else str(values[name]) for name in changed},
    )


@dataclass(frozen=True, slots=True)
class Connected:
    """What a connection test found, in words."""

    works: bool
    said: str


def test_connection(*, install: Install, actor: Actor) -> Connected:
    """Ask the install's API for its settings; the test is recorded."""
    try:
        found = client_for(install.connection).settings(install.sid, timeout=TEST_PATIENCE)
        circuit.all_is_well(install)
        result = Connected(True, f"the connection works. The provider calls it “{found.name or install.name}”.")
    except ProctoringError as error:
        result = Connected(False, f"the connection does not work. {error.reason}")
    audit.record(
        audit.Entry(
            kind="connection_tested",
            sentence=audit.braces(f"{actor.name} tested the connection of {install.name}: {result.said}"),
            actor=actor,
            install_sid=install.sid,
        )
    )
    return result
