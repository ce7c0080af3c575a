"""SQLite or PostgreSQL, and how long either is waited for."""

from __future__ import annotations

from portal.settings.base import BASE_DIR, read

# SQLite: measured with four writers, only IMMEDIATE with WAL never answered "database is locked".
# What is deleted is written over in the file: not every SQLite is built so that it does.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,  # seconds that a person waits for a busy storage before being told
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA"
        " cache_size=-16000; PRAGMA secure_delete=ON;"
    ),
}
DATABASES = {"default": read.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": read.whole("CONN_MAX_AGE", 600),
    "CONN_HEALTH_CHECKS": True,
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "portal.sqlite"
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
else:
    DATABASES["default"]["ENGINE"] = "portal.postgresql"
# How long a page waits for a PostgreSQL that says nothing; 0 for ever.
DATABASE_TIMEOUT = read.whole("DATABASE_TIMEOUT", 30)
