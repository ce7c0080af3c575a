"""After how many days personal values are erased, per kind; 0 keeps them."""

from __future__ import annotations

from portal.settings.base import read

LONGEST = 36_500  # a hundred years
RETENTION_SESSIONS_DAYS = read.whole("RETENTION_SESSIONS_DAYS", 0, most=LONGEST)
RETENTION_OTHERS_DAYS = read.whole("RETENTION_OTHERS_DAYS", 0, most=LONGEST)
RETENTION_WORDS_DAYS = read.whole("RETENTION_WORDS_DAYS", 0, most=LONGEST)
RETENTION_SIGN_INS_DAYS = read.whole("RETENTION_SIGN_INS_DAYS", 0, most=LONGEST)
# 14 at most; 0 would delete what somebody is typing.
RETENTION_DRAFTS_DAYS = read.whole("RETENTION_DRAFTS_DAYS", 14, least=1, most=14)
