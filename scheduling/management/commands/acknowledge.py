"""`manage.py acknowledge`: say that an account which no event made is a known one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.access import unexplained_accounts
from scheduling.access.actors import command_line
from scheduling.management.arguments import given


class Command(BaseCommand):
    help = "Say that an account which no event made, and which has signed in, is a known one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", type=given)

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"]
        alarms = [one for one in unexplained_accounts.open_alarms() if one.username == username]
        if not alarms:
            raise CommandError(f"There is no alarm about an account {username}.")
        for alarm in alarms:
            unexplained_accounts.acknowledge(number=alarm.number, actor=command_line())
        self.stdout.write(f"The account {username} is acknowledged.")
