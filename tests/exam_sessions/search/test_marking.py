"""What of a text was matched, by the rules of finding."""

from __future__ import annotations

import pytest

from scheduling.exam_sessions.search.marking import marked


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Maya Lindqvist", "lind ma", "[Ma]ya [Lind]qvist"),
        ("Jörg Müller", "muell", "Jörg [Müll]er"),
        ("Jörg Müller", "MULL", "Jörg [Müll]er"),
        ("Jörg Mu\u0308ller", "mu", "Jörg [Mu\u0308]ller"),
        ("Łukasz Żak", "lukasz zak", "[Łukasz Żak]"),
        ("Zoë O’Brien", "obr", "Zoë [O’Br]ien"),
        ("Zoë O’Brien", "brien", "Zoë O’[Brien]"),
        ("María de la Cruz", "delacruz", "María [de la Cruz]"),
        ("Ines St. John", "saint john", "Ines [St]. [John]"),
        ("Ines Stone", "saint", "Ines Stone"),
        ("Ines Saint John", "st john", "Ines [Saint] [John]"),
        ("Anna Groß", "grosz", "Anna [Groß]"),
        ("Robert Downey Jr.", "junior", "Robert Downey [Jr]."),
        ("Henry Ford III", "ford 3rd", "Henry [Ford] [III]"),
        ("Ann MacDonald", "mcdon", "Ann [MacDon]ald"),
        ("käthe.müller@north.edu", "muller@no", "käthe.[müller@no]rth.edu"),
        ("CHEM 322", "chem322", "[CHEM 322]"),
        ("CHEM322", "322", "CHEM[322]"),
        ("陳大文", "大文", "陳[大文]"),
        ("ana.ruiz@north.edu", "ana.ruiz@no", "[ana.ruiz@no]rth.edu"),
        ("ESa1b2c3", "esa1b2", "[ESa1b2]c3"),
        ("<b>Ana</b>", "ana", "<b>[Ana]</b>"),
        ("Hanna Ana", "ana", "Hanna [Ana]"),
        ("Ana", "", "Ana"),
        ("", "ana", ""),
    ],
)
def test_the_beginnings_that_were_matched_are_marked(text: str, query: str, expected: str) -> None:
    pieces = marked(text, query)
    assert "".join(f"[{one.text}]" if one.is_match else one.text for one in pieces) == expected
    assert "".join(one.text for one in pieces) == text
