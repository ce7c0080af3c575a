"""What every page shares:
who is at the desk, where they stand, and what they should be warned of.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.db.models import Q

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access, name_of
from scheduling.audit import anchors
from scheduling.models import Attempt, Circuit, Institution, Role, statements

THEMES = ("light", "dark")
BROKEN_AT = (
    "SELECT (SELECT broken_at FROM scheduling_chainhead WHERE id = 1), (SELECT broken_at FROM"
    " scheduling_verification WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1)"
)


def frame(request: PortalRequest) -> dict[str, Any]:
    """Template context of every page."""
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else "", "nav_institutions": ()}
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        only_practice = cache(_only_practice)
        return context | {"is_practice": only_practice, "all_practice": only_practice}
    here = request.access
    # Functions, because a fragment shows none of it and need not ask the database.
    troubled = cache(partial(_troubled, here))
    return context | {
        "nav_institutions": here.institutions,
        "person_name": name_of(request.user),
        "is_administrator": here.is_administrator,
        "is_practice": any(institution.is_practice for institution in here.institutions),
        "all_practice": all(institution.is_practice for institution in here.institutions),
        "paused_institutions": lambda: troubled()["paused_institutions"],
        "alarms": lambda: troubled()["alarms"],
        "undecided_count": cache(partial(_undecided_count, here)),
        "may_verify": here.is_inspector,
        "chain_broken_at": cache(_chain_broken_at) if here.is_inspector else None,
        "anchor_trouble": cache(anchors.trouble) if here.is_administrator else "",
    }


def _only_practice() -> bool:
    """Whether whoever signs in here will practise:
    there are institutions, and none of them is real.
    """
    institutions = list(Institution.objects.filter(is_active=True))
    return bool(institutions) and all(institution.is_practice for institution in institutions)


def _undecided_count(here: Access) -> int:
    """Requests that wait for this person's decision."""
    settling = [institution for institution in here.institutions if here.may_settle(institution)]
    waiting = Attempt.objects.filter(state=Attempt.State.UNCONFIRMED, needs_person=True)
    return waiting.filter(session__institution__in=settling).count() if settling else 0


def _troubled(here: Access) -> dict[str, list[Circuit]]:
    """Installs whose bookings pause, for everybody;
    and those that need an administrator, for administrators.
    """
    rows = Circuit.objects.filter(
        ~Q(alarm="") | Q(opened_at__isnull=False), institution__in=here.institutions
    )
    circuits = list(rows.select_related("institution"))
    return {
        "paused_institutions": [one for one in circuits if one.opened_at],
        "alarms": [
            one
            for one in circuits
            if one.alarm and here.roles[one.institution.sid] == Role.ADMINISTRATOR
        ],
    }


def _chain_broken_at() -> int | None:
    """Where an append found the chain broken, or else the last walk through the log that came to
    its end.
    """
    [(appending, walking)] = statements.rows(BROKEN_AT)
    return appending if appending is not None else walking
