"""`manage.py erase_learner`: take a learner's personal values out of the log."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scheduling.access.actors import command_line
from scheduling.log import learner_erasure
from scheduling.management.arguments import institution_sid, learner_sid, sentence
from scheduling.models import Institution


class Command(BaseCommand):
    help = "Erase a learner’s personal values from the log of an institution, as an event."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user_sid", type=learner_sid, metavar="USER_SID")
        parser.add_argument("--install", type=institution_sid, required=True, metavar="AI…")
        parser.add_argument("--why", type=sentence, required=True, metavar="TEXT")

    def handle(self, *args: Any, **options: Any) -> None:
        institution = Institution.objects.filter(sid=options["install"]).first()
        if institution is None:
            raise CommandError(f"There is no institution {options['install']}.")
        try:
            count = learner_erasure.erase_learner(
                user_sid=options["user_sid"],
                institution=institution,
                why=options["why"],
                actor=command_line(),
            )
        except learner_erasure.NothingToErase as error:
            raise CommandError(
                f"The log keeps nothing of learner {options['user_sid']} there."
            ) from error
        except learner_erasure.NamesLearner as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Erased {count} personal values. The events stay.")
        if said := learner_erasure.open_still(options["user_sid"], institution):
            self.stdout.write(said)
