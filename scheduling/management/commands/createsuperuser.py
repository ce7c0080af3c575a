"""`manage.py createsuperuser`: Django's own, with the event, and the rules of the page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from django.db.models.signals import post_save

from portal.settings.base import from_environment
from scheduling.access import account_names, accounts
from scheduling.access.account_names import Called
from scheduling.access.actors import command_line
from scheduling.card_numbers import contains_card_number
from scheduling.management.arguments import given_to

PASSWORD = "DJANGO_SUPERUSER_PASSWORD"
NO_PASSWORD = (
    "{name} has no password yet, and can’t sign in: run `manage.py changepassword {name}`."
)


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Django asks and makes the account; without its event there is none."""
        made: list[User] = []

        def keep(instance: User, created: bool, **more: Any) -> None:
            if created:
                made.append(instance)

        _check(options)
        post_save.connect(keep, sender=User)
        try:
            super().handle(*args, **options)
        finally:
            post_save.disconnect(keep, sender=User)
            for person in made:
                _record(person)
        for person in made:
            if not person.has_usable_password():
                self.stdout.write(NO_PASSWORD.format(name=person.get_username()))

    def _validate_username(self, username: str, *args: Any) -> str | None:
        fault: str | None = super()._validate_username(username, *args)
        return fault or account_names.why_not(Called(username=username)).get("username")

    def get_input_data(self, field: Any, message: str, default: Any = None) -> Any:
        typed = super().get_input_data(field, message, default)
        if not contains_card_number(str(typed or "")):
            return typed
        self.stderr.write(f"Error: {account_names.CARD}")
        return None


def _check(options: dict[str, Any]) -> None:
    """What Django takes as it is given: the email address, and where nobody is asked the password.

    Raises CommandError.
    """
    username, email = _given("username", options), _given("email", options)
    if contains_card_number(email):
        raise CommandError(f"--email: {account_names.CARD}")
    password = from_environment(PASSWORD)
    if options["interactive"] or password is None:
        return
    try:
        validate_password(password, User(username=username, email=email))
    except ValidationError as error:
        raise CommandError(f"{PASSWORD}: {' '.join(error.messages)}") from error


def _given(name: str, options: dict[str, Any]) -> str:
    """An argument, or else what the environment has for it; "" where neither is there."""
    typed = options[name]
    if typed is None:
        typed = from_environment(f"DJANGO_SUPERUSER_{name.upper()}")
    return "" if typed is None else given_to(f"--{name}", typed)


def _record(person: User) -> None:
    try:
        with transaction.atomic():
            accounts.note_made(person=person, actor=command_line())
    except DatabaseError as error:
        person.delete()
        raise CommandError(f"The log took no event, so no account was made: {error}") from error
