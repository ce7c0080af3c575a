"""Deleting what bookings or the log refer to is refused, with the reason and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from scheduling.institutions.deletion import ALWAYS_NAMED, Kept, kept

CONFLICT = 409
NO_ACTION = [("", "Choose an action")]


class KeptAdmin(admin.ModelAdmin):
    """A model admin that says in words why something stays."""

    delete_confirmation_template = "admin/delete_confirmation.html"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Not “delete those ticked” where nothing of the kind ever goes."""
        found: dict[str, Any] = super().get_actions(request)
        if issubclass(self.model, ALWAYS_NAMED):
            found.pop("delete_selected", None)
        return found

    def get_action_choices(
        self, request: HttpRequest, default_choices: Any = NO_ACTION
    ) -> list[tuple[str, str]]:
        choices: list[tuple[str, str]] = super().get_action_choices(request, default_choices)
        return choices

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is not None and not self.has_view_permission(request, row):
            raise PermissionDenied
        reason = kept(row) if row is not None else None
        if reason is None:
            return super().delete_view(request, object_id, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{row} can’t be deleted",
            "opts": self.opts,
            "object": row,
            "kept": [self._shown(reason)],
            **(extra_context or {}),
        }
        status = CONFLICT if request.method == "POST" else 200
        return TemplateResponse(request, self.delete_confirmation_template, context, status=status)

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        reasons = [self._shown(reason) for row in objs if (reason := kept(row))]
        if reasons:
            return [], {}, set(), reasons
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return found, counts, lacking, [_in_words(protected)] if protected else []

    def _shown(self, reason: Kept) -> dict[str, str]:
        meta = self.opts
        address = reverse(
            f"admin:{meta.app_label}_{meta.model_name}_change", args=(quote(reason.row.pk),)
        )
        has_switch = any(field.name == "is_active" for field in meta.fields)
        return {
            "name": str(reason.row),
            "why": reason.why,
            "instead": reason.instead,
            "url": f"{address}#id_is_active" if has_switch else address,
        }


def _in_words(protected: list[Any]) -> dict[str, str]:
    """For whatever else the database protects: never Django's list of rows."""
    return {
        "name": "It",
        "why": f"{len(protected)} other entries use it.",
        "instead": "Change or delete those first.",
        "url": "",
    }
