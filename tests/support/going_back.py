"""Migrating backwards, which the portal refuses: for tests of what a migration does with rows of
before it.
"""

from __future__ import annotations

from django.apps import apps
from django.db.models.signals import pre_migrate

from scheduling.models.schema import forward_only_migrations


def allow_going_back() -> None:
    """From here on this process may."""
    sender = apps.get_app_config("scheduling")
    assert pre_migrate.disconnect(sender=sender, dispatch_uid=forward_only_migrations.__name__)
