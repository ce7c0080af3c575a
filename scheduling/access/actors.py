"""The actor of an audit event, made of a person and the request they sent."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from scheduling.access.roles import name_of
from scheduling.session_commands import LONGEST_NAME, Actor

NOBODY = "Someone"
COMMAND_LINE = "the command line"
PRACTICE_SET_UP = "The practice set-up"
SIGNED_IN_AS = "{login}, signed in as {other}"
LOGIN_UID, NOT_SET = Path("/proc/self/loginuid"), 2**32 - 1
LONGEST_IP = 45  # the longest way to write an IPv6 address


def actor_of(
    user: AbstractBaseUser | AnonymousUser | None, request: HttpRequest | None, *, role: str = ""
) -> Actor:
    """The person as the audit log will name them, with the address and the id of their request.

    Without a person it is “Someone”: a sign-in that failed.
    """
    return Actor(
        user_id=user.pk if user else None,
        name=(name_of(user) if user else NOBODY)[:LONGEST_NAME],
        username=user.get_username() if user else "",
        role=role,
        ip=str(request.META.get("REMOTE_ADDR", ""))[:LONGEST_IP] if request else "",
        request_id=getattr(request, "request_id", ""),
    )


def command_line() -> Actor:
    """Who gives the portal a command in a shell: the operating system's user, and who signed in to
    the machine where that is somebody else.
    """
    uid, signed_in = os.getuid(), _signed_in_uid()
    login = _login_of(uid)
    if signed_in not in (None, uid):
        login = SIGNED_IN_AS.format(login=login, other=_login_of(signed_in))
    return Actor(user_id=None, name=COMMAND_LINE, username=login[:LONGEST_NAME])


def _login_of(uid: int) -> str:
    """By the system's list of users: what the environment says, anybody can set."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # no such name on this machine
        return f"uid {uid}"


def _signed_in_uid() -> int | None:
    """Who signed in, whoever they became by `sudo` or `su` since; the kernel keeps it where the
    system has set it. None where nothing says so.
    """
    try:
        uid = int(LOGIN_UID.read_text())
    except (OSError, ValueError):
        return None
    return None if uid == NOT_SET else uid
