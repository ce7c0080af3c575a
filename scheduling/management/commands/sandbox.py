"""`manage.py sandbox`: the stand-in API alone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.sandbox import server


class Command(BaseCommand):
    help = "Runs the practice provider: a stand-in for the proctoring API, with practice data."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=9000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--seed", type=int, default=1, help="the same number gives the same data")
        parser.add_argument("--latency-ms", type=float, default=0, help="how long every answer takes")

    def handle(self, **options: Any) -> None:
        server.main(options["port"], options["seed"], options["host"], options["latency_ms"])
