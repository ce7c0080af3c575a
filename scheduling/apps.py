"""The one Django app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.core import checks

ADMIN_LISTS = ("hours_by_date", "institutions", "people", "prices", "requests", "events", "rules")


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = "Exam sessions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect to sign-ins, and register the admin site's lists and the checks at deployment
        and at migrating.
        """
        from scheduling.access import sign_in_events
        from scheduling.audit.table_checks import row_fingerprints
        from scheduling.log import codes_after_sign_in
        from scheduling.models.schema import forward_only_migrations
        from scheduling.readiness import deploy_check

        sign_in_events.connect()
        codes_after_sign_in.connect()
        row_fingerprints.connect()
        forward_only_migrations.connect(self)
        checks.register(deploy_check.check, deploy=True)
        for name in ADMIN_LISTS:
            import_module(f"scheduling.admin.{name}")
