"""Rows of a list as markup: whatever a name or a title is, it is text and no markup."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from scheduling.models import ExamSession, Institution
from scheduling.views.exam_sessions import row_markup
from scheduling.views.exam_sessions.attendance_words import Button
from scheduling.views.exam_sessions.lists.list_columns import LABELS, Columns
from scheduling.views.exam_sessions.lists.row_times import RowTimes
from scheduling.views.exam_sessions.session_rows import ListedSession
from scheduling.views.exam_sessions.state_marks import StateMark
from tests.support.html import plain_text

EVIL = "<img src=x onerror=\"alert('1')\">&amp;"
EVERY = Columns(
    names=frozenset(LABELS), has_times=True, has_marks=True, has_ticks=True, are_chosen=True
)
NONE = Columns(
    names=frozenset(), has_times=False, has_marks=False, has_ticks=False, are_chosen=False
)


def row(text: str) -> ListedSession:
    """A row in which every text is this one."""
    institution = Institution(sid="AI", name=text)
    session = ExamSession(pk=7, institution=institution, sid=text, learner_name=text)
    return ListedSession(
        session=session,
        key="7",
        state=StateMark(text, text),
        url=text,
        times=RowTimes(when=text, elsewhere=text, own_clock=text, here=text),
        where=text,
        course=text,
        institution=text,
        book_url=text,
        given=text,
        stands_as=text,
        button=Button(text, text, text),
        found_under=text,
        kind=text,
        booked_by=text,
        can_be_ticked=True,
        found={name: [(text, True), (text, False)] for name in ("name", "course", "exam", "under")},
    )


def test_no_text_of_a_row_is_markup() -> None:
    markup = row_markup.row(row(EVIL), EVERY, ticked={7})
    booked = row_markup.row(replace(row(EVIL), book_url=""), EVERY)
    assert "<img" not in markup + booked and "alert('" not in markup + booked
    assert markup.count("<td") == len(LABELS) + 5
    assert f"<mark>{escape(EVIL)}</mark>{escape(EVIL)}" in markup
    assert (
        f'<td class="rows__where"><bdi title="{escape(EVIL)}">{escape(EVIL)}</bdi></td>' in booked
    )


def test_a_row_tells_what_its_columns_ask_for_and_no_more() -> None:
    named = replace(row("Ana"), book_url="", url="", stands_as="")
    told = plain_text(row_markup.row(named, NONE))
    assert told == "Ana Ana Ana · also recorded as Ana Ana"


def test_the_row_that_stands_beside_the_list_is_never_swapped_and_a_new_one_is() -> None:
    assert row_markup.row(row("A"), NONE, beside=7, is_new=True).startswith(
        '<tr id="row-7" class="is-beside">'
    )
    assert row_markup.row(row("A"), NONE, is_new=True).startswith(
        '<tr id="row-7" hx-swap-oob="true">'
    )
    assert row_markup.row(row("A"), NONE, beside=8).startswith('<tr id="row-7">')


def test_a_cell_without_anything_is_told_apart() -> None:
    blank = replace(
        row(""), found={name: [] for name in ("name", "course", "exam", "under")}, button=None
    )
    markup = row_markup.row(replace(blank, can_be_ticked=False), EVERY)
    for name in ("tick", "when", "where", "mark", "kind", "by", "sid"):
        assert f'<td class="rows__{name} rows__blank"></td>' in markup
