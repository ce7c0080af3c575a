"""Migrating backwards, which the portal refuses: for tests of what a migration does with rows of
before it.
"""

from __future__ import annotations

from django.apps import apps
from django.db.models.signals import pre_migrate

from scheduling.models.schema import no_way_back


def allow_going_back() -> None:
    """From here on this process may."""
    sender = apps.get_app_config("scheduling")
    assert pre_migrate.disconnect(sender=sender, dispatch_uid=no_way_back.__name__)
