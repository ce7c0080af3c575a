"""Words that a table in Python keeps: the template that shows them prints them from there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from scheduling.models.session_status import STATUSES
from scheduling.views.exam_sessions import payments, state_marks
from scheduling.views.exam_sessions.lists import list_columns
from scheduling.views.exam_sessions.session_parts import detail_labels

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ONCE: dict[str, Iterable[str]] = {
    "scheduling/exam_sessions/session_rows.html": list_columns.HEADINGS.values(),
    "scheduling/exam_sessions/session_details.html": [
        *detail_labels.LABELS.values(),
        *detail_labels.SUPPORT_LABELS.values(),
    ],
    "scheduling/exam_sessions/payments.html": payments.COLUMNS.values(),
    "partials/state_legend.html": [
        *(one.word for one in STATUSES),
        state_marks.CHECKING.word,
        state_marks.UNDECIDED.word,
    ],
}


@pytest.mark.parametrize("template", ONCE)
def test_a_template_writes_no_word_again_that_a_table_has(template: str) -> None:
    text = (TEMPLATES / template).read_text()
    again = [word for word in ONCE[template] if re.search(rf'[>"]\s*{word}\s*[<"]', text)]
    assert again == []
