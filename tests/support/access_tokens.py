"""Answers about access tokens, for a scripted provider."""

from __future__ import annotations

from typing import Any

from tests.support.scripted_provider import (
    Script,
    answer,
    says,
)

EXPIRED = answer(401, headers=[("WWW-Authenticate", 'Bearer realm="api", error="invalid_token"')])


def token_answer(value: str, life: Any = 3600) -> Script:
    return says({"access_token": value, "token_type": "Bearer", "expires_in": life})
