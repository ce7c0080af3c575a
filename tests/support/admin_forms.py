"""What forms of the admin site send."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse

from scheduling.models import Institution


def institution_form(institution: Institution, **changed: str) -> dict[str, str]:
    fields = {
        "name": institution.name,
        "sid": institution.sid,
        "base_url": institution.base_url,
        "time_zone": institution.time_zone,
        "currency": institution.currency,
        "is_active": "on",
        "auth_style": "token",
        "api_token": "",
    }
    return fields | changed


def change_path(institution: Institution) -> str:
    return f"/admin/scheduling/install/{institution.pk}/change/"


def price_form(institution: Institution, **changed: object) -> dict[str, object]:
    return {
        "institution": institution.pk,
        "session_type": "proctoru",
        "up_to_minutes": "",
        "amount": "12.50",
        "currency": "USD",
        **changed,
    }


def change_page(row: Model) -> str:
    """The address of the page on which a row is changed."""
    return reverse(f"admin:scheduling_{row._meta.model_name}_change", args=[row.pk])
