"""`manage.py add_install`: add or update an institution."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.settings import secret_from_environment
from scheduling import country_lists
from scheduling.access.actors import command_line
from scheduling.institutions.registration import save_institution
from scheduling.management.arguments import given, institution_sid, sentence
from scheduling.proctoring_api.auth import fits_header


class Command(BaseCommand):
    help = (
        "Add or update an institution. The API token is read from the environment variable that"
        " --token-env names."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sid", type=institution_sid, required=True)
        parser.add_argument("--name", type=sentence, required=True)
        parser.add_argument("--base-url", required=True)
        parser.add_argument("--time-zone", required=True)
        parser.add_argument("--currency", required=True)
        parser.add_argument("--token-env", type=given, metavar="VAR")

    def handle(self, *args: Any, **options: Any) -> None:
        values = {
            name: options[name] for name in ("sid", "name", "base_url", "time_zone", "currency")
        }
        if options["token_env"] is not None:
            values["api_token"] = _token(options["token_env"])
        if values["currency"] not in country_lists.currencies():
            raise CommandError(
                f"{values['currency']} is no currency of today: write its code, such as USD."
            )
        try:
            institution, is_new = save_institution(values=values, actor=command_line())
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(
            f"{'Added' if is_new else 'Updated'} {institution.name} ({institution.sid})."
        )


def _token(variable: str) -> str:
    token = secret_from_environment(variable)
    if not token.strip():
        raise CommandError(f"The environment variable {variable} is not set.")
    if not fits_header(token):
        raise CommandError(
            f"The environment variable {variable} holds what is no API token: it may have letters,"
            " digits and signs of ASCII, without blanks."
        )
    return token
