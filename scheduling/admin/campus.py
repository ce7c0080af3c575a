"""Installs and the names behind their SIDs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from scheduling.admin.changes import LoggedAdmin
from scheduling.models import Install, InstructorEntry, PolicyVersion, ProctorType, Site
from scheduling.services.installing import Connected, test_connection
from scheduling.views.frame import actor

WRITE_ONLY = "Stored encrypted and never shown. Leave empty to keep the one that is set."


class InstallForm(forms.ModelForm):
    """Secrets can be set but not read: an empty box keeps what is there."""

    base_url = forms.URLField(label="Address of the API", assume_scheme="https", max_length=300)
    oauth_token_url = forms.URLField(label="Token address", assume_scheme="https", max_length=300, required=False)
    api_token = forms.CharField(
        label="API token", required=False, widget=forms.PasswordInput, help_text=WRITE_ONLY, strip=True
    )
    oauth_client_secret = forms.CharField(
        label="Client secret", required=False, widget=forms.PasswordInput, help_text=WRITE_ONLY, strip=True
    )

    class Meta:
        model = Install
        fields = (
            "name",
            "sid",
            "base_url",
            "time_zone",
            "currency",
            "is_active",
            "auth_style",
            "api_token",
            "oauth_token_url",
            "oauth_client_id",
            "oauth_client_secret",
        )

    def clean_api_token(self) -> str:
        return self.cleaned_data["api_token"] or self.instance.api_token

    def clean_oauth_client_secret(self) -> str:
        return self.cleaned_data["oauth_client_secret"] or self.instance.oauth_client_secret

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("auth_style") == Install.AuthStyle.TOKEN and not cleaned.get("api_token"):
            self.add_error("api_token", "Enter the API token that SmarterServices gave you.")
        if cleaned.get("auth_style") == Install.AuthStyle.CLIENT_CREDENTIALS:
            for name in ("oauth_token_url", "oauth_client_id", "oauth_client_secret"):
                if not cleaned.get(name):
                    self.add_error(name, "Client credentials need this.")
        return cleaned

    @property
    def changed_data(self) -> list[str]:
        """An empty secret box changes nothing."""
        return [
            name
            for name in super().changed_data
            if name not in ("api_token", "oauth_client_secret") or self.data.get(self.add_prefix(name))
        ]


class SiteInline(admin.TabularInline):
    model = Site
    extra = 0


@admin.register(Install)
class InstallAdmin(LoggedAdmin):
    form = InstallForm
    list_display = ("name", "sid", "base_url", "time_zone", "currency", "auth_style", "is_active")
    actions = ("check_connection",)
    fieldsets = (
        (None, {"fields": ("name", "sid", "time_zone", "currency", "is_active")}),
        ("How the portal reaches it", {"fields": ("base_url", "auth_style", "api_token")}),
        ("Client credentials", {"fields": ("oauth_token_url", "oauth_client_id", "oauth_client_secret")}),
    )

    @admin.action(description="Test the connection")
    def check_connection(self, request: HttpRequest, queryset: QuerySet[Install]) -> None:
        """Ask each chosen install for its settings and say what came of it."""
        for install in queryset:
            found: Connected = test_connection(install=install, actor=actor(request))
            level = messages.SUCCESS if found.works else messages.ERROR
            self.message_user(request, f"{install.name}: {found.said}", level)


@admin.register(Site)
class SiteAdmin(LoggedAdmin):
    list_display = ("name", "install", "kind", "time_zone", "pl_sid", "is_active")
    list_filter = ("install", "kind", "is_active")
    list_select_related = ("install",)
    search_fields = ("name", "pl_sid")


@admin.register(InstructorEntry)
class InstructorEntryAdmin(LoggedAdmin):
    list_display = ("name", "install", "cp_sid", "is_active")
    list_filter = ("install", "is_active")
    list_select_related = ("install",)
    search_fields = ("name", "cp_sid")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(LoggedAdmin):
    list_display = ("name", "install", "cv_sid", "is_active")
    list_filter = ("install", "is_active")
    list_select_related = ("install",)


@admin.register(ProctorType)
class ProctorTypeAdmin(LoggedAdmin):
    list_display = ("name", "where", "ts_sid", "is_active")
    list_filter = ("where", "is_active")
