"""Calls to SmarterProctoring: where to, for how long, and how many that nobody waits for."""

from __future__ import annotations

from portal.settings.base import read

API_TIMEOUT = read.number("API_TIMEOUT", 20.0, least=0.1)
# Who may set an institution's address must not be able to send its token anywhere.
VENDORS = ("api.smarterproctoring.com", "api.smarterservices.com")
API_HOSTS = read.hosts("API_HOSTS", VENDORS)
API_CA_BUNDLE = read.authorities("API_CA_BUNDLE")
PAGE_PATIENCE = read.number("PAGE_PATIENCE", 1.2)
# Requests a minute at one institution for lists and sessions read ahead, which nobody waits for.
BACKGROUND_REQUESTS = read.number("BACKGROUND_REQUESTS", 45.0, least=0.1)
# Seconds from the start within which a worker that was never heard of is not missed yet.
WORKER_GRACE = read.number("WORKER_GRACE", 60.0)
