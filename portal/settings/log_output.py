"""What the portal prints, and what it leaves out."""

from __future__ import annotations

from portal.settings.base import read

LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")
DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.error_reports.NoVariables"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "secrets": {"()": "portal.log_filters.WithoutSecrets"},
        "refusals": {"()": "portal.log_filters.WithoutTracesOfRefusals"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {  # those that tell the path of a request
        name: {"filters": ["secrets", "refusals"]}
        for name in ("django.request", "django.security.csrf")
    },
    "root": {
        "handlers": ["stderr"],
        "level": read.word("LOG_LEVEL", "WARNING", among=LEVELS),
    },
}
