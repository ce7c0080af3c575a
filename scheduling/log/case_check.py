"""Whether a file that somebody holds is a case file or an export that was made here, whole: by its
SHA-256, which the log noted when the file was made.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import Actor

DATA_BEGINS, DATA_ENDS = b'<script type="application/json">', b"</script>"
IS_WHOLE = "it is the file of event {number}, whole"
DATA_HOLDS = "its data is that of event {number}; the page around it was not compared"
UNKNOWN = "no file like it was made here"
MAKING = (Kind.CASE_MADE, Kind.EXPORT_DONE)


@dataclass(frozen=True, slots=True)
class Match:
    """What the log knows of a file: the event of its making, None where there is none.

    `is_whole` where every byte is as it was made; otherwise only the data in it is.
    """

    event: AuditEvent | None
    is_whole: bool


def data_of(content: bytes) -> bytes:
    """The JSON in a case file's page; of a file that is no page, all of it.

    An expression would look for the end anew from each beginning: hours in a file made for that.
    """
    _, begun, rest = content.partition(DATA_BEGINS)
    data, ended, _ = rest.partition(DATA_ENDS)
    return data if begun and ended else content


def check(
    *,
    file_sha256: str,
    data_sha256: str,
    institutions: Collection[Institution],
    whole_log: bool = False,
    actor: Actor,
) -> Match:
    """Look for the event that made the file at one of these institutions, and record that somebody
    asked.

    `whole_log` is for who may see exports of all of it. `data_sha256` is that of the JSON in a
    page, or of the file where it is no page.
    """
    sids = [*(one.sid for one in institutions), *([""] if whole_log else [])]
    found = _match(file_sha256, data_sha256, sids)
    said = UNKNOWN
    if found.event:
        said = (IS_WHOLE if found.is_whole else DATA_HOLDS).format(number=found.event.number)
    event_writer.record(
        event_writer.Entry(
            kind=Kind.CASE_CHECKED,
            sentence=event_writer.escape_braces(f"{actor.name} checked a case file: {said}."),
            actor=actor,
            install_sid=found.event.install_sid if found.event else "",
            details={"file_sha256": file_sha256},
        )
    )
    return found


def _match(file_sha256: str, data_sha256: str, sids: list[str]) -> Match:
    if event := _made("file_sha256", file_sha256, sids):
        # Until the whole file was noted, “file_sha256” stood for the data alone: of data alone.
        return Match(event, is_whole=True)
    # What was noted of the page's data, in events of before under the file's name.
    for name in ("data_sha256", "file_sha256"):
        if event := _made(name, data_sha256, sids):
            return Match(event, is_whole=False)
    return Match(None, is_whole=False)


def _made(name: str, sha256: str, sids: list[str]) -> AuditEvent | None:
    noted = f'"{name}":"{sha256}"'
    made = AuditEvent.objects.filter(kind__in=MAKING, install_sid__in=sids)
    found = event_reader.of_rows(made.filter(details__contains=noted)[:1])
    return found[0] if found else None
