"""Where the codes of the log are noted and sent."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import DEBUG, VAR_DIR, read
from portal.settings.file_permissions import files_of_the_portal
from portal.settings.secret_keys import is_weak

# Where the log's head is noted each hour; better on another disk than the database.
ANCHORS_FILE = read.path("ANCHORS_FILE", VAR_DIR / "anchors.txt")
if os.path.realpath(ANCHORS_FILE) in map(os.path.realpath, files_of_the_portal()):
    raise ImproperlyConfigured(
        f"ANCHORS_FILE is {ANCHORS_FILE}, in which the portal keeps something else: set it to a"
        " file for the codes alone."
    )
# What its lines are keyed with; without any, a key is derived from SECRET_KEY.
ANCHORS_KEYS = read.texts("ANCHORS_KEYS")
if not DEBUG and ANCHORS_KEYS and is_weak(ANCHORS_KEYS[0]):
    # The others wrote what is there, and have to stay.
    raise ImproperlyConfigured(
        "ANCHORS_KEYS begins with a weak key: put one of at least 50 random characters before the"
        " others."
    )
ANCHOR_EVERY_EVENTS = read.whole("ANCHOR_EVERY_EVENTS", 500)
# Where the codes are sent besides: addresses, host:port or a socket's path, a folder.
ANCHORS_EMAIL = read.email_addresses("ANCHORS_EMAIL")
ANCHORS_SYSLOG = read.system_log("ANCHORS_SYSLOG")
ANCHORS_FOLDER = read.whole_path("ANCHORS_FOLDER")

# The mail server for the codes; EMAIL_TIMEOUT keeps one that hangs from holding up the worker.
_mail = read.mail_server("EMAIL_URL", "smtp://127.0.0.1:25")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = (
    _mail[name] for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT")
)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = (_mail.get(f"EMAIL_USE_{way}", False) for way in ("TLS", "SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read.sender("EMAIL_FROM", "proctor-desk@localhost")
