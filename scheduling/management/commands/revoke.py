"""`manage.py revoke`: take a role from a user."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.access import granting_rules
from scheduling.access.actors import command_line
from scheduling.management.arguments import given
from scheduling.models import Institution, Role


class Command(BaseCommand):
    help = "Take a role at one institution, or at all, from a user."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", type=given)
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--install", type=given, metavar="AI…")

    def handle(self, *args: Any, **options: Any) -> None:
        username, role = options["username"], options["role"]
        sid = options["install"]
        institution = Institution.objects.filter(sid=sid).first()
        if sid is not None and institution is None:
            raise CommandError(f"There is no institution {sid}.")
        where = institution or "all institutions"
        try:
            is_taken = granting_rules.revoke(
                username=username, role=role, institution=institution, actor=command_line()
            )
        except granting_rules.NobodyOfThatName as error:
            raise CommandError(f"There is no user {username}.") from error
        except granting_rules.Refused as refused:
            raise CommandError(f"Nothing was changed. {refused}") from refused
        if not is_taken:
            raise CommandError(f"{username} is not {role} of {where}, so nothing was changed.")
        self.stdout.write(f"{username} is no longer {role} of {where}.")
