"""Schemathesis holds the stand-in to its own document.

Sound and unsound values in every field; no trouble waits, so every answer must be a documented one.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case

from portal.sandbox.contract import Contract
from portal.sandbox.model import Session
from portal.sandbox.practice_institutions import NORTHFIELD, PROCTOR_TYPES
from portal.sandbox.seed import seeded
from portal.sandbox.server import Sandbox

pytestmark = pytest.mark.long
COMMON = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def aimed() -> dict[str, Any]:
    """The document, narrowed to one session that exists and to places that the install has."""
    install = seeded(1)[NORTHFIELD]
    session: Session = next(iter(install.sessions.values()))
    document = copy.deepcopy(Contract().document)
    parameters, schemas = document["components"]["parameters"], document["components"]["schemas"]
    for name, sid in [
        ("installSid", install.sid),
        ("examSid", session.exam.sid),
        ("sessionSid", session.sid),
        ("enrollmentSid", session.enrollment.sid),
    ]:
        parameters[name]["schema"] = {"enum": [sid]}
    for name, shelf in [
        ("proctorLocationSid", install.places),
        ("instructorProctorSid", install.instructors),
        ("messageSid", install.threads),
        ("cancellationPolicyVersionSid", install.policy_versions),
        ("proctorTypeSubCategorySid", PROCTOR_TYPES),
    ]:
        schemas["Schedule"]["properties"][name] = {"enum": list(shelf)}
    schemas["Schedule"]["properties"]["cardToken"]["pattern"] = "^tok_[0-9]+$"
    # The year 9999 has no day after it.
    schemas["Moment"]["pattern"] = "^20.*Z"
    return document


anywhere = schemathesis.openapi.from_dict(Contract().document)
at_one_session = schemathesis.openapi.from_dict(aimed())


def hold(case: Case, sandbox: Sandbox) -> None:
    headers = {} if case.path == "/oidc/token" else {"token": sandbox.token}
    case.call_and_validate(base_url=sandbox.url, headers=headers)


@anywhere.parametrize()
@settings(max_examples=25, **COMMON)
def test_any_address(case: Case, sandbox: Sandbox) -> None:
    hold(case, sandbox)


@at_one_session.parametrize()
@settings(max_examples=50, **COMMON)
def test_a_session_that_exists(case: Case, sandbox: Sandbox) -> None:
    hold(case, sandbox)
