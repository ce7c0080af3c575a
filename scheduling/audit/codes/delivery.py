"""Sending the codes to where the machine's owner can't change them: by email, syslog, to a folder.

The worker sends what is new; what was sent last, and why that failed, stands in a file in VAR_DIR,
so that neither a page nor a booking waits for a mail server. Where the file can't be written the
worker knows it as long as it runs, so that no code goes out every minute.
"""

from __future__ import annotations

import json
import logging
import os
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging.handlers import SysLogHandler
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from scheduling.audit.chain import instant
from scheduling.audit.codes import codes_file
from scheduling.audit.codes.file_room import opened, why_unwritable
from scheduling.audit.codes.short_code import LogCode
from scheduling.models.columns.kept_moments import is_within

log = logging.getLogger(__name__)
MAIL_EVERY = timedelta(minutes=15)
AT_FIRST = 50  # codes that are sent where none was sent before
SUBJECT = "The log’s code {code}"
Known = dict[str, dict[str, Any]]  # way → line, mac, at, trouble
_unkept: dict[Path, Known] = {}  # what the worker knows where the file takes nothing


@dataclass(frozen=True, slots=True)
class DeliveryWay:
    """A way that codes are sent: its name, how it is told in words, and what sends them."""

    name: str
    words: str
    send: Callable[[list[str]], None]
    pause: timedelta = timedelta(0)


def ways() -> list[DeliveryWay]:
    """The ways that the operator has set; none by default."""
    found = []
    if settings.ANCHORS_EMAIL:
        found.append(DeliveryWay("email", "by email", _by_email, MAIL_EVERY))
    if settings.ANCHORS_SYSLOG:
        found.append(DeliveryWay("syslog", "to the system log", _to_syslog))
    if settings.ANCHORS_FOLDER:
        found.append(DeliveryWay("folder", f"to the folder {settings.ANCHORS_FOLDER}", _to_folder))
    return found


def send_new() -> None:
    """Send the codes that were not sent yet, each way. What fails is told, and tried again."""
    if not (chosen := ways()):
        return
    found = codes_file.examined()
    keyed = [one for one in found.codes if one.nth] if found else []
    known = _unkept.get(_file()) or _known()
    for way in chosen:
        known[way.name] = _sent(way, keyed, known.get(way.name, {}))
    _remember(known)


def _sent(way: DeliveryWay, keyed: list[LogCode], before: dict[str, Any]) -> dict[str, Any]:
    """What is to be remembered of one way after it was tried."""
    new = _after(keyed, before)
    now = timezone.now()
    if not new or _is_soon(before, now, way.pause):
        return before
    try:
        way.send([_line(one) for one in new])
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.error("the log's codes could not be sent %s: %s", way.words, error)
        return before | {"trouble": str(error)[:200] or type(error).__name__}
    return {"line": new[-1].nth, "mac": new[-1].mac, "at": instant(now), "trouble": ""}


def _is_soon(before: dict[str, Any], now: datetime, pause: timedelta) -> bool:
    """Whether the last ones went so lately that the next wait; not “in the future”, before the
    clock was put back.
    """
    at = before.get("at")
    return bool(at) and is_within(pause, datetime.fromisoformat(at), now)


def _after(keyed: list[LogCode], before: dict[str, Any]) -> list[LogCode]:
    places = [at for at, one in enumerate(keyed) if one.mac == before.get("mac", "")]
    return keyed[places[-1] + 1 :] if places else keyed[-AT_FIRST:]


def _line(log_code: LogCode) -> str:
    at = instant(log_code.at) if log_code.at else ""
    where = f"line {log_code.nth} log {log_code.log_id}"
    return f"{log_code.code} event {log_code.number} at {at} {where} {log_code.reason}".rstrip()


def _by_email(lines: list[str]) -> None:
    newest = lines[-1].split(" ", 1)[0]
    body = "Keep this message: with a code, anybody can check that the log was not changed since.\n"
    send_mail(SUBJECT.format(code=newest), "\n".join([body, *lines]), None, settings.ANCHORS_EMAIL)


class _Told(SysLogHandler):
    """A handler for the system log that does not keep its failures to itself."""

    def handleError(self, record: logging.LogRecord) -> None:
        raise


def _to_syslog(lines: list[str]) -> None:
    host, colon, port = settings.ANCHORS_SYSLOG.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")  # [::1]:514
    address = (host, int(port)) if colon and port.isdigit() else settings.ANCHORS_SYSLOG
    handler = _Told(address=address, facility=SysLogHandler.LOG_AUTH)
    try:
        for line in lines:
            said = f"proctor-desk code of the log: {line}"
            handler.emit(logging.LogRecord("codes", logging.INFO, "", 0, said, None, None))
    finally:
        handler.close()


def file_in_folder() -> Path:
    """The file in ANCHORS_FOLDER that this log's codes are appended to."""
    return Path(settings.ANCHORS_FOLDER) / f"codes-{codes_file.log_id()[:12]}.txt"


def _to_folder(lines: list[str]) -> None:
    file = opened(file_in_folder(), os.O_RDWR | os.O_APPEND | os.O_CREAT)
    try:
        data = "".join(f"{line}\n" for line in lines).encode()
        codes_file.append(file, data)
    finally:
        os.close(file)


def trouble() -> str:
    """Why codes did not get to where they are to be sent, or what was sent can't be kept, in
    sentences; empty where all is well.
    """
    if not (chosen := ways()):
        return ""
    known = _known()
    failed = [
        (way.words, why) for way in chosen if (why := known.get(way.name, {}).get("trouble", ""))
    ]
    told = [f"The log’s codes could not be sent {words}: {why}." for words, why in failed]
    if failed:
        told.append("They are still saved here, and sent again each minute.")
    if why := why_unwritable(_file().parent):
        told.append(
            f"Which of the log’s codes were sent can’t be kept in {_file().parent} ({why}): after a"
            " restart the worker sends some again, and whether they arrive is not told here."
        )
    return " ".join(told)


def _file() -> Path:
    return Path(settings.VAR_DIR) / "codes-sent.json"


def _known() -> Known:
    try:
        with os.fdopen(opened(_file(), os.O_RDONLY)) as file:
            known = json.loads(file.read())
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {name: kept for name, kept in known.items() if _is_as_kept(kept)}


def _is_as_kept(kept: object) -> bool:
    """Whether it is what `_sent` gives: whatever else stands in the file is nothing known."""
    if not isinstance(kept, dict) or not isinstance(kept.get("line", 0), int):
        return False
    if not all(isinstance(kept.get(name, ""), str) for name in ("mac", "at", "trouble")):
        return False
    try:
        return not kept.get("at") or datetime.fromisoformat(kept["at"]).tzinfo is not None
    except ValueError:
        return False


def _remember(known: Known) -> None:
    new = _file().with_suffix(".new")
    try:
        new.write_text(json.dumps(known))
        new.replace(_file())
    except OSError as error:
        _unkept[_file()] = known
        log.error("which of the log's codes were sent could not be kept: %s", error)
    else:
        _unkept.pop(_file(), None)
