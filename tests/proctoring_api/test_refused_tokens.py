"""A 401 to a call: when it is sent again with another token, and when it is the answer."""

from __future__ import annotations

import json

import pytest

from scheduling.proctoring_api.errors import NotAuthorised, NothingSent
from tests.support.access_tokens import EXPIRED, token_answer
from tests.support.provider_session import BODY, SESSION
from tests.support.scripted_provider import (
    answer,
    closes,
    says,
)

NO_SIGN = [answer(401), answer(401, headers=[("WWW-Authenticate", 'Basic realm="gateway"')])]


@pytest.mark.parametrize("refusal", NO_SIGN, ids=["bare", "gateway"])
def test_a_401_that_does_not_say_the_token_is_invalid_sends_no_change_again(
    serve, bearer, address, record, refusal
) -> None:
    door, api = serve(token_answer("first"), token_answer("second")), serve(refusal, says(record))
    client = bearer(api, door)
    with pytest.raises(NotAuthorised):
        client.schedule(address, BODY)
    assert len(api.arrived) == 1

    client.schedule(address, BODY)  # the next call has a token of its own
    assert [one.headers["authorization"] for one in api.arrived] == [
        "Bearer first",
        "Bearer second",
    ]


def test_a_401_to_a_look_is_met_with_a_new_token_whatever_it_says(
    serve, bearer, address, record
) -> None:
    door, api = (
        serve(token_answer("first"), token_answer("second")),
        serve(NO_SIGN[0], says(record)),
    )
    assert bearer(api, door).session(address).status == 200


@pytest.mark.parametrize("method", ["schedule", "session"])
def test_the_same_token_is_not_sent_a_second_time(serve, bearer, address, record, method) -> None:
    door, api = serve(token_answer("same")), serve(EXPIRED, says(record))
    client = bearer(api, door)
    with pytest.raises(NotAuthorised):
        client.schedule(address, BODY) if method == "schedule" else client.session(address)
    assert len(api.arrived) == 1


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"sid": SESSION, "status": "Scheduled"}),
        json.dumps({"code": "ALREADY_SCHEDULED"}),
        json.dumps({"message": "Session is already scheduled"}),
    ],
)
def test_a_401_that_shows_or_says_what_was_done_sends_no_change_again(
    serve, bearer, address, record, body
) -> None:
    done = answer(401, body, headers=[("WWW-Authenticate", 'Bearer error="invalid_token"')])
    door, api = serve(token_answer("first"), token_answer("second")), serve(done, says(record))
    with pytest.raises(NotAuthorised):
        bearer(api, door).schedule(address, BODY)
    assert len(api.arrived) == 1


NO_TOKENS = [
    {"error": "invalid_client", "access_token": "zz"},
    {"success": False, "access_token": "zz"},
    {"token_type": "mac", "access_token": "zz"},
]


@pytest.mark.parametrize("said", NO_TOKENS, ids=str)
def test_what_comes_beside_a_refusal_or_is_of_another_kind_is_no_token(
    serve, bearer, address, said
) -> None:
    door, api = serve(says(said)), serve(closes)
    with pytest.raises(NothingSent):
        bearer(api, door).session(address, retries=0)
    assert api.arrived == []
