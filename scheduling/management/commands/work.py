"""`manage.py work`: the background worker."""

from __future__ import annotations

import logging
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, connections
from huey.contrib.djhuey import HUEY

from scheduling.management.arguments import thread_count
from scheduling.management.repeated_log_lines import calm_down
from scheduling.readiness import all_checks
from scheduling.worker.loop import Loop

PATIENCE = 60.0  # seconds; nobody at a page waits for the worker


class Command(BaseCommand):
    help = "Run the background worker: settles what is not known yet and keeps the lists fresh."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=thread_count, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("huey").setLevel(logging.WARNING)
        if connection.vendor == "sqlite":
            connections.settings["default"]["OPTIONS"]["timeout"] = PATIENCE
        calm_down()
        all_checks.log_faults_at_start()
        loop = Loop()
        threading.Thread(target=loop.run, name="loop", daemon=True).start()
        HUEY.create_consumer(
            workers=options["threads"], worker_type="thread", max_delay=0.5, graceful_signal="TERM"
        ).run()
        loop.stop()
