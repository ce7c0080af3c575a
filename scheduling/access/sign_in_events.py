"""Signing in and out, and passwords: who did it or tried to, as events.

Failing to note it stops nobody, but whoever comes with an account that no event made.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest

from scheduling.access import unexplained_accounts
from scheduling.access.actors import actor_of
from scheduling.audit import denials, event_writer
from scheduling.audit.kinds import Kind
from scheduling.session_commands import LONGEST_NAME

log = logging.getLogger(__name__)
WRONG = (
    "Someone tried to sign in as “{name}” and was turned away: there is no account with this name"
    " and password."
)
CLOSED = (
    "Someone tried to sign in as “{name}” with the right password and was turned away: the account"
    " is closed."
)
SHUT_OUT = (
    "Someone tried to sign in as “{name}” and was shut out for a while: too many tries had failed,"
    " so the password was not checked."
)


WRONG_CURRENT = "{who} typed a wrong current password to change their own; nothing was changed."
CURRENT_SHUT_OUT = (
    "{who} was shut out of changing their password for a while: too many tries had failed, so the"
    " current one was not checked."
)


def connect() -> None:
    """Listen for what Django and the sign-in pages tell. Once, when the portal starts."""
    user_logged_in.connect(_signed_in, dispatch_uid=Kind.SIGNED_IN)
    user_logged_out.connect(_signed_out, dispatch_uid=Kind.SIGNED_OUT)
    user_login_failed.connect(_failed, dispatch_uid=Kind.SIGN_IN_FAILED)
    password_changed.connect(_password_changed, dispatch_uid=Kind.PASSWORD_CHANGED)


def _signed_in(user: AbstractBaseUser, request: HttpRequest | None = None, **more: Any) -> None:
    _note(Kind.SIGNED_IN, "{who} signed in.", user, request)
    try:
        unexplained_accounts.note_if_unknown(user, actor_of(user, request))
    except DatabaseError as error:
        log.error("an account that no event made could not be recorded: %s", error)
        if request is not None:
            request.session.flush()
            request.user = AnonymousUser()
        # As where the database takes nothing at all: nobody is in whom nobody is told of.
        raise OperationalError(str(error)) from error


def _signed_out(
    user: AbstractBaseUser | None, request: HttpRequest | None = None, **more: Any
) -> None:
    if user is not None:
        _note(Kind.SIGNED_OUT, "{who} signed out.", user, request)


def _password_changed(
    user: AbstractBaseUser, request: HttpRequest | None = None, **more: Any
) -> None:
    _note(Kind.PASSWORD_CHANGED, "{who} changed their own password.", user, request)


def _failed(
    credentials: Mapping[str, Any], request: HttpRequest | None = None, **more: Any
) -> None:
    is_closed = getattr(request, "closed_account", None) is not None
    typed = str(credentials.get("username") or credentials.get("email") or "")
    _note_refused(typed, request, CLOSED if is_closed else WRONG)


def note_shut_out(typed: str, request: HttpRequest) -> None:
    """Append that somebody was not even tried, because too much had failed before."""
    _note_refused(typed, request, SHUT_OUT)


def note_wrong_current(user: AbstractBaseUser, request: HttpRequest, *, is_shut_out: bool) -> None:
    """Append that the current password was typed wrong, or not even looked at."""
    said, actor = CURRENT_SHUT_OUT if is_shut_out else WRONG_CURRENT, actor_of(user, request)
    entry = event_writer.Entry(
        kind=Kind.DENIED,
        sentence=event_writer.escape_braces(said.format(who=actor.name)),
        actor=actor,
        outcome="refused",
    )
    denials.record_folded(entry, said)


def _note_refused(typed: str, request: HttpRequest | None, said: str) -> None:
    """The name that was typed may be anything, a password too:
    it is a personal value, which can be erased.
    """
    name = typed[:LONGEST_NAME] or "(no name)"
    entry = event_writer.Entry(
        kind=Kind.SIGN_IN_FAILED,
        sentence=said,
        actor=actor_of(None, request),
        outcome="refused",
        personal={"name": name},
    )
    denials.record_folded(entry, said, name.casefold())


def _note(kind: Kind, said: str, user: AbstractBaseUser, request: HttpRequest | None) -> None:
    actor = actor_of(user, request)
    _record(
        event_writer.Entry(
            kind=kind,
            sentence=event_writer.escape_braces(said.replace("{who}", actor.name)),
            actor=actor,
        )
    )


def _record(entry: event_writer.Entry) -> None:
    try:
        event_writer.record(entry)
    except DatabaseError as error:
        log.error("%s could not be recorded: %s", entry.kind, error)
