"""Troubles that refuse: any status in any shape, errors by field, “too many”, redirects."""

from __future__ import annotations

import pytest

from tests.support.sandbox_bookings import Trial


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 410, 422, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("body", ["json", "html", "text", "empty"])
def test_any_status_in_any_shape(trial: Trial, code: int, body: str) -> None:
    heard = trial("status", code=code, body=body, message="No <b>luck</b>", headers={"X-Odd": "1"})
    assert (heard.status, heard.header("X-Odd"), trial.effects) == (code, "1", [])
    if body == "json":
        assert heard.json == {"code": str(code), "message": "No <b>luck</b>", "status": code}
    elif body == "html":
        assert heard.body.startswith(b"<!DOCTYPE html>") and "text/html" in heard.header(
            "Content-Type"
        )
    else:
        assert heard.body == {"text": b"No <b>luck</b>", "empty": b""}[body]


def test_a_500_can_come_after_the_booking(trial: Trial) -> None:
    assert trial("status", code=500, effect=True).status == 500
    assert trial.effects == ["scheduled"]


def test_field_errors_name_what_they_are_told(trial: Trial) -> None:
    heard = trial("field_errors", errors={"notes": "<script>", "noSuchField": "Wrong"}, code=422)
    assert (heard.status, heard.json["code"], trial.effects) == (422, "INVALIDINPUT", [])
    assert [(e["field"], e["message"]) for e in heard.json["errors"]] == [
        ("notes", "<script>"),
        ("noSuchField", "Wrong"),
    ]


@pytest.mark.parametrize(
    "value", ["5", "Wed, 21 Oct 2031 07:28:00 GMT", "-1", "999999", "soon", None]
)
def test_too_many_with_any_retry_after(trial: Trial, value: str | None) -> None:
    heard = trial("too_many", retry_after=value)
    assert (heard.status, heard.header("Retry-After"), trial.effects) == (429, value or "", [])


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirect_points_where_told(trial: Trial, code: int) -> None:
    heard = trial("redirect", code=code, location="http://127.0.0.1:1/x")
    assert (heard.status, heard.header("Location"), trial.effects) == (
        code,
        "http://127.0.0.1:1/x",
        [],
    )
