"""A place that is known by a name alone which no location has here: it may be the provider's own
name for the one that was asked for, or another place.
"""

from __future__ import annotations

from scheduling.booking.provider_shows.asked_in_all import asked_in_all
from scheduling.institutions import catalogue
from scheduling.models import ExamSession


def asked_in_its_place(session: ExamSession) -> str:
    """The SID of the location that was asked for here, where the provider has named only such a
    place since; '' where the place is known, or none was asked for.
    """
    if session.location_sid or not session.location_name:
        return ""
    if catalogue.location_called(session.institution_id, session.location_name)[0]:
        return ""
    return str(asked_in_all(session).get("proctorLocationSid") or "")
