"""The actor of an audit event, made of a person and the request they sent."""

from __future__ import annotations

import getpass
import os

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from scheduling.access.roles import name_of
from scheduling.session_commands import LONGEST_NAME, Actor

NOBODY = "Someone"
COMMAND_LINE = "the command line"
PRACTICE_SET_UP = "The practice set-up"
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
    """Who gives the portal a command in a shell: the operating system's user, as far as known."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # no such name on this machine
        login = f"uid {os.getuid()}"
    return Actor(user_id=None, name=COMMAND_LINE, username=login[:LONGEST_NAME])
