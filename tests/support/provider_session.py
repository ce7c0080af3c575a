"""The session that the API client's tests call about: its SIDs, a body, a token."""

from __future__ import annotations

INSTALL, EXAM, SESSION = "AI" + "a" * 32, "EX" + "b" * 32, "ES" + "c" * 32
TOKEN = "token-of-this-install"
PATH = f"/v1/installs/{INSTALL}/exams/{EXAM}/sessions/{SESSION}"
BODY = {"type": "ad-hoc", "notes": "quiet room"}
