"""What is told above the form of a rescue: which new times can't be used, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.views.day.rescues.new_rows import NewRow
from scheduling.views.day.rescues.proposal_page import ProposalPage
from scheduling.views.notice import Notice

MOST_FAULTS = 12  # that are listed above the form
WAYS, FIELD_IDS = "New times", {"how": "id_how_shift"}
NOTHING_SENT, LOOK_AGAIN = (
    "Nothing was sent.",
    "Fix the marked rows, or clear them, then try again.",
)
READ_TWICE = "can be read two ways"
NOT_OPEN = "are when the location can’t be used, or is closed"


def faulty(rows: Sequence[NewRow]) -> list[NewRow]:
    """The selected rows whose new time can't be approved."""
    return [one for one in rows if one.fault and one.is_ticked]


def reasons_against(page: ProposalPage) -> str:
    """What there is against the new times of the rows that lost their tick."""
    read = any(page.times[key].remark for key in page.unread)
    said = [READ_TWICE] * read + [NOT_OPEN] * (not page.unread.isdisjoint(page.held))
    return f"Some new times {', or '.join(said)}."


def lines(page: ProposalPage, faulty: Sequence[NewRow]) -> list[tuple[str, str, str]]:
    """Each kind of fault once: whose it is, where that stands on the page, and what it says."""
    by_fault: dict[str, list[NewRow]] = {}
    for one in faulty:
        by_fault.setdefault(one.fault, []).append(one)
    rows = [
        (_named(same), f"#fault-{same[0].key}", fault)
        for fault, same in list(by_fault.items())[:MOST_FAULTS]
    ]
    form = page.form
    fields = [
        (form.fields[name].label or WAYS, f"#{FIELD_IDS.get(name, f'id_{name}')}", errors[0])
        for name, errors in form.errors.items()
    ]
    return [*rows, *fields]


def _named(rows: Sequence[NewRow]) -> str:
    others = len(rows) - 1
    return f"{rows[0].learner} and {others} more" if others else rows[0].learner


def notice(title: str, faulty: Sequence[NewRow]) -> Notice:
    """That rows are faulty, with the way to the first of them."""
    first = faulty[0]
    return Notice(title, LOOK_AGAIN, f"#fault-{first.key}", f"Go to the first: {first.learner}")
