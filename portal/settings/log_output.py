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
        "secrets": {"()": "portal.log_redaction.WithoutSecrets"},
        "in earnest": {"()": "django.utils.log.RequireDebugFalse"},
        "refusals": {"()": "portal.log_redaction.WithoutTracesOfRefusals"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["refusals", "secrets"],
        },
        "mail": {
            "class": "django.utils.log.AdminEmailHandler",
            "level": "ERROR",
            "filters": ["in earnest", "refusals", "secrets"],
        },
    },
    # Django's own ways out would write the same lines as they are.
    "loggers": {
        "django": {"handlers": ["mail"]},
        "django.server": {"handlers": ["stderr"], "propagate": False},
    },
    "root": {
        "handlers": ["stderr"],
        "level": read.word("LOG_LEVEL", "WARNING", among=LEVELS),
    },
}
