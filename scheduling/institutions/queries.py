"""Queries about institutions as such: which there are, which are real, what names them."""

from __future__ import annotations

from django.db.models import Q

from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, Institution

# By which an event of the admin site says that it is about an institution itself.
ITS_NUMBER = "install"
CHANGED = (Kind.ADMIN_ADDED, Kind.ADMIN_CHANGED)
SET_UP = (
    *(Kind.INSTALL_ADDED, Kind.INSTALL_CHANGED, Kind.CONNECTION_TESTED),
    *(Kind.CIRCUIT_OPENED, Kind.CIRCUIT_CLOSED),
)


def institution_by_sid(sid: str) -> Institution | None:
    """The institution of this SID, in use or not."""
    # No SID has a NUL, and PostgreSQL takes none.
    return Institution.objects.filter(sid=sid).first() if "\0" not in sid else None


def reload_institution(institution: Institution) -> Institution:
    """The institution as it is stored by now."""
    return Institution.objects.get(pk=institution.pk)


def lock_institution(institution: Institution) -> None:
    """Let nobody else change the institution or its rules until the transaction is over."""
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)


def institutions_by_name() -> list[Institution]:
    """Every institution, in use or not."""
    return list(Institution.objects.order_by("name"))


def has_institutions() -> bool:
    """Whether there is any institution, in use or not."""
    return Institution.objects.exists()


def is_practice_only() -> bool:
    """Whether whoever signs in here will practise: there are institutions in use, and none of them
    is real.
    """
    institutions = list(Institution.objects.filter(is_active=True))
    return bool(institutions) and all(institution.is_practice for institution in institutions)


def is_named(institution: Institution) -> bool:
    """Whether an event or any other row names the institution, so that its SID must stay: but for
    what its own set-up and the worker's looks leave.

    At most a look-up for each.
    """
    events = AuditEvent.objects.filter(install_sid=institution.sid)
    its_own = Q(details__contains=f'"{ITS_NUMBER}":{institution.pk}', kind__in=CHANGED)
    if events.exclude(its_own | Q(kind__in=SET_UP)).exists():
        return True
    relations = [
        one
        for one in Institution._meta.get_fields(include_hidden=True)
        if one.one_to_many  # the others are how far the worker is
    ]
    rows = (
        (one.related_model._base_manager, one.field.name) for one in relations if one.auto_created
    )
    return any(manager.filter(**{name: institution.pk}).exists() for manager, name in rows)
