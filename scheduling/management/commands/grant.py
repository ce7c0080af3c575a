"""`manage.py grant`: give a user a role."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from scheduling.access import granting_rules
from scheduling.access.actors import command_line
from scheduling.access.roles import grant
from scheduling.management.arguments import given, institution_sid
from scheduling.models import Institution, Role

CLOSED = " The account is closed: nobody signs in with it until it is opened under Admin → People."


class Command(BaseCommand):
    help = "Give a user a role at one institution, or at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", type=given)
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--install", type=institution_sid, metavar="AI…")

    def handle(self, *args: Any, **options: Any) -> None:
        sid = options["install"]
        institution = Institution.objects.filter(sid=sid).first()
        if sid is not None and institution is None:
            raise CommandError(f"There is no institution {sid}. Add it with add_install first.")
        try:
            grant(
                username=options["username"],
                role=options["role"],
                institution=institution,
                actor=command_line(),
            )
        except get_user_model().DoesNotExist as error:
            raise CommandError(f"There is no user {options['username']}.") from error
        closed = CLOSED if granting_rules.is_closed(options["username"]) else ""
        self.stdout.write(
            f"{options['username']} is now {options['role']} of"
            f" {institution or 'all institutions'}.{closed}"
        )
