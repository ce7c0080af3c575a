"""Whom an administrator may change, which roles they may give, and what must never be lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from scheduling.access import roles as role_grants
from scheduling.access import unexplained_accounts
from scheduling.access.roles import Access
from scheduling.drafts import store
from scheduling.models import Institution, Role, RoleGrant
from scheduling.session_commands import Actor

Held = tuple[int | None, str]  # institution number, None for all institutions; role
OWN_ROLES = "You can’t change your own roles. Ask another administrator."
OWN_ACCOUNT = "You can’t close your own account. Ask another administrator."
OUT_OF_REACH = "You can give roles only at institutions where you are an administrator."
LAST_ONE = (
    "No other administrator of all institutions can sign in. Give somebody else that role first."
)
NO_MORE = "Your own account was closed meanwhile, or is no administrator’s any more."
UNEXPLAINED = (
    "No event tells who made your own account. Ask another administrator of all institutions to"
    " acknowledge it first."
)
NO_PASSWORD = "only an administrator of all institutions can set someone’s password"
NO_ROLE = (
    "Choose at least one role at an institution where you are an administrator. Otherwise you"
    " could not see this person."
)
# What whoever may run the portal's commands may give and take.
EVERYTHING = Access((), {}, held=frozenset({(None, Role.ADMINISTRATOR.value)}))
FOR_ALL = Q(role_grants__institution__isnull=True, role_grants__role=Role.ADMINISTRATOR)


class ChangeRefused(Exception):
    """A change that must not be made; what it says is for people."""


class NobodyOfThatName(Exception):
    """There is no account of a user name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStanding:
    """How a person is to stand afterwards:
    roles within the administrator's reach, and whether they may sign in.
    """

    roles: frozenset[Held] | None  # None: the roles are left as they are
    is_active: bool


def named(username: str) -> User | None:
    """Whoever signs in by this name. Nobody else may have it:
    signing in knows no capital letters.
    """
    return get_user_model().objects.filter(username__iexact=username).order_by("pk").first()


def get_person(person_id: int) -> User:
    """The person of this number, whether they may sign in or not. Raises User.DoesNotExist."""
    return get_user_model().objects.get(pk=person_id)


def may_sign_in(person_id: int) -> bool:
    """Whether there is a person of this number whose account is not closed."""
    return get_user_model().objects.filter(pk=person_id, is_active=True).exists()


def administers_by_account(username: str) -> bool:
    """Whether the account itself is an administrator of all institutions, whatever its roles."""
    return get_user_model().objects.filter(username=username, is_superuser=True).exists()


def is_closed(username: str) -> bool:
    """Whether nobody signs in with the account."""
    return get_user_model().objects.filter(username=username, is_active=False).exists()


def in_reach(by: Access, institution_pk: int | None) -> bool:
    """Whether roles on the institution (None:
    on all) are the administrator's to give and to take.
    """
    return by.administers_all or (institution_pk is not None and by.administers(institution_pk))


def is_theirs(person: User, by: Access) -> bool:
    """Whether an administrator may change the account itself:
    all its roles lie within their reach.
    """
    return by.administers_all or (
        not person.is_superuser and all(in_reach(by, pk) for pk, _ in roles_of(person))
    )


def roles_of(person: User) -> frozenset[Held]:
    """Every role the person holds."""
    held = (
        RoleGrant.objects.filter(user=person.pk).values_list("institution_id", "role")
        if person.pk
        else ()
    )
    return frozenset(held)


def concerned(person: User, wanted: NewStanding | None = None) -> list[Institution]:
    """The institutions one by one at which the person has a role, or will have one as `wanted`;
    those of `all` are none.
    """
    held = roles_of(person) | ((wanted.roles or frozenset()) if wanted else frozenset())
    return list(Institution.objects.filter(pk__in={pk for pk, _ in held if pk is not None}))


def visible_to(by: Access) -> Q:
    """The people an administrator sees: all, or those with a role at an institution of theirs."""
    if by.administers_all:
        return Q()
    there = RoleGrant.objects.filter(institution__in=by.administered).values("user")
    return Q(pk__in=there, is_superuser=False)


def why_not(*, person: User, wanted: NewStanding, by: Access, by_user: int) -> dict[str, str]:
    """What speaks against the change, by the field it is about; nothing where it may be made."""
    added, taken = _differences(person, wanted, by)
    if person.pk == by_user and (added or taken):
        return {"roles": OWN_ROLES}
    if person.pk == by_user and not wanted.is_active:
        return {"is_active": OWN_ACCOUNT}
    if not all(in_reach(by, pk) for pk, _ in added | taken):
        return {"roles": OUT_OF_REACH}
    if (
        wanted.roles is not None
        and not wanted.roles
        and not by.administers_all
        and person.pk != by_user
    ):
        return {"roles": NO_ROLE}
    if (
        _was_for_all(person)
        and not _stays_for_all(person, wanted, taken)
        and not _others_for_all(person)
    ):
        return {"is_active" if not wanted.is_active else "roles": LAST_ONE}
    return {}


