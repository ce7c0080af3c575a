"""Requests are held to the contract, and answers keep to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse
from openapi_spec_validator import validate

from portal.sandbox.contract import Contract
from portal.sandbox.server import Sandbox
from tests.support.sandbox_bookings import PLACE, START


def faults(response: requests.Response) -> dict[str, str]:
    assert response.status_code in (400, 415)
    assert response.json()["code"] == "INVALIDINPUT"
    return {e["field"]: e["message"] for e in response.json()["errors"]}


def test_document_is_sound_openapi_3_1(sandbox: Sandbox, http: requests.Session) -> None:
    document = http.get(f"{sandbox.url}/openapi.json").json()
    validate(document)
    assert document["openapi"] == "3.1.0"
    assert len([m for item in document["paths"].values() for m in item if m != "parameters"]) == 9


def test_every_schedule_field_of_the_reference_is_taken(
    sandbox: Sandbox, book: Callable, waiting: dict
) -> None:
    fields = {
        "type": "register-blast",
        "notes": "Quiet room",
        "proctorLocationSid": PLACE,
        "messageSid": f"MT{1:032x}",
        "currency": "USD",
        "amount": 25.5,
        "voucherCode": "PRACTICE-OK",
        "company": "Base",
        "firstName": "Zoë",
        "lastName": "Öberg",
        "email": "z@example.org",
        "phone": "+1 218 555 0100",
        "address1": "1 Road",
        "address2": "",
        "place": "Duluth",
        "region": "MN",
        "country": "US",
        "postalCode": "55812",
        "locationLatitude": "46.78",
        "locationLongitude": "-92.1",
        "appointmentDateTime": START,
        "instructorProctorSid": f"CP{1:032x}",
        "externalAppointmentId": "RB-1",
        "cancellationPolicyVersionSid": f"CV{1:032x}",
        "examLocale": None,
        "proctorTypeSubCategorySid": "TS4b894875d26194988853e490dfb9bc41",
    }
    known = Contract().document["components"]["schemas"]["Schedule"]["properties"]
    assert set(known) == set(fields) | {"cardToken"}
    assert book(waiting, **fields).status_code == 200
    assert sandbox.requests()[-1]["body"] == fields


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "carrier-pigeon"),
        ("proctorLocationSid", "PL123"),
        ("proctorLocationSid", f"PL{'A' * 32}"),
        ("messageSid", f"PL{1:032x}"),
        ("currency", "DOLLAR"),
        ("amount", -1),
        ("amount", "25.50"),
        ("appointmentDateTime", "2031-03-12T15:00:00"),
        ("appointmentDateTime", "tomorrowZ"),
        ("appointmentDateTime", "9999-12-31T23:59:59.000Z"),
        ("locationLatitude", 46.78),
        ("notes", None),
        ("colour", "green"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_booked(
    sandbox: Sandbox, book: Callable, waiting: dict, field: str, value: Any
) -> None:
    assert list(faults(book(waiting, **{field: value}))) == [field]
    assert sandbox.bookings() == []


def test_all_wrong_fields_are_named_at_once(book: Callable, waiting: dict) -> None:
    response = book(waiting, type="x", amount=-1, colour="green", size=3)
    assert set(faults(response)) == {"type", "amount", "colour", "size"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"amount": NaN}',
        b'{"notes":"a","notes":"b"}',
        b'{"notes":"\xff"}',
        b"[" * 5000,
    ],
)
def test_a_body_that_is_no_sound_json_object_is_refused(
    http: requests.Session, url: Callable, waiting: dict, body: bytes
) -> None:
    response = http.post(url(waiting), data=body, headers={"Content-Type": "application/json"})
    assert list(faults(response)) == ["body"]


def test_another_media_type_is_refused(
    http: requests.Session, url: Callable, waiting: dict
) -> None:
    assert http.post(url(waiting), data={"type": "ad-hoc"}).status_code == 415


@pytest.mark.parametrize(
    "query", ["colour=1", "limit=-1", "offset=x", "sortOrder=UP", "status=Scheduled", "limit="]
)
def test_an_unknown_or_wrong_query_parameter_is_refused(
    sandbox: Sandbox, http: requests.Session, query: str
) -> None:
    response = http.get(
        f"{sandbox.url}/v1/installs/{sandbox.install_sid}/reports/appointments?{query}"
    )
    assert list(faults(response)) == [query.partition("=")[0]]


def test_a_query_parameter_is_refused_where_none_is_documented(
    http: requests.Session, url: Callable, waiting: dict
) -> None:
    assert list(faults(http.get(url(waiting, "?limit=3")))) == ["limit"]


def test_a_misformed_sid_in_the_path_is_named(
    sandbox: Sandbox, http: requests.Session, url: Callable, waiting: dict
) -> None:
    assert list(faults(http.get(url(waiting | {"examSid": "EX1"})))) == ["examSid"]


@pytest.mark.parametrize("part", ["installSid", "examSid", "sessionSid"])
def test_an_unknown_sid_is_not_found(
    http: requests.Session, url: Callable, waiting: dict, part: str
) -> None:
    response = http.get(url(waiting | {part: waiting[part][:2] + "f" * 32}))
    assert (response.status_code, response.json()["code"]) == (404, "RESOURCENOTFOUND")


def test_an_unknown_address_and_an_unknown_method(
    sandbox: Sandbox, http: requests.Session, url: Callable, waiting: dict
) -> None:
    assert http.get(f"{sandbox.url}/v1/elsewhere").status_code == 404
    response = http.patch(url(waiting), json={})
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST, PUT, DELETE")


def test_head_leaves_the_connection_usable(
    http: requests.Session, url: Callable, waiting: dict
) -> None:
    assert http.head(url(waiting)).status_code == 405
    assert http.get(url(waiting)).json()["sid"] == waiting["sessionSid"]


@pytest.mark.long
def test_answers_keep_to_the_document(
    sandbox: Sandbox, http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    where = sandbox.needs_proctor()[1]
    install = f"{sandbox.url}/v1/installs/{sandbox.install_sid}"
    listed = f"{install}/enrollments/{where['enrollmentSid']}/exams/{where['examSid']}/sessions"
    answers = [
        book(where),
        http.get(url(where)),
        http.get(url(waiting)),
        http.get(url(where, "/onboard")),
        http.get(
            listed, params={"status": ["Scheduled", "Needs Proctor"], "includeActive": "true"}
        ),
        http.get(f"{install}/reports/appointments", params={"limit": 1000}),
        http.get(f"{install}/settings"),
        http.put(url(where), json={"appointmentDateTime": "2031-03-13T15:00:00Z"}),
        http.delete(url(where), json={"cancellationMemo": "Moved"}),
        requests.post(
            sandbox.token_url,
            data={"grant_type": "client_credentials"},
            auth=(sandbox.client_id, sandbox.client_secret),
        ),
        http.get(url(where, "/onboard")),
        book(where, colour="green"),
    ]
    document = OpenAPI.from_dict(Contract().document)
    for answer in answers:
        document.validate_response(
            RequestsOpenAPIRequest(answer.request), RequestsOpenAPIResponse(answer)
        )
    assert [a.status_code for a in answers] == [200] * 10 + [409, 400]


def test_a_session_object_has_every_documented_field(
    http: requests.Session, url: Callable, waiting: dict
) -> None:
    documented = Contract().document["components"]["schemas"]["Session"]
    assert len(documented["properties"]) == len(set(documented["required"])) >= 60
    assert set(http.get(url(waiting)).json()) == set(documented["properties"])


def test_error_messages_never_repeat_the_value(book: Callable, waiting: dict) -> None:
    response = book(waiting, proctorLocationSid="4242424242424242", currency="4242424242424242")
    assert "4242" not in response.text


def test_times_are_written_in_utc_with_milliseconds(
    book: Callable, waiting: dict, sandbox: Sandbox
) -> None:
    stored = book(
        sandbox.needs_proctor()[0],
        appointmentDateTime="2031-03-12T10:00:00-05:00".replace("-05:00", "Z"),
    )
    assert stored.json()["appointmentDate"] == "2031-03-12T10:00:00.000Z"


def test_the_page_for_people_lists_every_practice_code(
    sandbox: Sandbox, http: requests.Session
) -> None:
    page = http.get(f"{sandbox.url}/").text
    for entry in sandbox.catalogue()["vouchers"]:
        assert entry["code"] in page
    assert json.dumps(sandbox.catalogue())
