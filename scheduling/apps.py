"""The one Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"
    verbose_name = "Exam sessions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from scheduling.access import sign_in_events

        sign_in_events.connect()
