"""Table of the session object's fields: their names there and here, and what reads each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import Field

from scheduling.proctoring_api.request_bodies import camel
from scheduling.proctoring_api.responses.field_readers import (
    READERS,
    Reader,
    read_id,
    read_reason,
    read_sid,
)

# Ids in the provider's system and in others, in which nothing is unseen.
_SIDS = re.compile(r"(.*_)?sid")
_IDS = re.compile(r"access_key|external(_reserved)?_appointment_id|(.*_)?url")


def field_table(told: Iterable[Field]) -> tuple[tuple[str, str, Reader], ...]:
    """Of each of a record's fields its name, the API's name for it, and its reader."""
    return tuple((one.name, _api_name(one.name), _reader(one.name, str(one.type))) for one in told)


def _api_name(name: str) -> str:
    return "URL" if name == "url" else camel(name)


def _reader(name: str, kind: str) -> Reader:
    if name == "status_reason":
        return read_reason
    if _SIDS.fullmatch(name):
        return read_sid
    return read_id if _IDS.fullmatch(name) else READERS[kind]
