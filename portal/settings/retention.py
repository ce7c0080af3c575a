"""After how many days personal values are erased, per kind; 0 keeps them."""

from __future__ import annotations

from portal.settings.base import env

RETENTION_SESSIONS_DAYS = env.int("RETENTION_SESSIONS_DAYS", default=0)
RETENTION_WORDS_DAYS = env.int("RETENTION_WORDS_DAYS", default=0)
RETENTION_SIGN_INS_DAYS = env.int("RETENTION_SIGN_INS_DAYS", default=0)
RETENTION_DRAFTS_DAYS = env.int("RETENTION_DRAFTS_DAYS", default=14)  # 14 at most
