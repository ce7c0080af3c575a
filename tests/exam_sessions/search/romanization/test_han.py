"""Family names in Han characters are found as their bearers write them, in Hong Kong, Taiwan,
Singapore and Japan as well.
"""

from __future__ import annotations

import pytest

from scheduling.exam_sessions.search.text_folding import is_meant, name_words


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("wong", "黃小明"),
        ("hwang xiaoming", "黃 小明"),
        ("chan", "陳大文"),
        ("tan", "陈伟"),
        ("chen wei", "陈伟"),
        ("wei chan", "陈伟"),
        ("cheung", "張 偉"),
        ("lee", "李娜"),
        ("li na", "李娜"),
        ("tsai", "蔡英文"),
        ("leung", "梁朝偉"),
        ("tseng", "曾国藩"),
        ("zeng", "曾国藩"),
        ("tanaka", "田中花子"),
        ("sasaki", "佐々木 健"),
        ("hasegawa", "長谷川"),
        ("hayashi", "林 健"),
        ("lam", "林 健"),
    ],
)
def test_a_family_name_is_found_as_its_bearer_writes_it(query: str, name: str) -> None:
    assert is_meant(query, name_words(name))


@pytest.mark.parametrize(("query", "name"), [("chan", "伟"), ("sato", "田中"), ("cheung", "李娜")])
def test_another_s_family_name_is_not(query: str, name: str) -> None:
    assert not is_meant(query, name_words(name))
