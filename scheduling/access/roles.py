"""Who may do what where: the roles a person holds, looked up once per request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.db.models import Q, QuerySet

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.date_formats import DEFAULT_LOCALE
from scheduling.models import Institution, Role, RoleGrant, sql_statements
from scheduling.models.sql_statements import Rows
from scheduling.session_commands import Actor

# A role that there is none of gives nothing, whoever put it there.
KNOWN = tuple(Role.values)
GRANTS = (
    "SELECT institution_id, role FROM scheduling_rolegrant WHERE user_id = %s"
    f" AND role IN {sql_statements.marks(KNOWN)}"
)
MAY_BOOK = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
MAY_INSPECT = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
# Written out, since every list asks for them.
WHO_BOOKS = f"""is_active AND id IN (SELECT user_id FROM scheduling_rolegrant
  WHERE role IN {sql_statements.marks(MAY_BOOK)} AND (institution_id IS NULL{{or_at_one}}))"""


@dataclass(frozen=True, slots=True)
class Access:
    """The institutions in use that a person works at, with their strongest role on each by
    institution SID.

    `retired` are those not in use any more: nobody works there, but what happened stays readable.
    `held` is every grant as it stands: institution number (None: all) and role.
    """

    institutions: tuple[Institution, ...]
    roles: dict[str, str]
    held: frozenset[tuple[int | None, str]] = frozenset()
    retired: tuple[Institution, ...] = ()

    @property
    def recorded(self) -> tuple[Institution, ...]:
        """All the institutions whose record the person may read."""
        return (*self.institutions, *self.retired)

    @property
    def locale(self) -> str:
        """How dates and clocks are written for the person: as at their institutions, where those
        agree.
        """
        locales = {institution.locale or DEFAULT_LOCALE for institution in self.institutions}
        return locales.pop() if len(locales) == 1 else DEFAULT_LOCALE

    def role_at(self, institution: Institution | None) -> str:
        """The strongest role there; "" where there is none. At an institution that is only being
        added, and at none, it is the one on all.
        """
        on_all = _strongest([one for one in self.held if one[0] is None], 0)
        return (self.roles.get(institution.sid) if institution else None) or on_all

    def institution(self, sid: str) -> Institution | None:
        """The institution, where the person has any role on it."""
        return next(
            (institution for institution in self.institutions if institution.sid == sid), None
        )

    def may_book(self, institution: Institution) -> bool:
        return self.roles.get(institution.sid) in MAY_BOOK

    def may_settle(self, institution: Institution) -> bool:
        return self.administers(institution.pk)

    def may_override(self, institution: Institution) -> bool:
        """Whether they may send a booking that an earlier one stands against, with a reason."""
        return self.administers(institution.pk)

    def may_inspect(self, institution: Institution) -> bool:
        """Case files, exports and verification:
        whether any of their roles there is an auditor's or above.
        """
        return any(
            where in (None, institution.pk) and role in MAY_INSPECT for where, role in self.held
        )

    def administers(self, institution_pk: int | None) -> bool:
        """Whether they are administrator of the institution; None asks for all institutions."""
        return not self.held.isdisjoint(
            {(None, Role.ADMINISTRATOR.value), (institution_pk, Role.ADMINISTRATOR.value)}
        )

    @property
    def administers_all(self) -> bool:
        return self.administers(None)

    @property
    def is_administrator(self) -> bool:
        """Of any institution."""
        return any(role == Role.ADMINISTRATOR for _, role in self.held)

    @property
    def is_inspector(self) -> bool:
        """Auditor or administrator of any institution."""
        return any(role in MAY_INSPECT for _, role in self.held)

    @property
    def inspects_all(self) -> bool:
        """Auditor or administrator of all institutions."""
        return any(where is None and role in MAY_INSPECT for where, role in self.held)

    @property
    def administered(self) -> frozenset[int]:
        """The numbers of the institutions they administer one by one;
        whoever administers all need not be asked.
        """
        return frozenset(
            pk for pk, role in self.held if pk is not None and role == Role.ADMINISTRATOR
        )


STRENGTH = {Role.AUDITOR: 1, Role.COORDINATOR: 2, Role.ADMINISTRATOR: 3}


def access_of(user: AbstractBaseUser) -> Access:
    """What the person may do where. A superuser is an administrator of all institutions."""
    institutions = sql_statements.every(Institution, "id > 0 ORDER BY name")
    grants: Rows = [(None, Role.ADMINISTRATOR.value)]
    if not getattr(user, "is_superuser", False):
        grants = sql_statements.rows(GRANTS, user.pk, *KNOWN)
    roles = {
        institution.sid: role
        for institution in institutions
        if (role := _strongest(grants, institution.pk))
    }
    theirs = [institution for institution in institutions if institution.sid in roles]
    in_use, retired = (
        tuple(one for one in theirs if bool(one.is_active) is use) for use in (True, False)
    )
    return Access(in_use, roles, frozenset(grants), retired)


def bookers_at(institution_pk: int) -> QuerySet[User]:
    """The people who may book at the institution now."""
    granted = RoleGrant.objects.filter(
        Q(institution=institution_pk) | Q(institution=None), role__in=MAY_BOOK
    )
    may_book = Q(is_superuser=True) | Q(pk__in=granted.values("user"))
    return get_user_model().objects.filter(may_book, is_active=True)


# The same of one person, written out for each row that is sent in their name.
BOOKS_AT = f"""SELECT 1 FROM auth_user AS person WHERE person.id = %s AND person.is_active
AND (person.is_superuser OR EXISTS (SELECT 1 FROM scheduling_rolegrant AS held
  WHERE held.user_id = person.id AND held.role IN {sql_statements.marks(sorted(MAY_BOOK))}
  AND (held.institution_id = %s OR held.institution_id IS NULL)))"""


def books_at(user_pk: int | None, institution_pk: int) -> tuple[object, ...]:
    """The values of `BOOKS_AT`."""
    return (user_pk, *sorted(MAY_BOOK), institution_pk)


def _strongest(grants: Rows, institution_pk: int) -> str:
    held = [role for institution, role in grants if institution in (None, institution_pk)]
    return max(held, key=lambda role: STRENGTH[Role(role)], default="")


def grant(*, username: str, role: str, institution: Institution | None, actor: Actor) -> RoleGrant:
    """Give a user a role on an institution, or on all. Raises `User.DoesNotExist`."""
    return give(
        user=get_user_model().objects.get(username=username),
        role=role,
        institution=institution,
        actor=actor,
    )


def give(
    *, user: AbstractBaseUser, role: str, institution: Institution | None, actor: Actor
) -> RoleGrant:
    """Give a role on an institution, or on all where it is None;
    who has it already keeps it, and no event tells of it.
    """
    with transaction.atomic():
        before = _held_there(user, institution)
        made, is_new = RoleGrant.objects.get_or_create(
            user=user, role=role, institution=institution
        )
        if is_new:
            said = (
                f"{actor.name} made {name_of(user)} {role} of {institution or 'all institutions'}."
            )
            _note(Kind.ROLE_GRANTED, said, before, user=user, institution=institution, actor=actor)
    return made


def take(
    *, user: AbstractBaseUser, role: str, institution: Institution | None, actor: Actor
) -> None:
    """Take a role on an institution, or on all where it is None;
    where there is none, nothing happens.
    """
    with transaction.atomic():
        before = _held_there(user, institution)
        held = RoleGrant.objects.filter(user=user, role=role, institution=institution)
        removed, _ = held.delete()
        # Rows whose own number can't be read, by which alone the ORM deletes.
        where = "user_id = %s AND role = %s AND COALESCE(institution_id, 0) = %s"
        held_at = institution.pk if institution else 0
        removed += sql_statements.remove(RoleGrant, where, user.pk, role, held_at)
        if removed:
            said = (
                f"{actor.name} took the role {role} of {institution or 'all institutions'} from"
                f" {name_of(user)}."
            )
            _note(Kind.ROLE_TAKEN, said, before, user=user, institution=institution, actor=actor)


def name_of(user: AbstractBaseUser) -> str:
    """The full name, or the user name where none was entered."""
    name: str = getattr(user, "get_full_name", str)() or user.get_username()
    return name


def _held_there(user: AbstractBaseUser, institution: Institution | None) -> str:
    """The roles held on exactly this institution, or on all, in words."""
    held = (
        RoleGrant.objects.filter(user=user, institution=institution)
        .order_by("role")
        .values_list("role", flat=True)
    )
    return ", ".join(held) or "none"


def _note(
    kind: Kind,
    said: str,
    before: str,
    *,
    user: AbstractBaseUser,
    institution: Institution | None,
    actor: Actor,
) -> None:
    where = institution.name if institution else "all institutions"
    now = {"before": before, "after": _held_there(user, institution)}
    details = {
        "user": user.get_username(),
        "changes": {f"Roles of {name_of(user)} at {where}": now},
    }
    sid = institution.sid if institution else ""
    entry = event_writer.Entry(
        kind=kind,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        install_sid=sid,
        details=details,
    )
    event_writer.append(entry)


def administrators_of(institution: Institution) -> tuple[str, ...]:
    """The names of those in use who administer the institution itself, or else of those who
    administer all.
    """
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    its_own = grants.filter(institution=institution)
    chosen = its_own if its_own.exists() else grants.filter(institution=None)
    return tuple(name_of(grant.user) for grant in chosen.select_related("user").order_by("pk"))


def people_who_book(institutions: Sequence[Institution]) -> list[tuple[int, str]]:
    """Number and name of those in use who may book at one of the institutions, by name."""
    here = [one.pk for one in institutions]
    at_one = f" OR institution_id IN {sql_statements.marks(here)}" if here else ""
    where = WHO_BOOKS.format(or_at_one=at_one)
    people = sql_statements.every(get_user_model(), where, *sorted(MAY_BOOK), *here)
    return sorted(((one.pk, name_of(one)) for one in people), key=lambda one: one[1].casefold())
