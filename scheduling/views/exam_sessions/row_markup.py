"""Rows of a list as markup. They are put together here, because a template takes ten times as long
for the hundreds of cells of a page: 100 rows took 70 ms of it.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from scheduling.booking.comparison.asked_and_stored import Pair
from scheduling.exam_sessions.search.marking import Piece
from scheduling.models import status_of
from scheduling.views.exam_sessions.attendance_words import Button
from scheduling.views.exam_sessions.lists.list_columns import Columns
from scheduling.views.exam_sessions.session_rows import ListedSession
from scheduling.views.exam_sessions.state_marks import CHECKING, UNDECIDED
from scheduling.views.foreign_names import isolated

# The rows of a page say the same few words, and a thousand of them are escaped.
escape = lru_cache(maxsize=4096)(html.escape)

PAIRS = "scheduling/booking/asked_and_stored.html"
# A row keeps its place when it is renewed, and what is focused in it is found again by its id.
ROW = '<tr id="row-{key}"{looks}>{cells}</tr>\n'
TICK = (
    '<input type="checkbox" id="tick-{key}" form="ticked" name="session" value="{key}" data-key="x"'
    ' aria-label="Select {name}"{checked}>'
)
UNENDED = (
    '<span title="End not known" aria-hidden="true">– ?</span> '
    '<span class="visually-hidden">end not known</span> '
)
CLOCK = (
    '<abbr class="rows__clock" title="{said}">{clock}</abbr> '
    '<span class="visually-hidden">{said}</span>'
)
LINK = '<a class="rows__link" href="{url}" id="session-{key}">{found}</a>'
BESIDE = (
    '<a class="rows__beside" id="beside-{key}" href="{url}" data-panel="{url}panel/" data-key="o"'
    ' title="Beside the list (O)" aria-label="{name}, beside the list"></a>'
)
BOOK_IT, GO_ON = "Book", "Continue"  # a switch that is half done
BOOK = (
    '<a class="btn btn--small btn--quiet rows__act" id="book-{key}" href="{url}"'
    ' data-key="b">{words}</a>'
)
CANCEL = (
    '<a class="btn btn--small btn--quiet rows__act" id="cancel-{key}" href="{url}">Cancel'
    '<span class="visually-hidden">: <bdi>{name}</bdi></span></a>'
)
# The next mark, in a row of the day. The form is the list's own.
MARK = (
    '<button class="btn btn--small btn--quiet rows__act" id="mark-{key}" form="attendance"'
    ' formaction="{url}" name="mark" value="{mark}">{words}'
    '<span class="visually-hidden">: <bdi>{name}</bdi></span></button>'
)
SID = (
    '<span class="sid" title="{sid}"><span class="sid__short">{short}</span>'
    '<span class="sid__whole">{sid}</span></span>'
)


def row(
    row: ListedSession,
    columns: Columns,
    *,
    beside: int = 0,
    ticked: Collection[int] = (),
    is_new: bool = False,
) -> SafeString:
    """One row of a list with these columns. `beside` is the session that the side panel shows, by
    its primary key, `ticked` those that are selected; `is_new` where it takes the place of itself.
    """
    looks = ' class="is-beside"' if beside == row.session.pk else ""
    swapped = ' hx-swap-oob="true"' if is_new and not looks else ""
    cells = "".join(_cells(row, columns, ticked))
    return SafeString(ROW.format(key=row.key, looks=looks or swapped, cells=cells))


def state(mark: str, word: str) -> SafeString:
    """A session's state: `mark` is the class that gives it shape and color, `word` its name."""
    return SafeString(f'<span class="state state--{escape(mark)}">{escape(word)}</span>')


def status(key: str) -> SafeString:
    """The state of one of the provider's statuses, by its key."""
    shown = status_of(key)
    return state(shown.mark, shown.word)


def being_checked() -> SafeString:
    """The state of what is asked about again."""
    return state(CHECKING.mark, CHECKING.word)


def undecided() -> SafeString:
    """The state of what only a person can settle."""
    return state(UNDECIDED.mark, UNDECIDED.word)


def undecided_word() -> str:
    return UNDECIDED.word


