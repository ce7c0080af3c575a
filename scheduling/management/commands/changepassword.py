"""`manage.py changepassword`: Django's own, with the event."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import changepassword
from django.core.management.base import CommandError
from django.db import DatabaseError

from scheduling.access import accounts
from scheduling.access.actors import command_line
from scheduling.management.arguments import NOTHING, is_seen


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str:
        """Django asks and sets the password; without its event the old one stays."""
        username = options["username"]
        if username is None:
            username = getpass.getuser()
        elif not is_seen(username):
            raise CommandError(f"argument username: {NOTHING}")
        known = get_user_model().objects.filter(username=username)
        before = known.values_list("password", flat=True).first()
        said: str = super().handle(*args, **options)
        try:
            accounts.note_password_set(person=known.get(), actor=command_line())
        except DatabaseError as error:
            known.update(password=before)
            raise CommandError(f"The log took no event, so nothing was set: {error}") from error
        return said
