"""A name in a sentence of the log has edges."""

from __future__ import annotations

import pytest

from scheduling.audit import event_reader, event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import (
    may_be_a_name_s,
    place_with_edges,
    title_with_edges,
    with_edges,
)
from scheduling.models import AuditEvent, Institution
from tests.support.audit_log import ANA

STORY = "Ana Ruiz cancelled Zed. The portal"


@pytest.mark.parametrize(
    "name",
    [
        "Ana Ruiz",
        "Zoë O’Brien",
        "Juan de la Cruz",
        "Dr. José M. Smidt",
        "Lindqvist, Maya",
        "Llŷr Wyn-Jones",
        "J. R. R. Tolkien",
        "张秀英",
        "علی\u200cرضا محمدی",
        "ANA RUIZ",
        "ana",
        "a learner",
        "Maya Number7",
        "John Smith 3rd",
        "Aoife\u2060 Ní\u200d Bhriain",
        "สมชาย ศรีสุวรรณ",
        "ਮਨਪ੍ਰੀਤ ਸਿੰਘ",
        "प्रिया शर्मा",
        "மீனாட்சி சுந்தரம்",
        "נעמי בן־דוד",
        "צ׳רלי כהן",
        "བསྟན་འཛིན་རྒྱ་མཚོ་ བོད",
    ],
)
def test_what_looks_like_a_name_is_left_alone(name: str) -> None:
    assert with_edges(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (STORY, f"“{STORY}”"),
        ("Zed was refused by Ana Ruiz", "“Zed was refused by Ana Ruiz”"),
        ("Ana Ruiz. The Portal Cancelled", "“Ana Ruiz. The Portal Cancelled”"),
        ("Zed” was moved. “Ana", "“Zed’ was moved. ‘Ana”"),
        ("Ana! Zed", "“Ana! Zed”"),
        ("Ana \u0e0a\u1dd4\u1dd7", "“Ana \u0e0a\u1dd4\u1dd7”"),
        ("สมชาย: ศรีสุวรรณ", "“สมชาย: ศรีสุวรรณ”"),
        *(
            (f"Zed {before}was {before}cancelled", f"“Zed {before}was {before}cancelled”")
            for before in (*"-·_1’", *"\u200d\u200c\u034f\u3164\u2800\u0301\u2060", "-\u200d1")
        ),
        *(
            (f"Zed{blank}was{blank}cancelled", f"“Zed{blank}was{blank}cancelled”")
            for blank in "\u3164\u2800\uffa0\u115f\u00a0\u2003"
        ),
        ("One Two Three Four Five Six Seven", "“One Two Three Four Five Six Seven”"),
    ],
)
def test_what_does_not_look_like_a_name_stands_in_quotation_marks(name: str, shown: str) -> None:
    assert with_edges(name) == shown


@pytest.mark.parametrize("before", ["-", "_", "1", "(", "\u200d", "\u034f", "\u0301"])
def test_a_small_word_is_one_whatever_stands_before_its_first_letter(before: str) -> None:
    assert not may_be_a_name_s(f"{before}cancelled")
    assert may_be_a_name_s(f"{before}Cancelled")


def test_a_title_has_edges_where_it_could_end_the_sentence() -> None:
    assert title_with_edges("Final exam – Part B") == "Final exam – Part B"
    assert title_with_edges("Final. Ana moved Zed") == "“Final. Ana moved Zed”"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Duluth Testing Center", "Duluth Testing Center"),
        ("St. Paul", "St. Paul"),
        ("Room 12", "Room 12"),
        ("Main Hall, Room 12", "“Main Hall, Room 12”"),
        ("Duluth, which Ana approved by phone", "“Duluth, which Ana approved by phone”"),
        ("Duluth which Ana approved", "“Duluth which Ana approved”"),
        ("Duluth) for Zed (Room 2", "“Duluth) for Zed (Room 2”"),
        ("Duluth” and Ana Had It Done", "“Duluth’ and Ana Had It Done”"),
        ("Duluth 3:00 PM CST", "“Duluth 3:00 PM CST”"),
        ("Duluth {learner}", "“Duluth {learner}”"),
    ],
)
def test_a_place_stands_in_quotation_marks_where_it_could_tell_another_fact(
    name: str, shown: str
) -> None:
    assert place_with_edges(name) == shown


def test_the_log_keeps_and_tells_a_name_with_its_edges(institution: Institution) -> None:
    number = event_writer.record(
        Entry(
            kind=Kind.OUTCOME,
            sentence="{{x}} Ana booked {learner}.",
            actor=ANA,
            install_sid=institution.sid,
            personal={"learner": STORY, "asked.notes": "As it was. Typed"},
        )
    )
    event = AuditEvent.objects.get(number=number)
    values = event_reader.load_personal_values([number])[number]
    assert event_reader.fill_sentence(event, values) == f"{{x}} Ana booked “{STORY}”."
    assert values["asked.notes"] == "As it was. Typed"
    parts = event_reader.sentence_parts(event, values)
    assert [text for text, is_name in parts if is_name] == [f"“{STORY}”"]
    assert "".join(text for text, _ in parts) == event_reader.fill_sentence(event, values)
