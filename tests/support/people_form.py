"""The form for people and their roles, and what stands and is told after it was sent."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from scheduling.models import AuditEvent, RoleGrant

ADD = "/admin/auth/user/add/"
GOOD = "a-good-pass-phrase-9"


def person(username: str) -> User:
    found: User = get_user_model().objects.get(username=username)
    return found


def page_of(who: User) -> str:
    return f"/admin/auth/user/{who.pk}/change/"


def roles(who: User) -> set[tuple[str, str]]:
    grants = RoleGrant.objects.filter(user=who).select_related("institution")
    return {(one.institution.sid if one.institution else "", one.role) for one in grants}


def form(who: User, *chosen: str, **changed: str) -> dict[str, Any]:
    """What the form sends; `chosen` are the ticked roles, `<institution number or all>-<role>`."""
    known = {name: getattr(who, name) for name in ("username", "first_name", "last_name", "email")}
    return {**known, "is_active": "on", "roles": list(chosen)} | changed


def changes(kind: str) -> list[dict[str, Any]]:
    rows = AuditEvent.objects.filter(
        kind=kind, actor_name__in=("Ingrid Sato", "administrator-here")
    )
    return [json.loads(one.details)["changes"] for one in rows.order_by("number")]
