"""What somebody may not do, or did too late: held back, and noted.

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
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import quote

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.chain import instant
from scheduling.audit.event_writer import Entry, escape_braces
from scheduling.audit.kinds import Kind
from scheduling.card_numbers import remove_card_numbers
from scheduling.models import AuditEvent, ChainHead, RefusalCount
from scheduling.session_commands import Actor, SessionAddress

log = logging.getLogger(__name__)
NO_ROLE = "their role does not allow it"
ELSEWHERE = "it is not theirs to see"
NAMED = "the institution that its query names is not theirs"
FORGED = "its security token did not fit this portal’s form"
LONGEST_PATH = 200
WINDOW = timedelta(hours=1)
MOST = 30  # different refusals of one person or address within the window
OTHERS = "others"
AT_ONCE = 1_000
FROM_HERE_ON = " What else is refused within the hour is only counted."
AGAIN = "{who} was refused the same {times} until {until}: event {number} tells what, and why."
ALSO = (
    "{who} was refused {times} until {until}, in ways that were only counted after event {number}."
)


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
    did = "sent a form to" if method == "POST" else "asked for"
    shown = quote(remove_card_numbers(path)[:LONGEST_PATH], safe="/…")
    said = f"{actor.name} {did} {shown}, but {why}; nothing was shown or changed."
    entry = Entry(
        kind=Kind.DENIED,
        sentence=escape_braces(said),
        actor=actor,
        outcome="refused",
        install_sid=install_sid,
        details={"method": method, "path": shown, **(details or {})},
    )
    record_folded(entry, did, shown, why)


def record_folded(entry: Entry, *same: str) -> None:
    """Append a refusal, or count it where the same one was told within the hour; what is the same
    says `same`, beside who it is and the event's kind. Failing at it stops nobody.
    """
    try:
        with transaction.atomic():
            _fold(entry, same, timezone.now())
    except DatabaseError as error:
        log.error("a refusal could not be recorded: %s", error)


def tell_repeats(who: str | None = None, *, now: datetime | None = None) -> None:
    """Append how often refusals were repeated whose hour is over: of one, or of everybody."""
    now = now or timezone.now()
    over = RefusalCount.objects.exclude(since__gt=now - WINDOW, since__lte=now)
    for row in list((over.filter(who=who) if who else over).order_by("pk")[:AT_ONCE]):
        with transaction.atomic():
            # Nobody counts on in a row whose hour is over, and only who takes it away tells of it.
            if RefusalCount.objects.filter(pk=row.pk).delete()[0] and row.more:
                event_writer.append(_repeats(row))


def _fold(entry: Entry, same: tuple[str, ...], now: datetime) -> None:
    who = _who(entry.actor)
    key = _key(who, entry.kind, entry.institution, *same)
    if _is_counted(key, now):
        return
    # Whoever comes at the same moment waits here, and finds the row afterwards.
    ChainHead.objects.select_for_update().filter(pk=1).first()
    tell_repeats(who, now=now)
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
    # What was counted “in the future” was counted before the clock was put back: it is over.
    row = RefusalCount.objects.filter(key=key, since__gt=now - WINDOW, since__lte=now)
    return bool(row.update(more=F("more") + 1, last_at=now))


def _who(actor: Actor) -> str:
    """The person; where nobody is signed in the address, of IPv6 the network that one has."""
    if actor.user_id is not None:
        return f"person {actor.user_id}"
    try:
        ip = ip_address(actor.ip)
    except ValueError:
        return f"address {actor.ip}"[:64]
    network = ip_network((int(ip), 64), strict=False) if isinstance(ip, IPv6Address) else ip
    return f"address {network}"


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _repeats(row: RefusalCount) -> Entry:
    """What is told of the times after the first: the same who, where and kind as that event's."""
    first = AuditEvent.objects.get(number=row.event_number)
    times = "one more time" if row.more == 1 else f"{row.more:,} more times"
    words = {"times": times, "until": f"{row.last_at:%H:%M} UTC", "number": row.event_number}
    said = ALSO if row.key == _key(row.who, OTHERS) else AGAIN
    sids = {name: getattr(first, name) for name in ("install_sid", "exam_sid", "session_sid")}
    return Entry(
        kind=Kind(first.kind),
        sentence=escape_braces(said.format(who=first.actor_name, **words)),
        actor=Actor(
            user_id=first.actor_id,
            name=first.actor_name,
            username=first.actor_username,
            role=first.role,
            ip=first.ip,
        ),
        outcome=first.outcome,
        install_sid=first.install_sid,
        address=SessionAddress(**sids) if first.session_sid else None,
        details={
            "more_times": row.more,
            "refusal": row.event_number,
            "until": instant(row.last_at),
        },
    )
