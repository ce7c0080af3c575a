"""What happened: attempts and audit events, strictly read-only."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from scheduling.models import Attempt, AuditEvent


class ReadOnlyAdmin(admin.ModelAdmin):
    """Can be looked at and nothing else; no counts, because the tables grow."""

    actions = None
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "action", "state", "session_type", "actor_name", "attempt_id")
    list_filter = ("state", "action")
    ordering = ("-started_at",)
    exclude = ("card_fingerprint", "asked_digest", "lease_holder")


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("number", "at", "kind", "outcome", "actor_name", "session_sid")
    ordering = ("-number",)
