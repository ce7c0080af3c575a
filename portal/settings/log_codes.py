"""Where the codes of the log are noted and sent."""

from __future__ import annotations

from pathlib import Path

from portal.settings.base import VAR_DIR, env

# Where the log's head is noted each hour; better on another disk than the database.
ANCHORS_FILE = Path(env.str("ANCHORS_FILE", default=str(VAR_DIR / "anchors.txt")))
# What its lines are keyed with; without any, a key is derived from SECRET_KEY.
ANCHORS_KEYS = env.list("ANCHORS_KEYS", default=[])
ANCHOR_EVERY_EVENTS = env.int("ANCHOR_EVERY_EVENTS", default=500)
# Where the codes are sent besides: addresses, host:port or a socket's path, a folder.
ANCHORS_EMAIL = env.list("ANCHORS_EMAIL", default=[])
ANCHORS_SYSLOG = env.str("ANCHORS_SYSLOG", default="")
ANCHORS_FOLDER = env.str("ANCHORS_FOLDER", default="")

# The mail server for the codes; EMAIL_TIMEOUT keeps one that hangs from holding up the worker.
_mail = env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = (
    _mail[name] for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT")
)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = (_mail.get(f"EMAIL_USE_{way}", False) for way in ("TLS", "SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="proctor-desk@localhost")
