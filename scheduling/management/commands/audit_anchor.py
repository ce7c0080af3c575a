"""`manage.py audit_anchor`: the chain's head as a code."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from scheduling.audit import anchors


class Command(BaseCommand):
    help = (
        "Print the code of the log as it is now, and append it to the file of codes. Exit 1 where"
        " that failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reason", default="by hand", help="what stands beside the code in the file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        anchor = anchors.write(reason=options["reason"])
        self.stdout.write(anchor.code)
        if anchor.trouble:
            self.stderr.write(f"The code was not written to the file: {anchor.trouble}.")
            raise SystemExit(1)
