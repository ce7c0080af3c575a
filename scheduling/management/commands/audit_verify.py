"""`manage.py audit_verify`: walk the audit chain."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from scheduling.access.actors import command_line
from scheduling.audit import event_reader, verification_jobs
from scheduling.audit.codes.short_code import LogCode, NotACode, code_of, read_code
from scheduling.audit.verifier import LogVerdict, verify
from scheduling.management.arguments import given


class Command(BaseCommand):
    help = (
        "Walk the audit chain. Exit 0 where it holds and the saved codes and what stands beside it"
        " agree with it, 1 with the first broken number or what differs where they do not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", type=given, metavar="NUMBER:HASH", help="a head noted earlier"
        )
        parser.add_argument("--against", type=given, metavar="CODE", help="a code noted earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        number, noted_hash = _head(options["head"])
        log_code = _log_code(options["against"])
        verdict = verification_jobs.completed(
            verify(noted_number=number, noted_hash=noted_hash, log_code=log_code)
        )
        if not verdict.is_intact:
            # Nothing is written into a log that does not hold: it may be wanted as it is.
            self.stdout.write(f"Broken at event {verdict.broken_at}: {verdict.why}.")
            self._tell(verdict)
            raise SystemExit(1)
        self.stdout.write(
            f"The log holds: {verdict.events} events. Head"
            f" {verdict.head_number}:{verdict.head_hash}"
        )
        self.stdout.write(f"Its code is {code_of(verdict.head_number, verdict.head_hash)}")
        if log_code:
            self.stdout.write(_still_holds(log_code))
        self._tell(verdict)
        self._record(verdict)
        if not verdict.is_clear:
            raise SystemExit(1)

    def _tell(self, verdict: LogVerdict) -> None:
        for sentence in verification_jobs.in_words(verdict):
            self.stdout.write(sentence)

    def _record(self, verdict: LogVerdict) -> None:
        try:
            verification_jobs.record(verdict, actor=command_line())
        except DatabaseError as error:
            self.stderr.write(f"That it was verified could not be recorded: {error}")


def _still_holds(log_code: LogCode) -> str:
    at = event_reader.time_of(log_code.number)
    when = f"{at:%-d %B %Y, %H:%M} UTC" if at else "its beginning"
    return f"It still holds what it held on {when} (event {log_code.number:,})."


def _log_code(code: str | None) -> LogCode | None:
    try:
        return None if code is None else read_code(code)
    except NotACode as error:
        raise CommandError(str(error)) from error


def _head(text: str | None) -> tuple[int | None, str]:
    if text is None:
        return None, ""
    match = re.fullmatch(r"(\d+):([a-f0-9]{64})", text)
    if match is None:
        raise CommandError("Give the head as it was printed: the number, a colon, 64 characters.")
    return int(match[1]), match[2]
