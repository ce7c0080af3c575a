"""A program that asks the portal for addresses with a NUL in every word of their own, and tells
what it answered.

It runs against the database that DATABASE_URL names: SQLite takes a NUL, PostgreSQL does not.
"""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from tests.support.client import Desk  # noqa: E402
from tests.support.portal_server import Portal  # noqa: E402

ASKED = {
    "/": ("q", "install", "state", "page"),
    "/undecided/": ("page",),
    "/audit/": (
        *(
            "q",
            "learner",
            "email",
            "person",
            "exam",
            "session",
            "enrollment",
            "request",
            "provider",
            "outcome",
        ),
        *("type", "kind", "install", "from", "to", "zone", "before", "after"),
    ),
    "/audit/case/": ("session", "exam", "name", "email", "from", "to"),
    "/audit/story/learner/": ("name", "email"),
    "/audit/verify/": ("code",),
    "/admin/scheduling/proctortype/": ("q", "where__exact", "is_active__exact", "p", "o"),
    "/admin/scheduling/site/": ("q", "kind__exact", "institution__id__exact"),
    "/admin/auth/user/": ("q", "before"),
    "/admin/scheduling/attempt/": ("q", "before"),
    "/admin/scheduling/auditevent/": ("q", "before"),
}


def main(sandbox_url: str, install_sid: str) -> dict[str, int]:
    call_command("load_practice", "--sandbox", sandbox_url, stdout=sys.stderr)
    asked = [(path, name, install_sid) for path, names in ASKED.items() for name in names]
    asked += [
        ("/audit/story/learner/", "name", "%00"),
        ("/audit/case/", "name", "%00"),
        ("/", "q", "%00"),
    ]
    with Portal() as portal, Desk(portal.url, "administrator") as desk:
        addresses = [_address(path, name, institution) for path, name, institution in asked]
        return {address: desk.get(address).status_code for address in addresses}


def _address(path: str, name: str, institution: str) -> str:
    about = "" if path.startswith("/admin/") or name == "install" else f"&install={institution}"
    return f"{path}?{name}=a%00b{about}"


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
