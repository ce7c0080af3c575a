"""Both ways of authorising, and what a wrong one is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from portal.sandbox.server import Sandbox


def bearer(sandbox: Sandbox) -> dict[str, str]:
    answer = requests.post(
        sandbox.token_url,
        data={"grant_type": "client_credentials"},
        auth=(sandbox.client_id, sandbox.client_secret),
    ).json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
    return {"Authorization": f"Bearer {answer['access_token']}"}


@pytest.mark.parametrize(
    "headers", [{}, {"token": "wrong"}, {"token": ""}, {"Authorization": "Basic eDp5"}]
)
def test_a_missing_or_wrong_token_is_403(
    url: Callable, waiting: dict, headers: dict[str, str]
) -> None:
    answer = requests.get(url(waiting), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "AUTHENTICATIONFAILED")


def test_a_bearer_token_opens_what_the_header_token_opens(
    sandbox: Sandbox, url: Callable, waiting: dict
) -> None:
    assert (
        requests.get(url(waiting), headers=bearer(sandbox)).json()["sid"] == waiting["sessionSid"]
    )
    assert sandbox.requests("GET")[-1]["headers"]["auth"] == "bearer"


def test_an_expired_bearer_token_is_401_with_a_challenge(
    sandbox: Sandbox, url: Callable, waiting: dict
) -> None:
    headers = bearer(sandbox)
    sandbox.expire_bearer_tokens()
    answer = requests.get(url(waiting), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "401")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_lives_as_long_as_it_says(sandbox: Sandbox, url: Callable, waiting: dict) -> None:
    sandbox.stand_in.tokens.control({"lifetime": 0})
    answer = requests.post(
        sandbox.token_url,
        data={"grant_type": "client_credentials"},
        auth=(sandbox.client_id, sandbox.client_secret),
    ).json()
    assert answer["expires_in"] == 0
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert requests.get(url(waiting), headers=headers).status_code == 401


def test_wrong_client_credentials_are_401(sandbox: Sandbox) -> None:
    answer = requests.post(
        sandbox.token_url, data={"grant_type": "client_credentials"}, auth=("II1", "no")
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "401")


@pytest.mark.parametrize(
    "form", [{"grant_type": "password"}, {}, {"grant_type": "client_credentials", "x": "1"}]
)
def test_another_grant_is_refused(sandbox: Sandbox, form: dict[str, str]) -> None:
    answer = requests.post(
        sandbox.token_url, data=form, auth=(sandbox.client_id, sandbox.client_secret)
    )
    assert answer.status_code == 400


def test_tokens_can_be_rotated(
    sandbox: Sandbox, http: requests.Session, url: Callable, waiting: dict
) -> None:
    sandbox.set_tokens("fresh")
    assert http.get(url(waiting)).status_code == 403
    http.headers["token"] = "fresh"
    assert http.get(url(waiting)).status_code == 200


def test_the_ledger_keeps_no_secret(sandbox: Sandbox, url: Callable, waiting: dict) -> None:
    headers = bearer(sandbox)
    requests.get(url(waiting), headers=headers)
    requests.get(url(waiting), headers={"token": "practice-token"})
    kept = str(sandbox.ledger())
    assert headers["Authorization"][7:] not in kept
    assert "practice-token" not in kept
    assert "practice-secret" not in kept