def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text with what a search matched of it, set apart from the words around it."""
    parts = (f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in pieces)
    return SafeString(f"<bdi>{''.join(parts)}</bdi>")


def sid_parts(sid: str) -> SafeString:
    """A SID in its short form, whole on hover, in print and to be copied."""
    return SafeString(SID.format(sid=escape(sid), short=escape(f"{sid[:6]}…{sid[-4:]}")))


def _cells(row: ListedSession, columns: Columns, ticked: Collection[int]) -> Iterable[str]:
    names = columns.names
    if columns.has_ticks:
        yield _cell("tick", _tick(row, ticked))
    if columns.has_times:
        yield _cell("when", _when(row))
    yield _cell("state", _state(row, is_bookable=not columns.has_marks))
    yield _cell("who", _who(row))
    if "exam" in names:
        yield _cell("what", _exam(row, columns))
    if "where" in names:
        yield _cell("where", _whole(row.where))
    if "note" in names:
        yield _cell("note", _note(row))
    if columns.has_marks:
        yield _cell("mark", _next_step(row))
    if "type" in names:
        yield _cell("kind", escape(row.kind))
    if "by" in names:
        yield _cell("by", _apart(row.booked_by))
    if "institution" in names:
        yield _cell("install", _set_apart(row.institution, row.session.institution.name))
    if "session" in names:
        yield _cell("sid", sid_parts(row.session.sid) if row.session.sid else "")


def _cell(name: str, content: str) -> str:
    """A cell, told apart where there is nothing in it."""
    return f'<td class="rows__{name}{"" if content else " rows__blank"}">{content}</td>'


def _apart(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>" if text else ""


@lru_cache(maxsize=256)  # the few places of a page
def _whole(text: str) -> str:
    """The same where a cell may be too narrow for it: it is read on hover, too."""
    return f'<bdi title="{escape(text)}">{escape(text)}</bdi>' if text else ""


@lru_cache(maxsize=256)  # the few institutions of a person, named in every row
def _set_apart(short: str, name: str) -> str:
    return f'<span title="{escape(name)}">{conditional_escape(isolated(short))}</span>'


def _beneath(content: str) -> str:
    return f' <span class="rows__sub">· {content}</span>'


def _tick(row: ListedSession, ticked: Collection[int]) -> str:
    if not row.can_be_ticked:
        return ""
    checked = " checked" if row.session.pk in ticked else ""
    return TICK.format(key=row.key, name=escape(row.name), checked=checked)


def _when(row: ListedSession) -> str:
    times = row.times
    if not times.when:
        return ""
    said = escape(f"{times.elsewhere}: {times.here}")
    clock = CLOCK.format(said=said, clock=escape(times.own_clock)) if times.elsewhere else ""
    return f"{escape(times.when)} {UNENDED if row.is_unended else ''}{clock}".rstrip()


def _state(row: ListedSession, *, is_bookable: bool) -> str:
    stands = f' <span class="visually-hidden">{escape(row.stands_as)}</span>'
    return (
        f"{state(row.state.mark, row.state.word)} {_book(row) if is_bookable else ''}"
        f"{stands if row.stands_as else ''}"
    )


def _book(row: ListedSession) -> str:
    words = GO_ON if row.is_half_switched else BOOK_IT
    return BOOK.format(key=row.key, url=escape(row.book_url), words=words) if row.book_url else ""


def _next_step(row: ListedSession) -> str:
    return _book(row) or (_mark(row, row.button) if row.button else _cancel(row))


def _cancel(row: ListedSession) -> str:
    """What a no-show still needs."""
    known = {"key": row.key, "url": escape(row.cancel_url), "name": escape(row.name)}
    return CANCEL.format(**known) if row.cancel_url else ""


def _who(row: ListedSession) -> str:
    found = marked(row.found["name"])
    under = _beneath(f"also recorded as {marked(row.found['under'])}") if row.found_under else ""
    if not row.url:
        return f"{found}{under}"
    link = LINK.format(key=row.key, url=escape(row.url), found=found)
    beside = BESIDE.format(key=row.key, url=escape(row.url), name=escape(row.name))
    return f"{link} {beside}{under}"


def _exam(row: ListedSession, columns: Columns) -> str:
    """The exam, and what no column of its own tells."""
    times, has_note = row.times, "note" in columns.names
    has_place = "where" in columns.names or columns.has_times
    clock = f" {times.own_clock}, {times.here}" if times.here else ""
    beneath = (
        escape(f"{times.when}{clock}") if times.when and not columns.has_times else "",
        "" if has_place else _apart(row.where),
        # before the course: a narrow column cuts what stands last
        "" if has_note else _apart(row.given),
        marked(row.found["course"]) if row.course else "",
        f'<span class="nowrap">{escape(row.length)}</span>' if row.length else "",
    )
    told = "".join(_beneath(one) for one in beneath if one)
    return f"{marked(row.found['exam'])}{told}{'' if has_note else _pairs(row.pairs)}"


def _note(row: ListedSession) -> str:
    """What is out of the ordinary: what differs, and the accommodation."""
    return _pairs(row.pairs) + _whole(row.given)


def _pairs(pairs: Sequence[Pair]) -> str:
    return render_to_string(PAIRS, {"pairs": pairs, "as_notes": True}) if pairs else ""


def _mark(row: ListedSession, button: Button) -> str:
    return MARK.format(
        key=row.key,
        url=escape(button.url),
        mark=escape(button.mark),
        words=escape(button.words),
        name=escape(row.name),
    )
