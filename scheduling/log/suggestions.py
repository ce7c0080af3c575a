"""What a person typed into the log's one search box, and what in the log it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from scheduling.access.roles import name_of
from scheduling.exam_sessions import learners
from scheduling.exam_sessions.learners import words_of
from scheduling.exam_sessions.worklist import pasted
from scheduling.log import event_search
from scheduling.log.event_search import Wanted
from scheduling.models import Institution, ProviderId, RoleGrant

SID_START = re.compile(r"([A-Za-z]{2})([a-fA-F0-9]{1,32})")
ATTEMPT_START = re.compile(r"[0-9a-f]{8}(-[0-9a-f-]{0,27})?")
FILTERS = {"ES": "session", "EX": "exam", "EN": "enrollment", "AI": "install"}
MOST = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that was perhaps meant:
    what it is, its name, what tells it apart, and the filters that ask for it.
    """

    what: str
    name: str
    note: str
    filters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that was perhaps meant;
    `are_more` where more learners have such a name than are listed.
    """

    choices: list[Choice] = field(default_factory=list)
    are_more: bool = False


def search(query: str, institutions: Sequence[Institution], visible: tuple[str, ...]) -> Answer:
    """What the query may mean in the events at `visible` (SIDs; "" for those of no institution)."""
    choices = [
        *_institutions(query, institutions),
        *_attempt(query, visible),
        *_provider_id(query, visible),
    ]
    choices += _people(query, institutions, visible)
    known = learners.find_learners(query, institutions)
    return Answer([*choices, *(_learner(one, institutions) for one in known.found)], known.are_more)


def normalised(text: str) -> str:
    """A SID as the vendor writes it: two capitals, small letters behind."""
    return text[:2].upper() + text[2:].lower()


def filter_by_sid(query: str, institutions: Sequence[Institution]) -> dict[str, str]:
    """The filter that a SID or its beginning is, also out of a pasted link; none for any other
    query.

    The session's comes before the exam's, and that before the institution's.
    """
    sids = pasted(query).sids
    whole = next((sids[letters] for letters in FILTERS if letters in sids), "")
    begun = normalised(query) if SID_START.fullmatch(query) else ""
    sid = whole or (begun if begun[:2] in FILTERS else "")
    if not sid.startswith("AI"):
        return {FILTERS[sid[:2]]: sid} if sid else {}
    fitting = [institution.sid for institution in institutions if institution.sid.startswith(sid)]
    return {"install": fitting[0]} if len(fitting) == 1 else {}


def _institutions(query: str, institutions: Sequence[Institution]) -> list[Choice]:
    """The institutions that have a word for each word of the query, or a SID that begins so."""
    asked, begun = words_of(query), normalised(query)
    return [
        Choice(
            "Institution",
            institution.name,
            f"{institution.sid[:6]}…{institution.sid[-4:]}",
            {"install": institution.sid},
        )
        for institution in institutions
        if (begun.startswith("AI") and institution.sid.startswith(begun))
        or _are_begun(asked, institution.name)
    ]


def _attempt(query: str, visible: tuple[str, ...]) -> list[Choice]:
    start = query.lower()
    if not ATTEMPT_START.fullmatch(start):
        return []
    found = event_search.beginning("attempt_id", start, visible)[:MOST]
    return [Choice("Request", one, "by its number", {"request": one}) for one in found]


def _provider_id(query: str, visible: tuple[str, ...]) -> list[Choice]:
    if not ProviderId.objects.filter(value=query).exists():
        return []
    if not event_search.is_there(Wanted(institutions=visible, provider_id=query)):
        return []
    return [Choice("SmarterProctoring ID", query, "", {"provider": query})]


def _people(
    query: str, institutions: Sequence[Institution], visible: tuple[str, ...]
) -> list[Choice]:
    """The staff whose names have a word for each word of the query, as far as the log may be seen
    of them.
    """
    asked = words_of(query)
    users = get_user_model().objects.order_by("pk") if asked else ()
    named = [
        user for user in users if _are_begun(asked, f"{user.get_full_name()} {user.get_username()}")
    ][:MOST]
    here = {user.pk for user in staff(institutions)}
    return [
        Choice(
            "Person", name_of(user), f"signs in as {user.get_username()}", {"person": str(user.pk)}
        )
        for user in named
        if user.pk in here or event_search.is_there(Wanted(institutions=visible, person=user.pk))
    ]


def _are_begun(asked: set[str], text: str) -> bool:
    """Whether the text has, for each word that is asked for, a word that begins so."""
    words = words_of(text)
    return bool(asked) and all(any(word.startswith(start) for word in words) for start in asked)


def staff(institutions: Iterable[Institution]) -> list[AbstractBaseUser]:
    """The people with a role at any of these institutions, and those with every role, by name."""
    granted = RoleGrant.objects.filter(
        Q(institution__isnull=True) | Q(institution__in=list(institutions))
    )
    users = get_user_model().objects.filter(Q(pk__in=granted.values("user")) | Q(is_superuser=True))
    return sorted(users, key=lambda user: (name_of(user).casefold(), user.pk))


def _learner(one: learners.Learner, institutions: Sequence[Institution]) -> Choice:
    where = next(
        institution.name for institution in institutions if institution.sid == one.install_sid
    )
    note = f"{one.email} · {where}" if one.email else where
    return Choice(
        "Learner",
        one.name,
        note,
        {"install": one.install_sid, "learner": one.name, "email": one.email},
    )


def attempt_ids(text: str, visible: tuple[str, ...]) -> tuple[str, ...] | None:
    """The attempts that a request's number or its beginning names;
    None for what is no number of a request.
    """
    start = text.lower()
    if _is_whole(start):
        return (start,)
    return (
        tuple(event_search.beginning("attempt_id", start, visible))
        if ATTEMPT_START.fullmatch(start)
        else None
    )


def _is_whole(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
