"""Where the codes of the log are noted and sent."""

from __future__ import annotations

from portal.settings.base import VAR_DIR, read

# Where the log's head is noted each hour; better on another disk than the database.
ANCHORS_FILE = read.path("ANCHORS_FILE", VAR_DIR / "anchors.txt")
# What its lines are keyed with; without any, a key is derived from SECRET_KEY.
ANCHORS_KEYS = read.texts("ANCHORS_KEYS")
ANCHOR_EVERY_EVENTS = read.whole("ANCHOR_EVERY_EVENTS", 500)
# Where the codes are sent besides: addresses, host:port or a socket's path, a folder.
ANCHORS_EMAIL = read.texts("ANCHORS_EMAIL")
ANCHORS_SYSLOG = read.system_log("ANCHORS_SYSLOG")
ANCHORS_FOLDER = read.text("ANCHORS_FOLDER")

# The mail server for the codes; EMAIL_TIMEOUT keeps one that hangs from holding up the worker.
_mail = read.mail_server("EMAIL_URL", "smtp://127.0.0.1:25")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = (
    _mail[name] for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT")
)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = (_mail.get(f"EMAIL_USE_{way}", False) for way in ("TLS", "SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read.text("EMAIL_FROM", "proctor-desk@localhost")
