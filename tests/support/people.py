"""People besides the practice logins, and the roles that they have at each institution."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from portal.sandbox.server import Sandbox
from scheduling.access import accounts
from scheduling.access.roles import grant
from scheduling.models import Institution
from scheduling.session_commands import PORTAL
from tests.support import client
from tests.support.client import Desk

NORTHFIELD, LAKESIDE = Sandbox.install_sid, "AI" + "a" + "2".zfill(31)
ALL = ""
STANDINGS = ("administrator of all", "administrator", "coordinator", "auditor", "nobody")
# Who walks: user name → institution SID (or all) → role. The practice logins have theirs already.
WALKERS: dict[str, dict[str, str]] = {
    "coordinator": {ALL: "coordinator"},
    "auditor": {ALL: "auditor"},
    "nobody": {},
    "elsewhere": {LAKESIDE: "coordinator"},
    "administrator-here": {NORTHFIELD: "administrator"},
    "administrator-elsewhere-coordinator-here": {
        LAKESIDE: "administrator",
        NORTHFIELD: "coordinator",
    },
    "auditor-elsewhere-coordinator-here": {LAKESIDE: "auditor", NORTHFIELD: "coordinator"},
    "administrator": {ALL: "administrator"},
}
PASSWORD = "practice-extra-1"


def someone(url: str, username: str) -> Desk:
    """Someone of `WALKERS`, to be signed in;
    those whom the practice data does not know are made first.
    """
    users = get_user_model().objects
    if username not in client.PASSWORDS:
        client.PASSWORDS[username] = PASSWORD
    if not users.filter(username=username).exists():
        accounts.make(actor=PORTAL, username=username, password=PASSWORD)
        for sid, role in WALKERS[username].items():
            grant(
                username=username,
                role=role,
                institution=Institution.objects.filter(sid=sid).first(),
                actor=PORTAL,
            )
    return Desk(url, username)


def standings(username: str, sid: str | None = None) -> set[str]:
    """As what the person stands at an institution, or at any of them where none is named."""
    held = WALKERS[username]
    roles = {role for where, role in held.items() if sid is None or where in (ALL, sid)}
    if held.get(ALL) == "administrator":
        return {"administrator of all"}
    return roles or {"nobody"}
