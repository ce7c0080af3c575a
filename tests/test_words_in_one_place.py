"""Words that many pages say and one place writes, so that they are changed there alone."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = {
    "Needs a decision": "scheduling/models/attempts.py",
    "Name not known": "scheduling/models/exam_sessions.py",
    "database is busy or full": "scheduling/booking/admission/not_opened.py",
}


@pytest.mark.parametrize(("words", "place"), WRITTEN.items())
def test_what_many_pages_say_is_written_once(words: str, place: str) -> None:
    files = [*(ROOT / "scheduling").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    found = {
        path.relative_to(ROOT).as_posix(): count
        for path in files
        if (count := path.read_text().count(words))
    }
    assert found == {place: 1}
