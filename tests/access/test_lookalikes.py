"""Names as the eye reads them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scheduling.access.lookalikes import has_unseen, is_of_one_script, letters, readings


@pytest.mark.parametrize(
    "written",
    [
        *("ana ruiz", "ANA RUIZ", "Ana  Ruiz", "Ana\u200a\u2003Ruiz", "Ana Ru\u200biz"),
        *("Аnа Ruiz", "Αna Ruiz", "АNА RUIZ", "Ana Ru1z", "Ana RuIz", "Ana Rulz"),
        *(
            "Ａｎａ Ｒｕｉｚ",
            "𝐀𝐧𝐚 𝐑𝐮𝐢𝐳",
            "Ána Ruíz",
            "A\u0301na Ruiz",
            "Ạna Ruiz",
            "Ana\u202e Ruiz",
        ),
        *("Ana Rui2", "4na Ruiz", "Ɐna Ruiz", "Ana Ruɪz", "Ɑna Ruiz", "Ana Ɽuiz"),
        *("Ana\ufe0f Ruiz", "Ana\U000e0041 Ruiz", "Ana Ru\u00adiz", "Ana Ru\u115fiz"),
    ],
)
def test_what_reads_the_same_is_the_same(written: str) -> None:
    assert readings(written) & readings("Ana Ruiz")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("Barney", "Bamey"),
            ("Ольга", "OЛЬГА"),
            ("Вerg", "Berg"),
            ("O’Neil", "0’Nei1"),
            ("Straße", "STRASSE"),
        ),
        *(
            ("Ｔｈｅ　ｐｏｒｔａｌ", "the portal"),
            ("Тһе роrtаl", "The portal"),
            ("ｄｅｓｋ-1", "desk-l"),
        ),
    ],
)
def test_pairs_that_read_the_same(one: str, other: str) -> None:
    assert readings(one) & readings(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("Ana Ruiz", "Ava Ruiz"),
            ("Ana Ruiz", "Ana Ruis"),
            ("王小明", "王大明"),
            ("Ольга", "Олег"),
        ),
        *(("मुकेश", "मकश"), ("김철수", "김영수"), ("desk1", "desk2"), ("ana.ruiz", "ana_ruiz")),
        *((f"desk {one}", f"desk {other}") for one, other in pairwise("0123456789")),
    ],
)
def test_other_names_stay_other_names(one: str, other: str) -> None:
    assert readings(one).isdisjoint(readings(other))
    assert letters(one).isdisjoint(letters(other)) is (one != "ana.ruiz")


def test_a_name_is_compared_by_its_letters() -> None:
    assert letters("“Ann-Lee  Wu.”") == letters("Ann Lee Wu")
    assert letters("\u3164\u200b…") == {""}


@pytest.mark.parametrize("mark", "ـˌˑꜝー〱々ๆໆʻʼ")
def test_a_sign_that_is_no_letter_where_it_stands_makes_no_other_name(mark: str) -> None:
    for written in (f"Ana Ruiz{mark}", f"Ana {mark}Ruiz", f"Ana R{mark}uiz", f"Ana Ruiz {mark}"):
        assert letters(written) == letters("Ana Ruiz")


@pytest.mark.parametrize(
    ("one", "other"), [("佐々木", "佐木"), ("サトー", "サト"), ("いすゞ", "いす")]
)
def test_a_sign_that_repeats_or_lengthens_is_part_of_a_name(one: str, other: str) -> None:
    assert letters(one).isdisjoint(letters(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("lngricl Sato", "Ingrid Sato"), ("Ingricl", "Ingrid"), ("Ingric1", "Ingrid")),
        *(("IngricI", "Ingrid"), ("Ingriсl", "Ingrid"), ("coorclinator", "coordinator")),
        *(("adnninistrator", "administrator"), ("Svvan", "Swan"), ("Lııcas", "Lucas")),
    ],
)
def test_two_letters_that_read_as_one_are_that_one(one: str, other: str) -> None:
    assert letters(one) & letters(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Clara", "Dara"), ("CLARA", "DARA"), ("Alicia", "Alida"), ("HANNA", "HAMA")],
)
def test_two_letters_that_read_as_two_are_two(one: str, other: str) -> None:
    assert letters(one).isdisjoint(letters(other))


@pytest.mark.parametrize(
    ("username", "is_one"),
    [
        *(("ana.ruiz+1@x", True), ("ольга", True), ("аna", False), ("anα", False)),
        *(("山田はなこ", True), ("한국漢", True), ("山田ana", False), ("a\u0301", True)),
    ],
)
def test_a_user_name_is_of_one_script(username: str, is_one: bool) -> None:
    assert is_of_one_script(username) is is_one


def test_what_can_not_be_seen_is_seen() -> None:
    assert [has_unseen(one) for one in ("ana ruiz", "a\u1160b", "a\u00a0b", "a\u200bb")] == [
        *(False, True, True, True)
    ]
