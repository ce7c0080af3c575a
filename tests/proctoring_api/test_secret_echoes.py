"""Secrets that we sent, card numbers and links:
a provider may echo them anywhere, and nothing of it is kept.
"""

from __future__ import annotations

from typing import Any

import pytest

from scheduling.proctoring_api.errors import UnknownOutcome
from tests.support.provider_session import BODY, EXAM, INSTALL, SESSION, TOKEN
from tests.support.scripted_provider import answer, says

CARD_TOKEN, VOUCHER, CARD = "tok_practice_visa_echo1", "EARLY-BIRD-25", "4111 1111 1111 1111"
SENT = BODY | {"cardToken": CARD_TOKEN, "voucherCode": VOUCHER}
ECHO = f"{TOKEN} {CARD_TOKEN} {VOUCHER.lower()} {CARD} https://exam.example/?key=1"
CLEAN = "[hidden] [hidden] [hidden] [hidden] (link)"
# In a name the letters of a voucher may be part of the name.
NAMED = f"[hidden] [hidden] {VOUCHER.lower()} [hidden] (link)"


def test_a_yes_that_echoes_what_was_sent_is_kept_without_it(
    serve, connect, address, record
) -> None:
    nested = {"user": {"firstName": "Ada", "lastName": ECHO}}
    said = {
        "notes": ECHO,
        "statusReason": ECHO,
        "exam": {"title": ECHO},
        "location": {"name": ECHO},
        "enrollment": nested,
    }
    read = connect(serve(says(record | said))).schedule(address, SENT).record
    assert (read.notes, read.status_reason, read.exam_title, read.location_name) == (
        CLEAN,
        CLEAN,
        NAMED,
        NAMED,
    )
    assert read.learner_name == f"Ada {NAMED}"
    assert (read.loggable()["notes"], read.loggable()["examTitle"]) == (CLEAN, NAMED)


def test_a_secret_that_looks_like_part_of_a_sid_or_a_date_leaves_them_whole(
    serve, connect, address, record
) -> None:
    said = {"appointmentDate": "2026-12-09T15:00:00.000Z"}
    read = connect(serve(says(record | said))).schedule(
        address, BODY | {"voucherCode": "2026", "cardToken": "aaaa"}
    )
    assert (read.record.install_sid, read.record.appointment_date) == (
        INSTALL,
        "2026-12-09T15:00:00.000Z",
    )


def test_an_object_written_as_text_can_still_be_read_without_its_link(
    serve, connect, address, record
) -> None:
    said = {"location": '{"name":"Duluth","url":"https://exam.example/secret"}'}
    assert connect(serve(says(record | said))).session(address).record.location_name == "Duluth"


def test_the_rows_of_a_list_hold_no_echo(serve, connect) -> None:
    row = {"sid": SESSION, "examSid": EXAM, "status": TOKEN, "exam": {"title": f"{CARD} Algebra"}}
    [read] = connect(serve(says({"results": [row]}))).appointments(INSTALL).rows
    assert (read.status, read.exam_title) == ("[hidden]", "[hidden] Algebra")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("req:1.2_3-A", "req:1.2_3-A"),
        ("4111111111111111", ""),
        (f"x-{TOKEN}", ""),
        (f"x-{VOUCHER}", ""),
        ("<script>a</script>", "scriptascript"),
        ("a" * 200, "a" * 64),
    ],
)
def test_the_providers_request_id_is_plain_and_holds_no_secret(
    serve, connect, address, record, said: str, kept: str
) -> None:
    server = serve(says(record, headers=[("X-Request-Id", said)]))
    assert connect(server).schedule(address, SENT).exchange.request_id == kept


@pytest.mark.parametrize(
    "host", [f"{TOKEN}.evil.example", f"{CARD_TOKEN}.example", "4111111111111111.evil.example"]
)
def test_a_redirects_host_that_holds_a_secret_is_not_kept(
    serve, connect, address, host: str
) -> None:
    with pytest.raises(UnknownOutcome) as caught:
        connect(serve(answer(302, headers=[("Location", f"https://{host}/")]))).schedule(
            address, SENT
        )
    assert caught.value.redirect_host == ""


def test_a_refusals_message_holds_no_link(serve, connect, address) -> None:
    refused: Any = says({"message": "Taken. See https://exam.example/?key=1 or call."}, 409)
    with pytest.raises(Exception, match=r"Taken\. See \(link\) or call\.") as caught:
        connect(serve(refused)).schedule(address, BODY)
    assert caught.value.message == "Taken. See (link) or call."


def test_a_row_s_access_key_is_left_out_of_that_row_alone(serve, connect) -> None:
    whose = {"sid": f"ES{7:032x}", "examSid": EXAM, "accessKey": "4711"}
    other = {"sid": f"ES{8:032x}", "examSid": EXAM}
    course = {"externalAppointmentId": "4711", "exam": {"courseName": "4711", "title": "Key 4711"}}
    rows = [whose | course, other | course]
    told, beside = connect(serve(says({"results": rows}))).appointments(INSTALL).rows

    assert (told.external_appointment_id, told.course_name) == ("[hidden]", "[hidden]")
    assert (beside.external_appointment_id, beside.course_name) == ("4711", "4711")
    assert beside.exam_title == "Key 4711"
