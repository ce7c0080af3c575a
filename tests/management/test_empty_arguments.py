"""An argument that a shell left empty, or that did not arrive whole: a command refuses it and never
takes it for left out.
"""

from __future__ import annotations

import getpass
import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, RoleGrant

REFUSED = "nothing stands there"
NOT_WHOLE = ("Jos\udce9", "\ud83d")  # as bytes that are no UTF-8 come from a shell
UNSEEN = "\u200b"
BLANKS = ["", " ", UNSEEN, f"\u00a0{UNSEEN}\t"]
HERE = Sandbox.install_sid
ADDED = (
    *("add_install", "--sid", "AI" + "b" * 32, "--name", "Harbor College", "--currency", "USD"),
    *("--base-url", "https://api.example.edu", "--time-zone", "America/New_York"),
)
# Every argument that a value from outside is given to, with the others that its command needs.
TAKEN: list[tuple[str, ...]] = [
    ("grant", "coordinator", "administrator", "--install", "?"),
    ("grant", "?", "administrator"),
    ("revoke", "administrator", "administrator", "--install", "?"),
    ("revoke", "?", "administrator"),
    ("audit_verify", "--against", "?"),
    ("audit_verify", "--head", "?"),
    ("audit_explain", "--why", "?"),
    ("audit_restored", "?"),
    ("audit_export", "--format", "csv", "--since", "?"),
    ("audit_export", "--format", "csv", "--until", "?"),
    ("audit_anchor", "--reason", "?"),
    ("acknowledge", "?"),
    ("backup", "?"),
    ("changepassword", "?"),
    ("erase_learner", "?", "--install", HERE, "--why", "asked"),
    ("erase_learner", "LU1", "--install", "?", "--why", "asked"),
    ("erase_learner", "LU1", "--install", HERE, "--why", "?"),
    ("load_practice", "--sandbox", "?"),
    (*ADDED, "--token-env", "?"),
    (*ADDED, "--name", "?"),
    ("createsuperuser", "--noinput", "--username", "?"),
    ("createsuperuser", "--noinput", "--username", "chief", "--email", "?"),
]


@pytest.fixture(autouse=True)
def somebody_of_the_system_s_name(database: Path) -> None:
    """An account that a blank user name could be taken for."""
    User.objects.create_user(getpass.getuser())


@pytest.mark.parametrize("given", [*BLANKS, *NOT_WHOLE])
@pytest.mark.parametrize("words", TAKEN)
def test_an_argument_that_says_nothing_or_is_not_whole_is_refused_and_nothing_done(
    words: tuple[str, ...], given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda *a, **o: "a-new-pass-phrase-7")
    before = AuditEvent.objects.count(), set(RoleGrant.objects.values_list("user", "role"))
    out = io.StringIO()
    with pytest.raises(CommandError, match="not arrive whole" if given in NOT_WHOLE else REFUSED):
        call_command(*(given if word == "?" else word for word in words), stdout=out)
    assert out.getvalue() == ""
    assert before == (
        AuditEvent.objects.count(),
        set(RoleGrant.objects.values_list("user", "role")),
    )
