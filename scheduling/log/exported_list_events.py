"""Events of lists that were taken out of the portal as files, at each institution they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.date_formats import counted
from scheduling.session_commands import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExport:
    """What a file has: in words for the sentence, and as facts for the event's page."""

    kind: Kind
    what: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedPart:
    """How many rows of a file are of one institution, and who took them there. `of` is the
    institution's name, where the file may have rows of others too.
    """

    actor: Actor
    install_sid: str
    rows: int
    of: str = ""


def note(*, exported: ListExport, parts: list[ExportedPart]) -> None:
    """Record the export before its file goes out: one event at each institution that it has rows
    of, or at each that was asked for where it has none.
    """
    facts = {name: words for name, words in exported.facts.items() if words}
    with transaction.atomic():
        for part in [one for one in parts if one.rows] or parts:
            rows = counted(part.rows, "row")
            of = f" of {part.of}" if part.of else ""
            said = f"{part.actor.name} exported {exported.what} as CSV: {rows}{of}."
            entry = event_writer.Entry(
                kind=exported.kind,
                sentence=event_writer.escape_braces(said),
                actor=part.actor,
                install_sid=part.install_sid,
                details=facts | {"exported_rows": part.rows},
            )
            event_writer.append(entry)
