"""What an institution decides for itself: its rules lead to pages of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scheduling.access.middleware import PortalRequest
from scheduling.admin.scope import ScopedAdmin
from scheduling.models import TypeRule


@admin.register(TypeRule)
class TypeRuleAdmin(ScopedAdmin):
    """All types of an institution stand on one page of the portal, with or without a rule:
    this leads there.
    """

    actions = None

    def has_add_permission(self, request: PortalRequest) -> bool:
        return False

    def has_delete_permission(self, request: PortalRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: PortalRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        here = request.access
        administered = [one for one in here.institutions if here.administers(one.pk)]
        if len(administered) > 1:
            return HttpResponseRedirect(reverse("choose_rules"))
        return HttpResponseRedirect(
            reverse("rules", args=(administered[0].sid,))
            if administered
            else reverse("admin:index")
        )

    def change_view(
        self,
        request: PortalRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        rule = self.get_object(request, object_id)
        if not isinstance(rule, TypeRule):
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(
            reverse("type_rules", args=(rule.institution.sid, rule.session_type))
        )

    def history_view(
        self, request: PortalRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was changed stands in the log; the rules themselves on their page."""
        return self.change_view(request, object_id)
