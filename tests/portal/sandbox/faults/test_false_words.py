"""Troubles that answer something else than what is stored, or store something else than what was
asked.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.sandbox.server import Sandbox
from tests.support.raw_http import talk
from tests.support.sandbox_bookings import BODY, START, Trial


def test_hour_off_stores_and_answers_another_time(trial: Trial) -> None:
    heard = trial("hour_off")
    assert (
        heard.json["appointmentDate"]
        == trial.stored["appointmentDate"]
        == "2031-03-12T16:00:00.000Z"
    )
    assert trial.sandbox.requests()[-1]["body"]["appointmentDateTime"] == START


def test_store_other_stores_and_answers_something_else(trial: Trial) -> None:
    other = f"PL{3:032x}"
    heard = trial("store_other", fields={"proctorLocationSid": other, "amount": 99, "type": "vtc"})
    assert heard.json == trial.stored
    assert (heard.json["location"]["sid"], heard.json["appointment"]["amount"]) == (other, 99)
    assert heard.json["sessionType"] == "vtc"


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("null_fields", {"fields": ["sid", "location"]}, {"sid": None, "location": None}),
        ("null_fields", {}, {"status": "Scheduled", "appointmentDate": None, "exam": None}),
        ("wrong_types", {}, {"duration": "one hour", "notes": 42}),
        ("wrong_types", {"fields": {"sid": 17}}, {"sid": 17}),
        (
            "other_fields",
            {"fields": {"appointmentDate": "2031-03-12T16:00:00.000Z"}},
            {"appointmentDate": "2031-03-12T16:00:00.000Z"},
        ),
        ("extra_fields", {}, {"newField1": 1, "newField0": None}),
        ("status_value", {"value": "Awaiting Provider"}, {"status": "Awaiting Provider"}),
        ("status_value", {"value": 3}, {"status": 3}),
    ],
)
def test_false_words_are_said_but_not_stored(
    trial: Trial, kind: str, params: dict, said: dict
) -> None:
    answer = trial(kind, **params).json
    assert {name: answer[name] for name in said} == said
    assert (trial.effects, trial.stored["appointmentDate"], trial.stored["status"]) == (
        ["scheduled"],
        START,
        "Scheduled",
    )


def test_missing_fields_and_other_sids(sandbox: Sandbox, url: Callable) -> None:
    wheres = sandbox.needs_proctor()[:3]
    for kind in ("missing_fields", "other_session", "other_exam"):
        sandbox.trouble(kind)
    without, session, exam = (talk("POST", url(where), BODY).json for where in wheres)
    assert "sid" not in without and without["status"] == "Scheduled"
    assert session["sid"] != wheres[1]["sessionSid"] and session["sid"].startswith("ES")
    assert exam["examSid"] != wheres[2]["examSid"] and exam["sid"] == wheres[2]["sessionSid"]
    assert len(sandbox.bookings()) == 3


def test_rows_of_a_list_can_be_spoiled_too(sandbox: Sandbox) -> None:
    address = f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments"
    sandbox.trouble("null_fields", method="GET", fields=["enrollment"])
    assert [r["enrollment"] for r in talk("GET", f"{address}?limit=3").json["results"]] == [
        None
    ] * 3


def test_endless_pages_never_run_out(sandbox: Sandbox) -> None:
    address = f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments"
    sandbox.trouble("endless_pages", method="GET", times=None)
    assert talk("GET", f"{address}?offset=90000&limit=3").json["count"] == 3
