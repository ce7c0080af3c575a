"""`manage.py audit_explain`: record why something beside the log differs from it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.access.actors import command_line
from scheduling.audit.table_checks import explanations
from scheduling.management.arguments import sentence


class Command(BaseCommand):
    help = (
        "Print what differs from the log, a file of codes that was lost or cut among it, and with"
        " --why record that it was looked into, and what it came from. Only what differs after that"
        " is told from then on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--why", type=sentence, metavar="TEXT", help="where it came from")

    def handle(self, *args: Any, **options: Any) -> None:
        why = options["why"]
        found = explanations.open_differences()
        for one in found:
            self.stdout.write(f"- {one.said}")
        if not found:
            self.stdout.write("Nothing differs from the log.")
        elif why:
            number = explanations.explain(why=why, actor=command_line())
            self.stdout.write(f"Recorded as event {number}.")
        else:
            raise CommandError("Nothing was recorded: say where it came from, with --why.")
