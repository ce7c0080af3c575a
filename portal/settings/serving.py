"""Hosts, processes and ports, uploads and static files."""

from __future__ import annotations

from contextlib import suppress

from portal.environment import GREATEST_PORT
from portal.practice_ports import DEFAULTS
from portal.settings.base import BASE_DIR, DEBUG, VAR_DIR, read

ALLOWED_HOSTS = read.served_hosts(
    "ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]") if DEBUG else ()
)
CSRF_TRUSTED_ORIGINS = read.origins("CSRF_TRUSTED_ORIGINS")

WEB_WORKERS = read.whole("WEB_WORKERS", 2, least=1, most=1_000)
WEB_THREADS = read.whole("WEB_THREADS", 16, least=1, most=1_000)

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # a rescue of 400 sessions has two each
FILE_UPLOAD_HANDLERS = ["portal.uploads.BoundedUploadHandler"]
LARGEST_CASE_FILE = 60 * 1024 * 1024  # twice what 400,000 links and 5,000 events come to
# By the page that asks for a file; no other takes any. A little more, so that the form can say it.
LARGEST_UPLOADS = {"/audit/case/check/": LARGEST_CASE_FILE + 1024 * 1024}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
with suppress(OSError):
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG


def practice_ports() -> dict[str, int]:
    """The portal's and the stand-in's ports for `make run`, by the variable that chooses each.

    Raises:
        ImproperlyConfigured: one of them is no number.
    """
    return {
        "PORT": read.whole("PORT", DEFAULTS["PORT"], least=1, most=GREATEST_PORT),
        "SANDBOX_PORT": read.whole(
            "SANDBOX_PORT", DEFAULTS["SANDBOX_PORT"], least=1, most=GREATEST_PORT
        ),
    }
