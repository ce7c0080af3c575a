"""How gunicorn serves the portal: threads wait on the provider, and a restart lets calls in flight finish."""

from __future__ import annotations

from portal import settings

wsgi_app = "portal.wsgi:application"
worker_class = "gthread"
workers = settings.WEB_WORKERS
threads = settings.WEB_THREADS
timeout = int(settings.API_TIMEOUT) + 30
graceful_timeout = int(settings.API_TIMEOUT) + 10
keepalive = 30
control_socket_disable = True
