"""Template tags `state` and those of states that have a name, `sid_parts` and `session_row`, and
filter `marked`: parts of a row, as `row_markup` writes them.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from scheduling.views.exam_sessions import row_markup
from scheduling.views.exam_sessions.session_rows import ListedSession

register = template.Library()
register.simple_tag(row_markup.state)
register.simple_tag(row_markup.status)
register.simple_tag(row_markup.being_checked)
register.simple_tag(row_markup.undecided)
register.simple_tag(row_markup.undecided_word)
register.simple_tag(row_markup.sid_parts)
register.filter(row_markup.marked)


@register.simple_tag(takes_context=True)
def session_row(context: dict[str, Any], row: ListedSession, *, is_new: bool = False) -> SafeString:
    """A row of the page's list; `is_new` where it takes the place of itself on a page."""
    opened = context.get("opened")
    return row_markup.row(
        row,
        context["columns"],
        beside=opened.row if opened else 0,
        ticked=context.get("ticked", ()),
        is_new=is_new,
    )
