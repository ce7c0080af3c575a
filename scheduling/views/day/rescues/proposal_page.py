"""The page of a rescue that is proposed: its rows, which are ticked, and what holds some back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.batches import batch_queries
from scheduling.drafts.contents import Draft
from scheduling.forms.rescue import hidden_tokens, proposed_times, row_times
from scheduling.forms.rescue.form import RescueForm
from scheduling.forms.rescue.offered_way import OfferedWay
from scheduling.forms.rescue.row_times import NewTime
from scheduling.models import Batch
from scheduling.rescues import new_time_warnings, other_locations
from scheduling.rescues.candidates import MOST, Candidate, Proposal
from scheduling.rescues.new_time_warnings import JudgedProposal
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.views.day.rescues import seat_lines, warnings_shown
from scheduling.views.day.rescues.new_rows import NewRow, new_rows
from scheduling.views.day.rescues.question import RescueQuestion
from scheduling.views.drafts import page_draft
from scheduling.views.notice import Notice

TEMPLATE = "scheduling/day/rescue_new.html"


@dataclass(frozen=True, kw_only=True)
class ProposalPage:
    """The page as it is about to be shown: its candidates, their new times, and who is ticked.
    What changes it gives another page.
    """

    request: PortalRequest
    asked: RescueQuestion
    candidates: list[Candidate]
    form: RescueForm
    times: Mapping[int, NewTime]
    ticked: frozenset[int]
    offered: OfferedWay
    proposed: Mapping[int, str] = field(default_factory=dict)  # as they stood in their rows
    kept: Collection[int] = ()  # rows whose time a person typed, and no proposal took the place of
    asked_for: RescueQuestion | None = None  # another question, which can't be read
    problem: str = ""  # with it
    held: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    cleared: frozenset[int] = frozenset()  # whose tick the portal took off, not a person
    taken_out: frozenset[int] = frozenset()  # whom a person cleared, of whatever question
    form_id: str = field(default_factory=lambda: str(uuid4()))
    changed: frozenset[int] = frozenset()
    lost: Notice | None = None  # that not all that were ticked can be moved any more
    is_sent: bool = False
    restored: Draft | None = None
    notice: Notice | None = None
    unread: frozenset[int] = frozenset()  # whose tick was taken off for this page
    faults: Sequence[tuple[str, str, str]] = ()  # besides it: whose, where, and what

    @property
    def chosen(self) -> list[Candidate]:
        return [one for one in self.candidates if one.session.pk in self.ticked]

    @property
    def proposals(self) -> list[Proposal]:
        """The ticked ones whose new time can be read."""
        return self._proposals(self.chosen)

    def _proposals(self, candidates: Sequence[Candidate]) -> list[Proposal]:
        starts = ((one, self._start(one.session.pk)) for one in candidates)
        return [Proposal(one, start) for one, start in starts if start]

    def _start(self, key: int) -> datetime | None:
        return self.times[key].start if key in self.times else None

    @property
    def free(self) -> list[Candidate]:
        """Those that can be moved."""
        return [one for one in self.candidates if not one.why_not]

    @property
    def typed_by_hand(self) -> set[int]:
        """The rows in which another time stands than was proposed."""
        stands = {key: self.times[key].typed for key in self.proposed if key in self.times}
        return {key for key, typed in stands.items() if typed not in ("", self.proposed[key])}

    @property
    def is_held_back(self) -> bool:
        """Whether the tick of a row was taken off for this page."""
        return bool(self.unread)

    def with_times(self, times: Mapping[int, NewTime], *, keeps_typed: bool) -> ProposalPage:
        """With new times in their rows, but not in the place of one that a person typed."""
        kept = self.typed_by_hand & times.keys() if keeps_typed else set()
        return replace(
            self,
            kept=kept,
            times={**self.times, **times, **{key: self.times[key] for key in kept}},
            proposed={**self.proposed, **{key: one.typed for key, one in times.items()}},
        )

    def ticked_again(self, told: str | None = None) -> ProposalPage:
        """With the ticks that the portal took off, since there are other new times. With `told`,
        only where the time is another than the page that was sent told of.
        """
        again = (self.cleared & {one.session.pk for one in self.free}) - self.ticked
        if told is not None:
            read = hidden_tokens.read_warned_starts(told)
            starts = {key: self._start(key) for key in again}
            again &= {key for key, at in starts.items() if at and read.get(key) != at.isoformat()}
        return replace(self, ticked=self.ticked | again)

    def held_back(self, told: str = "", again: Collection[int] = ()) -> ProposalPage:
        """Without the tick of rows whose new time there is much against, or was read in one of
        several ways, unless the page that was sent said so beside that time (`told`) and a person
        ticked it, not the portal (`again`).
        """
        asked, read, free = (
            self.asked,
            hidden_tokens.read_warned_starts(told),
            self._proposals(self.free),
        )
        page = replace(
            self, held=new_time_warnings.held_back(asked.institution, free, asked.unusable)
        )
        starts = {key: self._start(key) for key in page._doubtful & self.ticked}
        unread = frozenset(
            key
            for key, at in starts.items()
            if at and (key in again or read.get(key) != at.isoformat())
        )
        ticked = self.ticked - unread
        cleared = (self.cleared - ticked) | unread
        return replace(page, unread=unread, ticked=ticked, cleared=cleared)

    @property
    def _doubtful(self) -> set[int]:
        """Whose new time there is something to read about before it is sent."""
        return self.held.keys() | {key for key, one in self.times.items() if one.remark}

    @property
    def zones(self) -> set[str]:
        """By whose clocks the page is read: the location's, and those of the rows."""
        rows = {str(one.session.zone) for one in self.candidates if not one.why_not}
        return rows | {self.asked.zone} if self.asked.place or not rows else rows

    def head_clock(self) -> str:
        """The clock of all times on the page; where there are several, that of the time that was
        asked about: each row names its own then.
        """
        asked, zones = self.asked, self.zones
        if len(zones) == 1:
            return f"Times: {words_for(*zones)}"
        return f"{asked.times}: {words_for(asked.zone)}" if asked.times else ""

    def first_clock(self) -> str:
        """By whose clock the first start is asked for, where there are several."""
        first = proposed_times.first_of(self.free)
        return words_for(str(first.session.zone)) if first and len(self.zones) > 1 else ""

    def span(self) -> str:
        """From when to when those would sit who are selected: “Mon, Nov 30, 1:00 PM CST – Mon,
        Nov 30, 9:30 PM CST”, with the years where one is not this one; "" where none can be read.
        """
        found = self.proposals
        if not found:
            return ""
        first, last = min(found, key=lambda one: one.start), max(found, key=lambda one: one.end)
        ends = (first.start, first.candidate), (last.end, last.candidate)
        said = [say(at, str(one.session.zone)) for at, one in ends]
        this_year = timezone.now().astimezone(ZoneInfo(self.asked.zone)).year
        is_plain = all(one.local.year == this_year for one in said)
        return " – ".join(one.short if is_plain else one.dated for one in said)

    def rows(self) -> list[NewRow]:
        return new_rows(
            self.candidates,
            self.times,
            self.ticked,
            self._known(),
            self.held,
            changed=self.changed,
            is_sent=self.is_sent,
            names_clocks=len(self.zones) > 1,
            names_places=self.asked.place is None,
        )

    def _known(self) -> dict[int, JudgedProposal]:
        """What is known of the new times; of rows without a tick only which seats are free then."""
        left = self._proposals([one for one in self.free if one.session.pk not in self.ticked])
        return new_time_warnings.judged(self.asked.institution, self.proposals, left)

    def response(self, rows: list[NewRow], *, status: int = 200) -> HttpResponse:
        asked = self.asked
        context: dict[str, Any] = self._tokens() | {
            "asked": asked,
            "asked_for": self.asked_for or asked,
            "problem": self.problem,
            "by_hand": self.typed_by_hand,
            "kept": self.kept,
            "title": asked.title(self.candidates),
            "span": self.span(),
            "selected": len(self.chosen),
            "seats": seat_lines.of(rows),
            "draft": page_draft(self.request, self.restored, part=asked.part, query=asked.query),
            "clock": self.head_clock(),
            "first_clock": self.first_clock(),
            "form": self.form,
            "form_id": self.form_id,
            "notice": self.notice,
            "faults": self.faults,
            "ready": [one for one in rows if not one.why_not],
            "not_now": [one for one in rows if one.why_not and not one.batch_id],
            "in_rescues": _by_rescue(rows),
            warnings_shown.NAME: warnings_shown.token(rows),
            "stood": hidden_tokens.stood_token(self.candidates),
            "without_location": asked.without_location(),
            "is_cut": len(self.candidates) == MOST,
            "most": MOST,
            "elsewhere": other_locations.of(asked.institution, self.proposals),
            **self._running(rows),
        }
        return render(self.request, TEMPLATE, context, status=status)

    def _running(self, rows: Sequence[NewRow]) -> dict[str, list[Batch]]:
        """The rescues under way: those that have sessions of this page, and all others."""
        every = list(batch_queries.under_way(self.request.access.institutions))
        mine = {one.batch_id for one in rows}
        return {
            "running": [one for one in every if one.pk in mine],
            "running_elsewhere": [one for one in every if one.pk not in mine],
        }

    def _tokens(self) -> dict[str, str]:
        """What the form carries along hidden of the proposal."""
        return {
            "offered": self.offered.token,
            "proposed": hidden_tokens.typed_token(self.proposed),
            "cleared": hidden_tokens.keys_token(self.cleared),
            "taken_out": hidden_tokens.keys_token(self.taken_out - self.ticked),
            "told": hidden_tokens.warned_starts_token(
                {key: self._start(key) for key in self._doubtful}
            ),
        }

    def as_sent(self) -> QueryDict:
        """The form as it would be sent from the page that is shown."""
        shown = self.request.POST.copy()
        shown.update(self.offered.answers | self.asked.room | {"question": self.asked.part})
        for key, one in self.times.items():
            shown[f"{row_times.NEW}{key}"], shown[f"{row_times.FOLD}{key}"] = one.typed, one.fold
        for name, token in self._tokens().items():
            shown[name] = token
        shown.setlist("session", [str(one.session.pk) for one in self.chosen])
        return shown


def _by_rescue(rows: Sequence[NewRow]) -> list[tuple[NewRow, list[NewRow]]]:
    """Those that are in rescues under way, by rescue: the first of each, and all of them."""
    found: dict[int, list[NewRow]] = {}
    for one in rows:
        if one.batch_id:
            found.setdefault(one.batch_id, []).append(one)
    return [(same[0], same) for same in found.values()]
