"""Schemathesis holds the stand-in to its own document.

Sound and unsound values in every field; no trouble waits, so every answer must be a documented one.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case

from portal.sandbox.contract import Contract
from portal.sandbox.server import Sandbox

COMMON = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}

schema = schemathesis.openapi.from_dict(Contract().document)


def hold(case: Case, sandbox: Sandbox) -> None:
    headers = {} if case.path == "/oidc/token" else {"token": sandbox.token}
    case.call_and_validate(base_url=sandbox.url, headers=headers)


@schema.parametrize()
@settings(max_examples=15, **COMMON)
def test_the_stand_in_keeps_to_its_own_document(case: Case, sandbox: Sandbox) -> None:
    hold(case, sandbox)


@pytest.mark.long
@schema.parametrize()
@settings(max_examples=150, **COMMON)
def test_the_stand_in_keeps_to_its_own_document_for_long(case: Case, sandbox: Sandbox) -> None:
    hold(case, sandbox)
