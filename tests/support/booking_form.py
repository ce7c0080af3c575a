"""The form that books a session: its address, and what it sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

EXAM_DAY = "2027-01-14T09:30"  # a Thursday; 15:30 UTC in Chicago
EXAM_INSTANT = "2027-01-14T15:30:00.000Z"
DULUTH = "PL" + "1".zfill(32)


def session_path(where: Mapping[str, str]) -> str:
    """The session's page; `where` is as the stand-in gives it."""
    return f"/sessions/{where['installSid']}/{where['examSid']}/{where['sessionSid']}/"


def form_path(where: Mapping[str, str]) -> str:
    """The form that books the session."""
    return f"{session_path(where)}schedule/"


def booking(**answers: Any) -> dict[str, Any]:
    """What the form sends for a seat in Duluth on the exam day, with some answers changed;
    None leaves one out.
    """
    usual = {
        "session_type": "smarter-scheduling",
        "attempt_id": str(uuid4()),
        "appointment_date_time": EXAM_DAY,
        "time_zone": "America/Chicago",
        "proctor_location_sid": DULUTH,
    }
    return {name: value for name, value in (usual | answers).items() if value is not None}


def upstream(where: dict[str, Any]) -> str:
    """The session's path at the provider."""
    return "/v1/installs/{installSid}/exams/{examSid}/sessions/{sessionSid}".format(**where)
