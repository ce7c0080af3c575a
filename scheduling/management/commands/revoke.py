"""`manage.py revoke`: take a role from a user."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.access import granting_rules
from scheduling.access.actors import command_line
from scheduling.management.arguments import given, institution_sid
from scheduling.models import Institution, Role

BY_ACCOUNT = (
    " The account stays an administrator of all institutions: createsuperuser made it one, whatever"
    " its roles. To end that, close it under Admin → People."
)


class Command(BaseCommand):
    help = "Take a role at one institution, or at all, from a user."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", type=given)
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--install", type=institution_sid, metavar="AI…")

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
        except granting_rules.ChangeRefused as refused:
            raise CommandError(f"Nothing was changed. {refused}") from refused
        stays = BY_ACCOUNT if granting_rules.administers_by_account(username) else ""
        if not is_taken:
            how = " by a role" if stays else ""
            said = f"{username} is not {role} of {where}{how}, so nothing was changed.{stays}"
            raise CommandError(said)
        gone = f"{username} no longer has the role {role} of {where}.{stays}"
        self.stdout.write(gone if stays else f"{username} is no longer {role} of {where}.")
