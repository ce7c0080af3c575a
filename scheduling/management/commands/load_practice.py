"""`manage.py load_practice`: what a newcomer needs to practise."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scheduling.access.actors import PRACTICE_SET_UP, command_line
from scheduling.management.arguments import given
from scheduling.practice.loading import PEOPLE, load_catalogue, load_people, note_loaded

USUAL = "http://127.0.0.1:9000"


class Command(BaseCommand):
    help = (
        "Load practice institutions from a running stand-in API, and the practice logins. Safe to"
        " run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sandbox", type=given, default=USUAL, metavar="URL")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PRACTICE:
            raise CommandError(
                "Practice logins have public passwords: they are only made with PRACTICE on."
            )
        url = options["sandbox"].rstrip("/")
        actor = replace(command_line(), name=PRACTICE_SET_UP)
        load_catalogue(catalogue=_catalogue(url), base_url=url, actor=actor)
        load_people(actor=actor)
        note_loaded(base_url=url, actor=actor)
        for person in PEOPLE:
            self.stdout.write(f"  {person.username:<14} {person.password:<18} {person.role.label}")


def _catalogue(url: str) -> dict[str, Any]:
    try:
        with urlopen(f"{url}/_control/catalogue", timeout=10) as answer:
            facts: dict[str, Any] = json.load(answer)
    except (OSError, ValueError) as error:
        raise CommandError(
            f"The stand-in API does not answer at {url}. Start it with: manage.py sandbox"
        ) from error
    return facts
