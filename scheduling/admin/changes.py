"""Admin changes go into the audit log: before → after, secrets as “changed”."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest

from scheduling.card_numbers import remove_card_numbers
from scheduling.models import Install
from scheduling.services import audit
from scheduling.services.installing import SECRETS
from scheduling.views.frame import actor

HIDDEN = "[hidden]"


class LoggedAdmin(admin.ModelAdmin):
    """A model admin whose additions, changes and deletions are audit events, in the same transaction."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        facts = {name: _change(form, name) for name in form.changed_data} if change else {}
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            self.note(request, obj, "changed" if change else "added", facts)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with transaction.atomic():
            self.note(request, obj, "deleted", {})
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def note(self, request: HttpRequest, obj: models.Model, did: str, facts: dict[str, Any]) -> None:
        """Append the event. Inside the caller's transaction."""
        install = obj if isinstance(obj, Install) else getattr(obj, "install", None)
        who = actor(request)
        fields = f": {', '.join(sorted(facts))}" if facts else ""
        sentence = remove_card_numbers(f"{who.name} {did} the {obj._meta.verbose_name} {obj}{fields}.", HIDDEN)
        audit.append(
            audit.Entry(
                kind=f"admin_{did}",
                sentence=audit.braces(sentence),
                actor=who,
                install_sid=install.sid if install else "",
                details={"changes": facts} if facts else {},
            )
        )


def _change(form: ModelForm, name: str) -> dict[str, str]:
    if name in SECRETS or "password" in name:
        return {"before": "…", "after": "changed"}
    before, after = str(form.initial.get(name, "")), str(form.cleaned_data.get(name, ""))
    return {"before": remove_card_numbers(before, HIDDEN), "after": remove_card_numbers(after, HIDDEN)}
