"""`manage.py audit_anchor`: the chain's head as a code."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from scheduling.access.actors import command_line
from scheduling.audit import event_writer
from scheduling.audit.codes import codes_file
from scheduling.audit.kinds import Kind
from scheduling.management.arguments import short_sentence


class Command(BaseCommand):
    help = (
        "Print the code of the log as it is now, and append it to the file of codes. Exit 1 where"
        " that failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reason",
            type=short_sentence,
            default="by hand",
            help="what stands beside the code in the file",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._record(options["reason"])
        log_code = codes_file.write(reason=options["reason"])
        self.stdout.write(log_code.code)
        if log_code.trouble:
            self.stderr.write(f"The code was not written to the file: {log_code.trouble}.")
            raise SystemExit(1)

    def _record(self, reason: str) -> None:
        """Before the code is made, so that it covers the event."""
        actor = command_line()
        said = f"{actor.name} had the log’s code noted: {reason}."
        entry = event_writer.Entry(
            kind=Kind.CODE_NOTED, sentence=event_writer.escape_braces(said), actor=actor
        )
        try:
            event_writer.record(entry)
        except DatabaseError as error:
            self.stderr.write(f"That it was noted could not be recorded: {error}")
