"""The list's columns: which there are and what they are called, which a person has chosen, and
which have something to show.

State and learner are always there, the time wherever a row has one. The choice is kept in the
sign-in's own session, as the place is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.views.exam_sessions.lists import list_address
from scheduling.views.exam_sessions.session_rows import ListedSession

KEPT = "columns"  # in the sign-in's own session
LABELS = {
    "exam": "Exam",
    "where": "Where",
    "note": "Note",
    "type": "Session type",
    "by": "Booked here by",
    "institution": "Institution",
    "session": "Session",
}
# What stands over every column: over those that are chosen, and over those that nobody chooses.
HEADINGS = LABELS | {
    "when": "When",
    "state": "State",
    "learner": "Learner",
    "next_step": "Next step",
}
USUAL = ("exam", "where", "institution", "session")  # a note stands under its exam
# What a row has to show in a column; exam and session always have something.
FILLED: dict[str, Callable[[ListedSession], object]] = {
    "where": lambda row: row.where,
    "note": lambda row: row.given or row.pairs,
    "type": lambda row: row.kind,
    "by": lambda row: row.booked_by,
}
ALWAYS = 2  # state and learner
# What an address says of the columns besides their names.
FACTS = {
    "times": "has_times",
    "marks": "has_marks",
    "ticks": "has_ticks",
    "chosen": "are_chosen",
}


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a person has chosen, or else the usual columns, by name."""

    names: tuple[str, ...] = USUAL
    is_own: bool = False

    @property
    def offered(self) -> list[tuple[str, str, bool]]:
        """Every column: name, label, and whether it is chosen."""
        return [(name, label, name in self.names) for name, label in LABELS.items()]

    def shown(
        self, rows: Iterable[ListedSession], *, several_institutions: bool, place_name: str = ""
    ) -> Columns:
        """The chosen ones in which one of these rows has something to show. The institution says
        something where there are several, among the usual columns only where they are of several
        rows; and these tell no place where all are at the one of this name, which the list is of.
        """
        listed = list(rows)
        if not self.is_own:
            several_institutions = len({row.session.institution_id for row in listed}) > 1
        names = {one for one in self.names if one != "institution" or several_institutions}
        empty = {one for one in names & FILLED.keys() if not any(map(FILLED[one], listed))}
        if not self.is_own and place_name and {row.where for row in listed} == {place_name}:
            empty.add("where")
        return Columns(
            names=frozenset(names - empty),
            has_times=any(row.times.when for row in listed),
            has_marks=any(row.button or row.book_url or row.cancel_url for row in listed),
            has_ticks=any(row.can_be_ticked for row in listed),
            are_chosen=self.is_own,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of one list: those beside state and learner by name, and the time."""

    names: frozenset[str]
    has_times: bool
    has_marks: bool  # what is done next with a row: Book, or a mark of who came
    has_ticks: bool  # by which rows are chosen
    are_chosen: bool  # by the person

    @property
    def asked(self) -> dict[str, str]:
        """The columns as an address names them."""
        names = ",".join(one for one in LABELS if one in self.names)
        facts = {name: "1" if getattr(self, fact) else "" for name, fact in FACTS.items()}
        return {"columns": names} | facts

    @property
    def headings(self) -> dict[str, str]:
        return HEADINGS

    @property
    def count(self) -> int:
        return ALWAYS + self.has_times + self.has_marks + self.has_ticks + len(self.names)


def read(query: QueryDict) -> Columns:
    """The columns that an address names."""
    named = query.get("columns", "").split(",")
    names = frozenset(one for one in LABELS if one in named)
    return Columns(names=names, **{fact: bool(query.get(name)) for name, fact in FACTS.items()})


def chosen(request: PortalRequest) -> ColumnChoice:
    """The columns that the person has chosen, or else the usual ones."""
    kept = request.session.get(KEPT)
    return (
        ColumnChoice()
        if kept is None
        else ColumnChoice(tuple(one for one in LABELS if one in kept), True)
    )


@require_POST
def choose(request: PortalRequest) -> HttpResponse:
    """Keep the columns until others are chosen, and show the list with them."""
    named = request.POST.getlist("column")
    request.session[KEPT] = [name for name in LABELS if name in named]
    if request.POST.get("do") == "usual":
        del request.session[KEPT]
    address = list_address.read(QueryDict(request.POST.get("list_query", "")))
    return HttpResponseRedirect(reverse("worklist") + (address.to() if address.asked else ""))
