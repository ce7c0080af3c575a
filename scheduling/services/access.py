"""Who may do what where: the roles a person holds, looked up once per request."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from scheduling.commands import Actor
from scheduling.models import Install, Role, RoleGrant, written_out
from scheduling.models.written_out import Rows
from scheduling.services import audit

GRANTS = "SELECT install_id, role FROM scheduling_rolegrant WHERE user_id = %s"
MAY_BOOK = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
MAY_SETTLE = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Desk:
    """The installs a person works at and their strongest role on each, by install SID."""

    installs: tuple[Install, ...]
    roles: dict[str, str]

    def install(self, sid: str) -> Install | None:
        """The install, where the person has any role on it."""
        return next((install for install in self.installs if install.sid == sid), None)

    def role_on(self, install: Install) -> str:
        return self.roles[install.sid]

    def may_book(self, install: Install) -> bool:
        return self.roles.get(install.sid) in MAY_BOOK

    def may_settle(self, install: Install) -> bool:
        return self.roles.get(install.sid) in MAY_SETTLE

    @property
    def sids(self) -> list[str]:
        return [install.sid for install in self.installs]

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles.values()


STRENGTH = {Role.AUDITOR: 1, Role.COORDINATOR: 2, Role.ADMINISTRATOR: 3}


def desk_of(user: AbstractBaseUser) -> Desk:
    """The person's desk. A superuser is an administrator everywhere."""
    installs = tuple(written_out.every(Install, "is_active ORDER BY name"))
    if getattr(user, "is_superuser", False):
        return Desk(installs, {install.sid: Role.ADMINISTRATOR for install in installs})
    grants = written_out.rows(GRANTS, user.pk)
    roles = {install.sid: role for install in installs if (role := _strongest(grants, install.pk))}
    return Desk(tuple(install for install in installs if install.sid in roles), roles)


def _strongest(grants: Rows, install_pk: int) -> str:
    held = [role for install, role in grants if install in (None, install_pk)]
    return max(held, key=lambda role: STRENGTH.get(Role(role), 0), default="")


def grant(*, username: str, role: str, install: Install | None, actor: Actor) -> RoleGrant:
    """Give a user a role on an install, or on all. Raises `User.DoesNotExist`."""
    user = get_user_model().objects.get(username=username)
    with transaction.atomic():
        made, is_new = RoleGrant.objects.get_or_create(user=user, role=role, install=install)
        if is_new:
            where = install.name if install else "all installs"
            said = f"{actor.name} made {user.get_username()} {role} of {where}."
            audit.append(
                audit.Entry(
                    kind="role_granted",
                    sentence=audit.braces(said),
                    actor=actor,
                    install_sid=install.sid if install else "",
                )
            )
    return made
