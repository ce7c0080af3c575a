"""The worker's queue: a file of its own, or Redis."""

from __future__ import annotations

from portal.huey_import import import_huey
from portal.settings.base import VAR_DIR, read
from portal.settings.secret_keys import SECRET_KEY

REDIS_URL = read.redis("REDIS_URL")
HUEY = {"name": "portal", "immediate": False, "results": False, "utc": True}
if REDIS_URL:
    # So that a queue that hangs holds up neither a page nor the worker's threads for long.
    _bounded = "" if "socket_timeout" in REDIS_URL else "socket_timeout=5&socket_connect_timeout=5"
    _joined = f"{REDIS_URL}{'&' if '?' in REDIS_URL else '?'}{_bounded}".rstrip("?&")
    HUEY |= {"huey_class": "huey.RedisHuey", "connection": {"url": _joined}}
else:
    HUEY |= {
        "huey_class": "portal.queue_file.QueueFile",
        "connection": {"filename": str(VAR_DIR / "queue.sqlite3")},
    }
import_huey(with_redis=bool(REDIS_URL))
from huey.serializer import SignedSerializer  # noqa: E402  only after the line above

# A message is pickled, so what was not signed here is never read: whoever can write to the queue
# could else run code in the worker.
HUEY["serializer"] = SignedSerializer(secret=SECRET_KEY, salt="portal.queue")
