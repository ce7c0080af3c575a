"""`manage.py changepassword`: Django's own, with the event."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.db.models.signals import pre_save

from scheduling.access import accounts
from scheduling.access.actors import command_line
from scheduling.management.arguments import given_to


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str:
        """Django asks and sets the password; without its event the old one stays."""
        username = options["username"]
        if username is None:
            username = getpass.getuser()
        else:
            given_to("username", username)
        account = get_user_model().objects.filter(username=username).first()
        known = get_user_model().objects.filter(pk=account.pk if account else None)
        before = known.values_list("password", flat=True).first()
        pre_save.connect(_keep_the_rest, sender=User)
        try:
            said: str = super().handle(*args, **options)
        finally:
            pre_save.disconnect(_keep_the_rest, sender=User)
        try:
            accounts.note_password_set(person=known.get(), actor=command_line())
        except DatabaseError as error:
            known.update(password=before)
            raise CommandError(f"The log took no event, so nothing was set: {error}") from error
        return said


def _keep_the_rest(instance: User, **more: Any) -> None:
    """Django saves the account as it was before anybody typed; by now it may be closed or have
    another name.
    """
    stored = User.objects.get(pk=instance.pk)
    for column in User._meta.concrete_fields:
        if column.name != "password":
            setattr(instance, column.attname, getattr(stored, column.attname))
