"""Who may do what where: the roles a person holds, looked up once per request."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from scheduling.audit import event_writer
from scheduling.commands import Actor
from scheduling.models import Install, Role, RoleGrant, statements
from scheduling.models.statements import Rows

GRANTS = "SELECT install_id, role FROM scheduling_rolegrant WHERE user_id = %s"
MAY_BOOK = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
MAY_INSPECT = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Desk:
    """The installs in use that a person works at, with their strongest role on each by install SID.

    `retired` are those not in use any more: nobody works there, but what happened stays readable.
    `held` is every grant as it stands: install number (None: all) and role.
    """

    installs: tuple[Install, ...]
    roles: dict[str, str]
    held: frozenset[tuple[int | None, str]] = frozenset()
    retired: tuple[Install, ...] = ()

    @property
    def recorded(self) -> tuple[Install, ...]:
        """All the installs whose record the person may read."""
        return (*self.installs, *self.retired)

    def install(self, sid: str) -> Install | None:
        """The install, where the person has any role on it."""
        return next((install for install in self.installs if install.sid == sid), None)

    def may_book(self, install: Install) -> bool:
        return self.roles.get(install.sid) in MAY_BOOK

    def may_settle(self, install: Install) -> bool:
        return self.administers(install.pk)

    def may_override(self, install: Install) -> bool:
        """Whether they may send a booking that an earlier one stands against, with a reason."""
        return self.administers(install.pk)

    def may_inspect(self, install: Install) -> bool:
        """Case files, exports and verification:
        whether any of their roles there is an auditor's or above.
        """
        return any(where in (None, install.pk) and role in MAY_INSPECT for where, role in self.held)

    def administers(self, install_pk: int | None) -> bool:
        """Whether they are administrator of the install; None asks for all installs."""
        return not self.held.isdisjoint(
            {(None, Role.ADMINISTRATOR.value), (install_pk, Role.ADMINISTRATOR.value)}
        )

    @property
    def administers_all(self) -> bool:
        return self.administers(None)

    @property
    def is_administrator(self) -> bool:
        """Of any install."""
        return any(role == Role.ADMINISTRATOR for _, role in self.held)

    @property
    def is_inspector(self) -> bool:
        """Auditor or administrator of any install."""
        return any(role in MAY_INSPECT for _, role in self.held)

    @property
    def inspects_all(self) -> bool:
        """Auditor or administrator of all installs."""
        return any(where is None and role in MAY_INSPECT for where, role in self.held)

    @property
    def administered(self) -> frozenset[int]:
        """The numbers of the installs they administer one by one;
        whoever administers all need not be asked.
        """
        return frozenset(
            pk for pk, role in self.held if pk is not None and role == Role.ADMINISTRATOR
        )


STRENGTH = {Role.AUDITOR: 1, Role.COORDINATOR: 2, Role.ADMINISTRATOR: 3}


def desk_of(user: AbstractBaseUser) -> Desk:
    """The person's desk. A superuser is an administrator of all installs."""
    installs = statements.every(Install, "id > 0 ORDER BY name")
    grants: Rows = [(None, Role.ADMINISTRATOR.value)]
    if not getattr(user, "is_superuser", False):
        grants = statements.rows(GRANTS, user.pk)
    roles = {install.sid: role for install in installs if (role := _strongest(grants, install.pk))}
    theirs = [install for install in installs if install.sid in roles]
    in_use, retired = (
        tuple(one for one in theirs if one.is_active is use) for use in (True, False)
    )
    return Desk(in_use, roles, frozenset(grants), retired)


def _strongest(grants: Rows, install_pk: int) -> str:
    held = [role for install, role in grants if install in (None, install_pk)]
    return max(held, key=lambda role: STRENGTH.get(Role(role), 0), default="")


def grant(*, username: str, role: str, install: Install | None, actor: Actor) -> RoleGrant:
    """Give a user a role on an install, or on all. Raises `User.DoesNotExist`."""
    return give(
        user=get_user_model().objects.get(username=username),
        role=role,
        install=install,
        actor=actor,
    )


def give(*, user: AbstractBaseUser, role: str, install: Install | None, actor: Actor) -> RoleGrant:
    """Give a role on an install, or on all where it is None;
    who has it already keeps it, and no event tells of it.
    """
    with transaction.atomic():
        before = _held_there(user, install)
        made, is_new = RoleGrant.objects.get_or_create(user=user, role=role, install=install)
        if is_new:
            said = f"{actor.name} made {name_of(user)} {role} of {install or 'all institutions'}."
            _note("role_granted", said, before, user=user, install=install, actor=actor)
    return made


def take(*, user: AbstractBaseUser, role: str, install: Install | None, actor: Actor) -> None:
    """Take a role on an install, or on all where it is None;
    where there is none, nothing happens.
    """
    with transaction.atomic():
        before = _held_there(user, install)
        removed, _ = RoleGrant.objects.filter(user=user, role=role, install=install).delete()
        if removed:
            said = (
                f"{actor.name} took the role {role} of {install or 'all institutions'} from"
                f" {name_of(user)}."
            )
            _note("role_taken", said, before, user=user, install=install, actor=actor)


def name_of(user: AbstractBaseUser) -> str:
    """The full name, or the user name where none was entered."""
    name: str = getattr(user, "get_full_name", str)() or user.get_username()
    return name


def _held_there(user: AbstractBaseUser, install: Install | None) -> str:
    """The roles held on exactly this install, or on all, in words."""
    held = (
        RoleGrant.objects.filter(user=user, install=install)
        .order_by("role")
        .values_list("role", flat=True)
    )
    return ", ".join(held) or "none"


def _note(
    kind: str,
    said: str,
    before: str,
    *,
    user: AbstractBaseUser,
    install: Install | None,
    actor: Actor,
) -> None:
    where = install.name if install else "all institutions"
    now = {"before": before, "after": _held_there(user, install)}
    details = {
        "user": user.get_username(),
        "changes": {f"Roles of {name_of(user)} at {where}": now},
    }
    sid = install.sid if install else ""
    entry = event_writer.Entry(
        kind=kind, sentence=event_writer.braces(said), actor=actor, install_sid=sid, details=details
    )
    event_writer.append(entry)