def _differences(
    person: User, wanted: NewStanding, by: Access
) -> tuple[frozenset[Held], frozenset[Held]]:
    """Roles to give and roles to take; those beyond the administrator's reach stay as they are."""
    if wanted.roles is None:
        return frozenset(), frozenset()
    held = frozenset(one for one in roles_of(person) if in_reach(by, one[0]))
    return wanted.roles - roles_of(person), held - wanted.roles


def _was_for_all(person: User) -> bool:
    found = get_user_model().objects.filter(
        FOR_ALL | Q(is_superuser=True), pk=person.pk, is_active=True
    )
    return bool(person.pk) and found.exists()


def _stays_for_all(person: User, wanted: NewStanding, taken: Iterable[Held]) -> bool:
    return wanted.is_active and (
        person.is_superuser or (None, Role.ADMINISTRATOR.value) not in taken
    )


def _others_for_all(person: User) -> bool:
    """Whether somebody else administers all and can sign in: what the command makes without asking
    has no password.
    """
    others = get_user_model().objects.filter(FOR_ALL | Q(is_superuser=True), is_active=True)
    can_sign_in = others.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return can_sign_in.exclude(pk=person.pk).exists()


def change(*, person: User, wanted: NewStanding, by: Access, actor: Actor) -> None:
    """Give and take roles, each with its event, and end the sign-ins of a closed account. Raises
    ChangeRefused, always for whoever’s own account no event made.

    Everybody who changes people waits here for each other, so that two administrators can't remove
    one another.
    """
    with transaction.atomic():
        take_turn()
        refuse_unexplained(actor)
        if actor.user_id is not None:
            by = _as_they_stand(actor.user_id)
        if reasons := why_not(person=person, wanted=wanted, by=by, by_user=actor.user_id or 0):
            raise ChangeRefused(" ".join(reasons.values()))
        added, taken = _differences(person, wanted, by)
        institutions = Institution.objects.in_bulk(
            [pk for pk, _ in added | taken if pk is not None]
        )
        for change_role, roles in ((role_grants.take, taken), (role_grants.give, added)):
            for pk, role in _in_order(roles):
                institution = institutions.get(pk) if pk else None
                who = replace(actor, role=by.role_at(institution)) if actor.user_id else actor
                change_role(user=person, role=role, institution=institution, actor=who)
        if not wanted.is_active:
            end_sign_ins(person)
            store.forget_all(person_id=person.pk)


def take_turn() -> None:
    """Wait, inside the caller's transaction, for whoever changes people, and let the next wait."""
    everybody = get_user_model().objects.filter(FOR_ALL | Q(is_superuser=True))
    list(everybody.select_for_update(of=("self",)).order_by("pk"))


def refuse_unexplained(actor: Actor) -> None:
    """Raises ChangeRefused for whoever’s own account no event made: whom they add, or sign in as
    with a password that they set, could acknowledge it.
    """
    if unexplained_accounts.is_unexplained(actor.user_id):
        raise ChangeRefused(UNEXPLAINED)


def why_no_password(by: Access, actor: Actor) -> str:
    """Why an administrator may not set other people’s passwords; blank where they may."""
    if not by.administers_all:
        return NO_PASSWORD
    return UNEXPLAINED if unexplained_accounts.is_unexplained(actor.user_id) else ""


def _as_they_stand(person_id: int) -> Access:
    """What whoever changes somebody may do by now. Raises ChangeRefused where that is nothing any
    more: another administrator may have closed their account meanwhile.
    """
    person = get_user_model().objects.filter(pk=person_id, is_active=True).first()
    found = role_grants.access_of(person) if person else None
    if found is None or not found.is_administrator:
        raise ChangeRefused(NO_MORE)
    return found


def revoke(*, username: str, role: str, institution: Institution | None, actor: Actor) -> bool:
    """Take a role as whoever may run commands: under the rules for the last administrator. Tells
    whether there was such a role; raises NobodyOfThatName and Refused.
    """
    person = get_user_model().objects.filter(username=username).first()
    if person is None:
        raise NobodyOfThatName
    held = roles_of(person)
    left = held - {(institution.pk if institution else None, role)}
    if left != held:
        wanted = NewStanding(roles=left, is_active=person.is_active)
        change(person=person, wanted=wanted, by=EVERYTHING, actor=actor)
    return left != held


def _in_order(roles: Iterable[Held]) -> list[Held]:
    return sorted(roles, key=lambda one: (one[0] or 0, one[1]))


def end_sign_ins(person: User) -> int:
    """Sign the person out everywhere; how many sign-ins that were."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()
            ended += 1
    return ended
