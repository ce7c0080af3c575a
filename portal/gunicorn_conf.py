"""Gunicorn's configuration: threads wait on the provider, and a restart lets calls in flight
finish.
"""

from __future__ import annotations

import gc
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from portal.environment import stop

try:
    from portal import settings
except ImproperlyConfigured as refused:
    stop(refused)

wsgi_app = "portal.wsgi:application"
worker_class = "portal.slow_clients.PatientWorker"
logger_class = "portal.gunicorn_log.Log"
workers = settings.WEB_WORKERS
threads = settings.WEB_THREADS
timeout = int(settings.API_TIMEOUT) + 30
graceful_timeout = int(settings.API_TIMEOUT) + 10
keepalive = 30
backlog = 512
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
control_socket_disable = True
# How many objects more than before make the garbage collector look for those that hold each other.
# No page or booking makes as many: at Python's 700 every other booking waits while it looks.
NEW_OBJECTS = 10_000


def post_worker_init(worker: Any) -> None:
    """Tell what is wrong as it starts. What a worker has loaded stays for its whole life:
    looking through it again would stop every thread for 50 ms.
    """
    from django.db import connections

    from portal.file_protection import protect_new_files
    from portal.huge_pages import use_huge_pages
    from scheduling.readiness import all_checks

    protect_new_files()  # gunicorn sets its own as it begins
    if connections.databases["default"]["ENGINE"] == "portal.postgresql":
        from portal.postgresql.base import give_up_after

        give_up_after(settings.DATABASE_TIMEOUT)
    all_checks.log_faults_at_start()
    connections.close_all()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    use_huge_pages()
