"""Events of refusals: what somebody may not do, or did too late, is held back and noted.

Refusals are folded, so that nobody floods the log with them: the same one of the same person (or of
the same address, where nobody is signed in) is one event within the hour, and one more that says
how often it was tried again. Beyond `MOST` different ones they are only counted.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from scheduling.audit import event_reader, event_writer
from scheduling.audit.chain import instant
from scheduling.audit.chain_walker import UNREADABLE
from scheduling.audit.client_addresses import network_of
from scheduling.audit.event_writer import Entry, escape_braces
from scheduling.audit.kinds import Kind
from scheduling.card_numbers import remove_card_numbers
from scheduling.models import AuditEvent, RefusalCount
from scheduling.models.columns.kept_moments import kept_within
from scheduling.session_commands import PORTAL, Actor, SessionAddress

log = logging.getLogger(__name__)
NO_ROLE = "their role does not allow it"
ELSEWHERE = "it is not theirs to see"
NAMED = "what it names is another institution’s, and not theirs to see"
FORGED = "its security token did not fit this portal’s form"
LONGEST_PATH = 200
ONLY_ASKS = ("GET", "HEAD", "OPTIONS")
WINDOW = timedelta(hours=1)
MOST = 30  # different refusals of one person or address within the window
OTHERS = "others"
OUTCOMES = ("refused", "nothing-sent")
# The kinds of events that are folded.
FOLDED = (
    *(Kind.DENIED, Kind.SIGN_IN_FAILED, Kind.CARD_NUMBER_TYPED, Kind.HELD_BACK, Kind.STALE_FORM),
    *(Kind.DUPLICATE_SUBMIT, Kind.FORM_REUSED, Kind.BLOCKED, Kind.ALREADY_BOOKED),
    *(Kind.CARD_TOKEN_SPENT, Kind.VOUCHER_RESERVED, Kind.LEARNER_BOOKED, Kind.SWITCH_HELD_BACK),
)
AT_ONCE = 1_000
UNCOUNTED = " It can’t be counted how often this is repeated."
LAST_UNCOUNTED = " What else is refused within the hour is not told: it can’t be counted."
FROM_HERE_ON = " What else is refused within the hour is only counted."
AGAIN = "{who} was refused the same {times} until {until}: event {number} tells what, and why."
ALSO = (
    "{who} was refused {times} until {until}, in ways that were only counted after event {number}."
)
LOST = (
    "Somebody was refused {times} until {until}: event {number}, which told whom and why, is not"
    " there, can’t be read, or is about something else."
)
UNREAD = "Refusals were repeated, but how often can’t be read: their count was changed."


def note(
    *,
    actor: Actor,
    address: SessionAddress,
    why: str,
    kind: Kind = Kind.DENIED,
    details: Mapping[str, str] | None = None,
    is_sent: bool = True,
) -> None:
    """Append the event, or count it with the same of the hour: whatever the form had shown. Failing
    at it changes nothing: the form, or the page, is held back either way.
    """
    did = "sent a form for" if is_sent else "asked for"
    nothing = "sent" if is_sent else "shown"
    said = f"{actor.name} {did} this exam session, but {why}; nothing was {nothing}."
    entry = Entry(
        kind=kind,
        sentence=escape_braces(said),
        actor=actor,
        outcome="nothing-sent" if is_sent else "refused",
        address=address,
        details=details or {},
    )
    record_folded(entry, did, entry.details.get("path", address.session_sid), why)


def note_address(
    *,
    actor: Actor,
    method: str,
    path: str,
    install_sid: str = "",
    why: str = NO_ROLE,
    details: Mapping[str, str] | None = None,
) -> None:
    """Append that somebody asked for an address that is not theirs, or sent it a form."""
    other = "asked for" if method in ONLY_ASKS else "sent a request to"
    did = "sent a form to" if method == "POST" else other
    shown = _in_address(remove_card_numbers(path, "…")[:LONGEST_PATH])
    nothing = "nothing of it" if why == NAMED else "nothing"
    said = f"{actor.name} {did} {shown}, but {why}; {nothing} was shown or changed."
    entry = Entry(
        kind=Kind.DENIED,
        sentence=escape_braces(said),
        actor=actor,
        outcome="refused",
        install_sid=install_sid,
        details={"method": method, "path": shown, **(details or {})},
    )
    record_folded(entry, did, shown, why)


def _in_address(path: str) -> str:
    """The path as an address has it; “…” stands for what is left out, and stays."""
    return "…".join(quote(part, safe="/") for part in path.split("…"))


def record_folded(entry: Entry, *same: str) -> None:
    """Append a refusal, or count it where the same one was told within the hour; what is the same
    says `same`, beside who it is and the event's kind. Failing at it stops nobody.
    """
    if entry.kind not in FOLDED or entry.outcome not in OUTCOMES:
        raise ValueError(f"{entry.kind} is no refusal that is folded.")
    try:
        with transaction.atomic():
            _fold(entry, same, timezone.now())
    except (DatabaseError, *event_reader.STRANGE) as error:
        log.error("a refusal could not be counted: %s", error)
        _tell_uncounted(entry)


def _tell_uncounted(entry: Entry) -> None:
    """Append a refusal that could not be counted, unless so many were told within the hour that who
    is refused could flood the log.
    """
    try:
        with transaction.atomic():
            event_writer.take_turn()
            told = _told_of(_who(entry.actor), timezone.now())
            if told < MOST:
                words = UNCOUNTED if told < MOST - 1 else LAST_UNCOUNTED
                event_writer.append(replace(entry, sentence=entry.sentence + words))
    except (DatabaseError, *event_reader.STRANGE) as error:
        log.error("a refusal could not be recorded: %s", error)


def _told_of(who: str, now: datetime) -> int:
    """How many refusals of them the log tells of the last hour, MOST where there are AT_ONCE of
    whomever: they are looked through each time.
    """
    lately = AuditEvent.objects.filter(at__gt=now - WINDOW)
    within = lately.having(kind=FOLDED, outcome=OUTCOMES)
    people = event_reader.columns(within.order_by("-at")[:AT_ONCE], "actor_id", "ip")
    of_them = sum(_who(Actor(user_id=id, name="", ip=ip)) == who for id, ip in people)
    return of_them if len(people) < AT_ONCE else MOST


def append_repeated_refusals(who: str | None = None, *, now: datetime | None = None) -> None:
    """Append how often refusals were repeated whose hour is over: of one, or of everybody. One of
    which that can't be told keeps nobody from the others.
    """
    now = now or timezone.now()
    over = RefusalCount.objects.exclude(kept_within(WINDOW, "since", now))
    rows = (over.filter(who=who) if who else over).order_by("pk")
    for pk in list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            entry = _told(pk)
            # Nobody counts on in a row whose hour is over, and only who takes it away tells of it.
            if RefusalCount.objects.filter(pk=pk).delete()[0] and entry:
                event_writer.append(entry)


def _told(pk: int) -> Entry | None:
    """What is told of a count; that it can't be read, where somebody put something else there."""
    try:
        row = RefusalCount.objects.filter(pk=pk).first()
        return _repeats(row) if row and row.more else None
    except (*event_reader.STRANGE, OperationalError) as error:
        if isinstance(error, OperationalError) and UNREADABLE not in str(error):
            raise
        return Entry(kind=Kind.DENIED, sentence=UNREAD, actor=PORTAL, outcome="alarm")


