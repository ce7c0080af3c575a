"""Migrations go forwards only: undoing one takes columns and rows of the record away, and neither
the log nor what stands beside it holds afterwards.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.management.base import CommandError
from django.db.migrations import Migration
from django.db.models.signals import pre_migrate

REFUSED = (
    "Nothing was migrated. Undoing {name} would take a part of the record away for good: the log"
    " would not hold any more. To go back to an earlier version, restore the backup that was made"
    " before the upgrade, and record it with `manage.py audit_restored` (docs/operations.md)."
)


def connect(app: AppConfig) -> None:
    """Have `manage.py migrate` ask before it changes anything."""
    pre_migrate.connect(refuse, sender=app, dispatch_uid=__name__)


def refuse(sender: AppConfig, plan: list[tuple[Migration, bool]], **_: Any) -> None:
    """Refuse a plan that undoes a migration of ours. `--plan` shows it, since that changes nothing.

    Raises CommandError.
    """
    undone = [one.name for one, is_undone in plan if is_undone and one.app_label == sender.label]
    if undone:
        raise CommandError(REFUSED.format(name=undone[0]))
