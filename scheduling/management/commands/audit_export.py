"""`manage.py audit_export`: stream the audit log to standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.access.actors import command_line
from scheduling.audit.exports.log_lines import ALL_HAD, FORMATS, Chosen, export
from scheduling.management.arguments import given


class Command(BaseCommand):
    help = "Stream the audit log to standard output, oldest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--since", type=given, metavar="D", help="from this UTC day or time on")
        parser.add_argument(
            "--until", type=given, metavar="D", help="up to, not including, this UTC day or time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = command_line()
        since, until = _instant(options["since"]), _instant(options["until"])
        if since and until and since >= until:
            raise CommandError(
                "Nothing lies between these days: --since has to come before --until."
            )
        chosen = Chosen(since=since, until=until)
        for text in export(form=options["format"], chosen=chosen, actor=actor):
            self.stdout.write(text, ending="")
            if text == ALL_HAD:
                self.stdout.flush()


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"“{text}” is not a date. Write it like 2026-12-09 or 2026-12-09T15:00."
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
