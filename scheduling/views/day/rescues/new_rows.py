"""Rows of a rescue before it is approved: each session with its new time; and who sits besides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from scheduling import date_formats
from scheduling.forms.rescue.row_times import NewTime
from scheduling.opening_hours.seats_warnings import TakenBy
from scheduling.rescues.candidates import Candidate
from scheduling.rescues.new_time_warnings import JudgedProposal
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.views.day.opening_words import NO_SEATS
from scheduling.views.exam_sessions import attendance_words
from scheduling.views.exam_sessions.lists.row_places import place_words
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.exam_sessions.state_marks import StateMark, state_of
from scheduling.wall_time import FoldChoice

NOT_KNOWN = "not known"
CHANGED = "It has changed since this page was shown: check it again."
NOTHING_KNOWN = JudgedProposal()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A session that may be moved: `why_not` says why it can't be, `fault` why its new time can't
    be approved.
    """

    key: int
    learner: str
    exam: str
    now: str
    state: StateMark
    url: str
    switch_url: str
    why_not: str = ""
    batch_id: int | None = None
    is_ticked: bool = False
    typed: str = ""
    control: str = ""  # the kind that shows it
    fold: str = ""
    choices: tuple[FoldChoice, ...] = ()
    clock: str = ""  # whose it is read by, where that differs from row to row
    new: str = ""
    fault: str = ""
    start: datetime | None = None
    warnings: tuple[str, ...] = ()
    warned_of: tuple[str, ...] = ()  # the same, whatever they count; none that a person is asked
    free: str = ""
    has_free: bool = False  # whether it is known how many seats are
    taken_by: TakenBy | None = None  # where none is left for it
    no_seat: str = ""  # the same in a sentence, which the page says once above all rows
    place: str = ""  # where nothing above names one

    @property
    def approved_with(self) -> tuple[str, ...]:
        """All that it is warned of, as the rescue keeps it."""
        return tuple(filter(None, (self.no_seat, *self.warnings)))


def new_rows(
    candidates: Sequence[Candidate],
    times: Mapping[int, NewTime],
    ticked: Collection[int],
    judged: Mapping[int, JudgedProposal],
    held: Mapping[int, tuple[str, ...]],
    *,
    changed: Collection[int],
    is_sent: bool,
    names_clocks: bool,
    names_places: bool,
) -> list[NewRow]:
    """The rows in the candidates' order; `held` is what speaks against their new times so much
    that a row has to be selected once more.
    """
    return [
        _new_row(
            one,
            times.get(one.session.pk, NewTime()),
            judged.get(one.session.pk, NOTHING_KNOWN),
            held.get(one.session.pk, ()),
            is_ticked=one.session.pk in ticked,
            is_changed=is_sent and one.session.pk in changed,
            names_clock=names_clocks,
            names_place=names_places,
        )
        for one in candidates
    ]


def _new_row(
    one: Candidate,
    time: NewTime,
    known: JudgedProposal,
    held: tuple[str, ...],
    *,
    is_ticked: bool,
    is_changed: bool,
    names_clock: bool,
    names_place: bool,
) -> NewRow:
    session, zone = one.session, str(one.session.zone)
    return NewRow(
        key=session.pk,
        learner=session.shown_name,
        exam=session.exam_title or session.exam_sid,
        now=_now(one, zone),
        state=state_of(session, None),
        url=page_url(session, "session"),
        switch_url=page_url(session, "switch"),
        why_not=one.why_not,
        batch_id=one.batch_id,
        is_ticked=is_ticked,
        typed=time.typed,
        control=time.control,
        fold=time.fold,
        choices=time.choices,
        clock=words_for(zone) if names_clock else "",
        new=_new(one, time.start, zone) if time.start else "",
        fault=CHANGED if is_changed else time.problem or known.hindrance,
        start=time.start,
        warned_of=(*held, *known.warned_of),
        warnings=tuple(
            filter(None, (_came(one), one.doubt, time.remark, *held, *known.all_warnings))
        ),
        free="" if held else _free(known),
        has_free=known.free is not None,
        taken_by=known.taken_by,
        no_seat=known.no_seat,
        place=place_words(session) if names_place else "",
    )


def _new(one: Candidate, start: datetime, zone: str) -> str:
    """“Thu, Jan 14, 2027, 10:30 AM – 12:00 PM CST”, with the year, which may be read wrong."""
    begins, ends = say(start, zone), say(start + one.length, zone)
    if not one.minutes:
        return f"{begins.dated}, end not known"
    is_one_clock = begins.zone_abbrev == ends.zone_abbrev
    told = begins.dated.removesuffix(f" {begins.zone_abbrev}") if is_one_clock else begins.dated
    return f"{told} – {ends.clock}"


def _now(one: Candidate, zone: str) -> str:
    """When it starts: as it is shown, or as it was booked here; and what is asked for."""
    start, asked = one.seat.start, one.asked.start if one.asked else None
    said = say(start, zone).dated if start else ""
    if said and not one.start:
        said = f"booked here for {said}"
    other = f"asked for {say(asked, zone).dated}" if asked and asked != start else ""
    return ", ".join(filter(None, (said, other))) or NOT_KNOWN


def _came(one: Candidate) -> str:
    """“Arrived 9:27 AM, left 11:02 AM.”; of a no-show its doubt tells."""
    if one.visit is None or one.visit.arrived_at is None:
        return ""
    return f"{attendance_words.attendance_in_words(one.session, one.visit, timezone.now())}."


def _free(known: JudgedProposal) -> str:
    """“up to 3 seats free”, and where others moved with it need them, that; of a location whose
    seats nobody entered, that.
    """
    if known.free is None:
        return NO_SEATS if known.lacks_seats else ""
    seats = f"{date_formats.counted(known.free, 'seat')} free"
    told = f"up to {seats}" if known.is_up_to else seats
    return f"{told}, none left for this one" if known.free and known.taken_by else told


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedBeside:
    """Who sits in the room of a rescue and is not part of it; `why_not` why they can't be moved."""

    learner: str
    exam: str
    now: str
    url: str
    why_not: str


def beside(one: Candidate) -> SeatedBeside:
    """A candidate in words."""
    session = one.session
    return SeatedBeside(
        learner=session.shown_name,
        exam=session.exam_title or session.exam_sid,
        now=_now(one, str(session.zone)) + (", end not known" if one.is_endless else ""),
        url=page_url(session, "session"),
        why_not=one.why_not,
    )
