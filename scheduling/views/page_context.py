"""Context processor: what the templates of every page show around its own content."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access, name_of
from scheduling.audit import verification_jobs
from scheduling.audit.codes import codes_file, delivery
from scheduling.booking import attempt_queries
from scheduling.institutions import circuit_breaker
from scheduling.institutions.queries import is_practice_only
from scheduling.models import Role
from scheduling.views import account_alarms, kept_place
from scheduling.worker import silence

THEMES = ("light", "dark")


def theme_of(request: HttpRequest) -> str:
    """The kept choice of a light or a dark page; "" where the system decides."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""


def page_context(request: PortalRequest) -> dict[str, Any]:
    """Who is signed in, their institutions, and what they should be warned of."""
    context: dict[str, Any] = {"theme": theme_of(request), "nav_institutions": ()}
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        only_practice = cache(is_practice_only)
        return context | {"is_practice": only_practice, "all_practice": only_practice}
    access = request.access
    institutions = access.institutions
    return (
        context
        | _warnings(access)
        | {
            "nav_institutions": institutions,
            "places": cache(lambda: kept_place.choices(access)),
            "place": cache(lambda: kept_place.kept_place_of(request)),
            "person_name": name_of(request.user),
            "is_administrator": access.is_administrator,
            "is_practice": any(institution.is_practice for institution in institutions),
            "all_practice": all(institution.is_practice for institution in institutions),
            "may_verify": access.is_inspector,
        }
    )


def _warnings(access: Access) -> dict[str, Any]:
    """Functions, because a fragment shows none of it and need not ask the database."""
    found = cache(verification_jobs.alarms)
    circuits = cache(lambda: circuit_breaker.troubled(access.institutions))
    return {
        "paused_institutions": lambda: [one for one in circuits() if one.opened_at],
        "alarms": lambda: [
            one
            for one in circuits()
            if one.alarm and access.roles[one.institution.sid] == Role.ADMINISTRATOR
        ],
        "locked_institutions": lambda: [one for one in access.institutions if one.is_locked],
        "worker_silence": cache(silence.of_worker),
        "undecided_count": cache(lambda: _undecided_count(access)),
        "unknown_accounts": cache(account_alarms.notices) if access.is_administrator else (),
        "may_acknowledge": access.administers_all,
        "chain_broken_at": (lambda: found()[0]) if access.is_inspector else None,
        "record_differs": (lambda: found()[1]) if access.is_inspector else False,
        "codes_trouble": cache(codes_file.trouble) if access.is_administrator else "",
        "delivery_trouble": cache(delivery.trouble) if access.is_administrator else "",
    }


def _undecided_count(access: Access) -> int:
    """Requests that wait for this person's decision."""
    settling = [one for one in access.institutions if access.may_settle(one)]
    return attempt_queries.undecided(settling).count() if settling else 0
