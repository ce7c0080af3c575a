"""How large an answer may be, in bytes: of a larger one nothing is read."""

from __future__ import annotations

KIB = 1024
TOKEN = 64 * KIB
SESSION = 256 * KIB
LIST_PAGE = 8 * 1024 * KIB
LIST_ROW = 256 * KIB
