"""What the log takes in and gives out:
no card number, one line to a sentence, names that turn nothing around.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduling.access.actors import command_line
from scheduling.audit import event_reader, event_writer
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import PORTAL, Actor, SessionAddress
from tests.support.audit_log import SOME_KIND
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE

CARD = "4111111111111111"
SPLIT = "4111\n1111\t1111\u20281111"


def recorded(**parts: Any) -> AuditEvent:
    usual = {"kind": SOME_KIND, "sentence": "Something was done.", "actor": PORTAL}
    return AuditEvent.objects.get(pk=event_writer.record(event_writer.Entry(**usual | parts)))


@pytest.mark.parametrize("attempt_id", ["", "11111111-1111-1111-1111-111111111111"])
@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"n": [4111, 1111, 1111, 1111]}, {"n": [4111, 1111, 1111, 1111]}),
        ({"note": "4111\n1111\n1111\n1111"}, {"note": "[hidden]"}),
        ({"note": "“4111 1111\t1111 1111”"}, {"note": "“[hidden]”"}),
        (
            {"deep": [{"note": f"card {SPLIT}, thanks"}]},
            {"deep": [{"note": "card [hidden], thanks"}]},
        ),
        (
            {"number": int(CARD), "works": True, "none": None},
            {"number": "[hidden]", "works": True, "none": None},
        ),
        (
            {f"Roles of {CARD}": {"before": "", "after": "none"}},
            {"Roles of [hidden]": {"before": "", "after": "none"}},
        ),
        ({"sid": "PL" + "4111111111111111" * 2}, {"sid": "PL" + "4111111111111111" * 2}),
        (
            {"at": "2027-01-14T15:30:00.000Z", "said": 'a "b" \\ c'},
            {"at": "2027-01-14T15:30:00.000Z", "said": 'a "b" \\ c'},
        ),
    ],
)
def test_no_card_number_is_in_any_detail_and_the_details_stay_readable(
    database: Path, attempt_id: str, told: dict[str, Any], kept: dict[str, Any]
) -> None:
    event = recorded(details=told, attempt_id=attempt_id)
    assert event_reader.fill_details(event, {}) == kept
    assert verify().is_intact


def test_a_sentence_is_one_line_read_from_left_to_right(database: Path) -> None:
    turned = "Ada\u2028Love\u202elace\u2069\x85Ruiz\n"
    event = recorded(
        sentence=f"{turned} booked {{learner}}.",
        personal={"learner": turned},
        actor=Actor(user_id=7, name=turned),
    )
    values = event_reader.load_personal_values([event.number])[event.number]
    said = event_reader.fill_sentence(event, values)

    assert said == "Ada Lovelace Ruiz  booked Ada Lovelace Ruiz ."
    assert said.splitlines() == [said]
    assert event.actor_name == "Ada Lovelace Ruiz "
    assert values["learner"] == "Ada Lovelace Ruiz "


def test_an_event_says_which_of_its_sessions_it_is_and_whether_it_was_practice(
    institution: Institution,
) -> None:
    session = SessionAddress(install_sid=institution.sid, exam_sid="EX1", session_sid="ES1")
    elsewhere = replace(session, install_sid=LAKESIDE)
    places = [session, elsewhere, session, replace(session, session_sid=""), session]
    at_places = [recorded(address=place) for place in places]
    Institution.objects.filter(sid=LAKESIDE).update(base_url="https://api.smarterservices.com/v1")
    others = [
        recorded(address=elsewhere),
        recorded(),
        recorded(install_sid="AI" + "9" * 32),
        recorded(install_sid=institution.sid),
    ]

    assert [one.nth_of_session for one in at_places + others] == [1, 1, 2, 0, 3, 2, 0, 0, 0]
    assert [one.practice for one in at_places] == [1] * 5
    assert [one.practice for one in others] == [0, None, None, 1]
    assert verify().is_intact


def test_who_acted_is_told_by_user_name_too(database: Path, administrator: Desk) -> None:
    signed_in = AuditEvent.objects.get(kind="signed_in")
    by_command = recorded(actor=command_line())

    assert signed_in.who == f"{signed_in.actor_name} (administrator)"
    assert by_command.who == f"the command line ({command_line().username})"
    assert recorded().who == "The portal"
    assert signed_in.who in plain_text(administrator.get("/audit/").text)


def test_a_hash_whose_digits_look_like_a_cards_stays_and_nothing_else_does(
    institution: Institution,
) -> None:
    looks_alike = f"a{CARD}" + "b" * 47
    told = recorded(details={"file_sha256": f"{CARD}{'-' * 48}", "note": f"{CARD} {'b' * 47}"})
    kept = recorded(details={"file_sha256": f"a{CARD}{'b' * 47}", "head_hash": CARD + "c" * 48})
    assert CARD not in told.details
    assert f'"file_sha256":"{looks_alike}"' in kept.details
    assert f'"head_hash":"{CARD}{"c" * 48}"' in kept.details


def test_a_card_number_is_nobody_s_name_in_the_log(database: Path) -> None:
    """An account that somebody made beside the portal may be called anything."""
    somebody = Actor(user_id=7, name=f"Ana {CARD}", username=CARD)
    event = recorded(actor=somebody)
    assert (event.actor_name, event.actor_username) == ("Ana [hidden]", "[hidden]")
    assert verify().is_intact
