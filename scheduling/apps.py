"""The one Django app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

ADMIN_LISTS = ("institutions", "people", "prices", "requests_and_events", "rules")


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = "Exam sessions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect to sign-ins, and register the admin site's lists."""
        from scheduling.access import sign_in_events

        sign_in_events.connect()
        for name in ADMIN_LISTS:
            import_module(f"scheduling.admin.{name}")
