"""Names of scripts without vowels that have hardly a consonant are found as whole words alone."""

from __future__ import annotations

import pytest

from scheduling.exam_sessions.search.text_folding import is_meant, name_words


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ali", "علي"),
        ("ali", "علی"),
        ("ali", "على"),
        ("aly", "علي"),
        ("ali hasan", "علي حسن"),
        ("mohamed ali", "محمد علي"),
        ("layla", "ليلى"),
        ("leila", "ليلى"),
        ("laila", "لیلا"),
        ("aisha", "عائشة"),
        ("ayesha", "عائشة"),
        ("isa", "عيسى"),
        ("eissa", "عيسى"),
        ("taha", "طه"),
        ("yahya", "يحيى"),
        ("aya", "آية"),
        ("wael", "وائل"),
        ("noa", "נועה"),
        ("noah", "נועה"),
        ("eli", "אלי כהן"),
        ("eli cohen", "אלי כהן"),
        ("avi", "אבי"),
        ("uri", "אורי"),
        ("ori", "אורי"),
        ("ido", "עידו"),
        ("maya", "מאיה"),
        ("adi", "עדי"),
        ("leah", "לאה"),
    ],
)
def test_a_short_name_is_found_by_its_vowels_too(query: str, name: str) -> None:
    assert is_meant(query, name_words(name))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ali", "علاء الدين"),
        ("ali", "خليل"),
        ("ali", "محمد"),
        ("al", "علي"),
        ("alina", "علي"),
        ("li", "علي"),
        ("eli", "אליהו"),
        ("lola", "ليلى"),
        ("isa", "سعيد"),
        ("avi", "אביגיל"),
        ("noa", "נועם"),
        ("adi", "עידו"),
        ("ida", "עידו"),
    ],
)
def test_a_short_name_finds_no_other_that_only_begins_or_sounds_a_little_so(
    query: str, name: str
) -> None:
    assert not is_meant(query, name_words(name))
