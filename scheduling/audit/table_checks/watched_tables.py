"""The kinds of rows whose every change has to have an event, each with the fields that count.

What fields a kind has is never changed: rows that were noted by them would all differ. What counts
since later is a kind of its own, which the next verification notes once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import models

from scheduling.audit.chain import canonical
from scheduling.models import (
    CalendarFeed,
    FieldRule,
    HoursByDate,
    Institution,
    InstructorEntry,
    Location,
    OpeningHours,
    PolicyVersion,
    Price,
    ProctorType,
    RoleGrant,
    SavedView,
    TypeRule,
)

FEW = 100  # rows that are asked for by their keys
Parts = dict[int, list[str]]  # what belongs to a row and stands in a table of its own, by its key


@dataclass(frozen=True, slots=True)
class Watched:
    """A kind of row: what its keys begin with, its fields that count, its name in words, and by
    what it is told from others; `parts` finds what belongs to it elsewhere.
    """

    name: str
    model: type[models.Model]
    fields: tuple[str, ...]
    words: str
    told_by: tuple[str, ...]
    parts: Callable[[set[int]], Parts] | None = None


def _of(
    model: type[models.Model], parent: str, fields: tuple[str, ...], parents: set[int]
) -> Parts:
    found: Parts = {}
    asked = model._default_manager.order_by(parent, *fields)
    asked = asked.filter(**{f"{parent}__in": parents}) if len(parents) < FEW else asked
    for pk, *said in asked.values_list(parent, *fields):
        found.setdefault(pk, []).append(canonical([str(one) for one in said]))
    return found


def _fields_of(rules: set[int]) -> Parts:
    """What the rules of a type ask of its fields."""
    return _of(FieldRule, "rule", ("field", "is_must", "default", "help_text"), rules)


def _hours_of(locations: set[int]) -> Parts:
    return _of(OpeningHours, "location", ("weekday", "opens", "closes"), locations)


def _named(name: str, model: type[models.Model], sid: str, words: str) -> Watched:
    """What an institution's SIDs are called."""
    fields = ("institution_id", "name", sid, "is_active")
    return Watched(name, model, fields, words, ("name", "institution__name"))


# Those that a verification noted that did not say which.
FIRST = (
    Watched(
        "account",
        User,
        ("username", "first_name", "last_name", "is_active", "is_superuser"),
        "the account",
        ("username",),
    ),
    Watched("password", User, ("password",), "the password of", ("username",)),
    Watched(
        "role",
        RoleGrant,
        ("user_id", "institution_id", "role"),
        "the role",
        ("role", "user__username", "institution__name"),
    ),
    Watched(
        "rules",
        TypeRule,
        ("institution_id", "session_type", "is_offered"),
        "the rules of",
        ("session_type", "institution__name"),
        _fields_of,
    ),
    Watched(
        "price",
        Price,
        ("institution_id", "session_type", "up_to_minutes", "amount", "currency"),
        "the price",
        ("session_type", "amount", "currency", "institution__name"),
    ),
    Watched(
        "institution",
        Institution,
        ("sid", "name", "base_url", "time_zone", "currency", "is_active", "oauth_token_url"),
        "the institution",
        ("name", "base_url"),
    ),
)
LATER = (
    Watched("email", User, ("email",), "the email address of", ("username",)),
    Watched(
        "credentials",
        Institution,
        ("auth_style", "oauth_client_id", "api_token", "oauth_client_secret"),
        "the sign-in at SmarterProctoring of",
        ("name",),
    ),
    Watched(
        "particulars",
        Institution,
        ("locale", "confirmation_text", "stripe_publishable_key"),
        "the Stripe key, confirmation text or country of",
        ("name",),
    ),
    Watched(
        "location",
        Location,
        ("institution_id", "name", "pl_sid", "kind", "time_zone", "address", "seats", "is_active"),
        "the location, or its hours,",
        ("name", "institution__name"),
        _hours_of,
    ),
    Watched(
        "hours",
        HoursByDate,
        (
            *("institution_id", "location_id", "first_day", "last_day", "opens", "closes"),
            "reason",
        ),
        "the closed day or other hours",
        ("first_day", "last_day", "reason", "location__name", "institution__name"),
    ),
    _named("instructor", InstructorEntry, "cp_sid", "the instructor entry"),
    _named("policy", PolicyVersion, "cv_sid", "the policy version"),
    Watched(
        "proctor-type",
        ProctorType,
        ("name", "ts_sid", "where", "is_active"),
        "the proctor type",
        ("name",),
    ),
    Watched(
        "calendar",
        CalendarFeed,
        (
            *("person_id", "institution_id", "location_sid", "location_name", "names"),
            *("digest", "revoked_at"),
        ),
        "the private calendar",
        ("location_name", "person__username"),
    ),
    Watched(
        "view",
        SavedView,
        ("person_id", "institution_id", "name", "query", "install_sid"),
        "the saved view",
        ("person__username", "institution__name"),
    ),
)
WATCHED: tuple[Watched, ...] = (*FIRST, *LATER)
