"""A code of the log after every sign-in of an administrator: what they do next is after it."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError, transaction

from scheduling.access.roles import access_of
from scheduling.audit.codes import codes_file

log = logging.getLogger(__name__)
REASON = "sign-in of an administrator"


def connect() -> None:
    """Listen for sign-ins. Once, when the portal starts, after what records them."""
    user_logged_in.connect(_signed_in, dispatch_uid=REASON)


def _signed_in(user: AbstractBaseUser, **more: Any) -> None:
    """Failing to note the code stops nobody."""
    try:
        if access_of(user).is_administrator:
            transaction.on_commit(partial(codes_file.write, reason=REASON), robust=True)
    except DatabaseError as error:
        log.error("no code could be written after a sign-in: %s", error)
