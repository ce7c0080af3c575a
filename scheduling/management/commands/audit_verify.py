"""`manage.py audit_verify`: walk the audit chain."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.services.chain import Verdict, verify


class Command(BaseCommand):
    help = "Walk the audit chain. Exit 0 where it holds, 1 with the first broken number where it does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", metavar="NUMBER:HASH", help="a head noted earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        number, noted_hash = _head(options["head"])
        verdict = verify(noted_number=number, noted_hash=noted_hash)
        if not verdict.holds:
            self.stdout.write(f"Broken at event {verdict.broken_at}: {verdict.why}.")
            raise SystemExit(1)
        self.stdout.write(_holds(verdict))


def _holds(verdict: Verdict) -> str:
    return f"The log holds: {verdict.events} events. Head {verdict.head_number}:{verdict.head_hash}"


def _head(text: str) -> tuple[int | None, str]:
    if not text:
        return None, ""
    match = re.fullmatch(r"(\d+):([a-f0-9]{64})", text)
    if match is None:
        raise CommandError("Give the head as it was printed: the number, a colon, 64 characters.")
    return int(match[1]), match[2]