def _fold(entry: Entry, same: tuple[str, ...], now: datetime) -> None:
    who = _who(entry.actor)
    key = _key(who, entry.kind, entry.institution, *same)
    if _is_counted(key, now):
        return
    # Whoever comes at the same moment waits here, and finds the row afterwards.
    event_writer.take_turn()
    append_repeated_refusals(who, now=now)
    if _is_counted(key, now):
        return
    if RefusalCount.objects.filter(who=who).count() >= MOST:
        key = _key(who, OTHERS)
        if _is_counted(key, now):
            return
        entry = replace(entry, sentence=entry.sentence + FROM_HERE_ON)
    number = event_writer.append(entry)
    RefusalCount.objects.create(key=key, who=who, event_number=number, since=now, last_at=now)


def _is_counted(key: str, now: datetime) -> bool:
    row = RefusalCount.objects.filter(kept_within(WINDOW, "since", now), key=key)
    return bool(row.update(more=F("more") + 1, last_at=now))


def _who(actor: Actor) -> str:
    """The person; where nobody is signed in the address, of IPv6 the network that one has."""
    if actor.user_id is not None:
        return f"person {actor.user_id}"
    return f"address {network_of(actor.ip)}"[:64]


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _repeats(row: RefusalCount) -> Entry:
    """What is told of the times after the first: the same who, where and kind as that event's.

    Raises one of STRANGE where the row is not as it was written.
    """
    if type(row.more) is not int or type(row.event_number) is not int:
        raise TypeError(row.pk)
    times = "one more time" if row.more == 1 else f"{row.more:,} more times"
    until = f"{row.last_at:%H:%M} UTC"
    details = {
        "more_times": row.more,
        "refusal": row.event_number,
        "until": instant(row.last_at),
    }
    first = _refusal_of(row)
    if first is None:
        said = LOST.format(times=times, until=until, number=row.event_number)
        return Entry(
            kind=Kind.DENIED, sentence=said, actor=PORTAL, outcome="alarm", details=details
        )
    said = ALSO if row.key == _key(row.who, OTHERS) else AGAIN
    words = {"times": times, "until": until, "number": row.event_number}
    sids = {name: getattr(first, name) for name in ("install_sid", "exam_sid", "session_sid")}
    return Entry(
        kind=Kind(first.kind),
        sentence=escape_braces(said.format(who=first.actor_name, **words)),
        actor=_actor_of(first),
        outcome=first.outcome,
        install_sid=first.install_sid,
        address=SessionAddress(**sids) if first.session_sid else None,
        details=details,
    )


def _refusal_of(row: RefusalCount) -> AuditEvent | None:
    """The event that a count goes with; None where there is none that is a refusal of just whom the
    count is of: nothing is told in the name of anybody else.
    """
    for event in event_reader.of_rows(AuditEvent.objects.filter(number=row.event_number)):
        is_one = event.kind in FOLDED and event.outcome in OUTCOMES
        if is_one and _who(_actor_of(event)) == row.who:
            return event
    return None


def _actor_of(event: AuditEvent) -> Actor:
    return Actor(
        user_id=event.actor_id,
        name=event.actor_name,
        username=event.actor_username,
        role=event.role,
        ip=event.ip,
    )
