"""`manage.py backup DIR`: a whole backup of a running portal."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling import backup
from scheduling.access.actors import command_line
from scheduling.management.arguments import given


class Command(BaseCommand):
    help = "Write a whole, consistent backup of the running portal into an empty folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=_folder, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backup.make(folder=options["folder"], actor=command_line())
        except backup.CannotBackUp as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['folder']}: {', '.join(made.files)}, {backup.SUMS}.")
        self.stdout.write(f"It holds the log up to event {made.number} at least: {made.code}.")
        self.stdout.write(
            "The keys are not in it: keep SECRET_KEY, FIELD_ENCRYPTION_KEYS and ANCHORS_KEYS"
            " elsewhere."
        )
        if made.without:
            self.stderr.write(made.without)
        if made.unrecorded:
            self.stderr.write(f"That it was made could not be recorded: {made.unrecorded}")


def _folder(text: str) -> Path:
    return Path(given(text))
