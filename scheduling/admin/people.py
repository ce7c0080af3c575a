"""Users and their roles."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from scheduling.admin.changes import LoggedAdmin
from scheduling.models import RoleGrant

User = get_user_model()
admin.site.unregister(User)
admin.site.unregister(Group)


class RoleInline(admin.TabularInline):
    model = RoleGrant
    extra = 1


@admin.register(User)
class StaffAdmin(LoggedAdmin, UserAdmin):
    """A person with their roles in one form. Nobody changes their own roles."""

    inlines = (RoleInline,)
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser")}),
    )

    def get_inlines(self, request: HttpRequest, obj: models.Model | None) -> tuple[type, ...]:
        return () if obj is not None and obj.pk == request.user.pk else self.inlines

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for grant in [*formset.new_objects, *(one for one, _ in formset.changed_objects)]:
            self.note(request, form.instance, "gave a role to", {"role": {"before": "", "after": str(grant)}})
        for grant in formset.deleted_objects:
            self.note(request, form.instance, "took a role from", {"role": {"before": str(grant), "after": ""}})

    @method_decorator(sensitive_post_parameters())
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Setting somebody's password passes by `save_model`: it is noted here, in the same transaction."""
        with transaction.atomic():
            before = self.get_object(request, unquote(id))
            response: HttpResponse = super().user_change_password(request, id, form_url)
            after = self.get_object(request, unquote(id))
            if before and after and before.password != after.password:
                facts = {"password": {"before": "…", "after": "changed"}}
                self.note(request, after, "set the password of", facts)
        return response
