"""`manage.py sandbox`: the stand-in API alone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.sandbox.__main__ import main


class Command(BaseCommand):
    """Listed here for `manage.py help`; `manage.py` starts it before any setting is read."""

    help = (
        "Run the practice provider: a stand-in for the proctoring API. See `sandbox --help` for its"
        " options."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("options", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        main(options["options"])
