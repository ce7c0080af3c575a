"""`manage.py createsuperuser`: Django's own, with the event and the rules for names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from django.db.models.signals import post_save

from scheduling.access import account_names, accounts
from scheduling.access.account_names import Called
from scheduling.access.actors import command_line


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Django asks and makes the account; without its event there is none."""
        made: list[User] = []

        def keep(instance: User, created: bool, **more: Any) -> None:
            if created:
                made.append(instance)

        post_save.connect(keep, sender=User)
        try:
            super().handle(*args, **options)
        finally:
            post_save.disconnect(keep, sender=User)
            for person in made:
                _record(person)

    def _validate_username(self, username: str, *args: Any) -> str | None:
        fault: str | None = super()._validate_username(username, *args)
        return fault or account_names.why_not(Called(username=username)).get("username")


def _record(person: User) -> None:
    try:
        with transaction.atomic():
            accounts.note_made(person=person, actor=command_line())
    except DatabaseError as error:
        person.delete()
        raise CommandError(f"The log took no event, so no account was made: {error}") from error
