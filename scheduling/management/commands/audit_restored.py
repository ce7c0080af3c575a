"""`manage.py audit_restored`: record that the database was restored from a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.access.actors import command_line
from scheduling.audit.codes import restoring
from scheduling.management.arguments import short_sentence


class Command(BaseCommand):
    help = (
        "Record that the database was restored from a backup, and which events were lost by the"
        " saved codes. The log goes on from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", type=short_sentence, metavar="FROM", help="which backup, in words"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restoring.record(source=options["source"], actor=command_line())
        except restoring.FileUnreadable as error:
            raise CommandError(f"The file of codes can’t be read: {error}.") from error
        lost = f"Events {done.first} to {done.last} are lost." if done.last else "No code is lost."
        self.stdout.write(f"{lost} Recorded as event {done.event}.")
