"""The provider's names of fields, in whatever spelling, and its sentences that hold them, in the
words of our forms: “proctorLocationSid is closed” → “Location is closed”. So are the instants in
them, by a clock that people read.
"""

from __future__ import annotations

import re
from functools import cache, partial

from scheduling.proctoring_api.request_bodies import api_name, form_name
from scheduling.session_types import registry
from scheduling.session_types.cancellation_fields import Cancellation
from scheduling.spoken_time import say
from scheduling.wall_time import moment_in

# What stands for one of the form's fields in an answer, or in another call.
_ALSO = {
    "appointmentDate": "appointment_date_time",
    "appointmentTime": "appointment_date_time",
    "appointmentStartDateTime": "appointment_date_time",
    "appointmentStartDate": "appointment_date_time",
    "startDateTime": "appointment_date_time",
    "startDate": "appointment_date_time",
    "startTime": "appointment_date_time",
    "proctorLocation": "proctor_location_sid",
    "locationSid": "proctor_location_sid",
    "instructorProctor": "instructor_proctor_sid",
    "messageThreadSid": "message_sid",
    "zipCode": "postal_code",
    "addressLine1": "address1",
    "addressLine2": "address2",
}
_OTHERS = {
    "type": "Session type",
    "session_type": "Session type",
    "sessionType": "Session type",
    "appointmentEndDateTime": "End",
    "appointmentEndDate": "End",
    "installSid": "Institution",
    "examSid": "Exam",
    "sessionSid": "Session",
    "examSessionSid": "Session",
    "enrollmentSid": "Enrollment",
    "userSid": "Learner",
    "courseSid": "Course",
}
# A path that ends in a name, in quotes or not: `body.proctorLocationSid`, "/email", $.items[0].type
_PATH = r"(?:#?/(?:\w+/)*|\$?\.?(?:[A-Za-z_]\w*(?:\[\d*\])?\.)*)"
_NAME = re.compile(
    rf"(?P<quote>[\"'`“‘]?)(?<![\w@/.:-])(?P<path>{_PATH})(?P<name>[A-Za-z_]\w*)(?:\[\d*\])?"
    rf"(?P<end>[\"'`”’]?)(?![\w@/-]|\.\w)"
)
_HUMPS = re.compile(r"[a-z]{3,}(?:[A-Z][a-z]+|\d+)*(?:[A-Z][a-z]+)(?:[A-Z][a-z]+|\d+)*")
_SNAKES = re.compile(r"[a-z]{2,}(?:[_-][a-z]{2,})+")
_PARTS = re.compile(r"[a-z\d][A-Z]|[A-Za-z]_")  # a name of several words
_TOKEN = "tok_"
_INSTANT = re.compile(
    r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z\b|[+-]\d\d:?\d\d\b)"
)
# What the provider calls an institution; a verb of that name has no such word before it.
_INSTALL = re.compile(r"\b(?:this|that|the|your|an)\s+install(?P<many>s?)\b", re.IGNORECASE)
_SUBJECT = re.compile(r"(?: (?:is|was|must|has|should|can|cannot|may|does)\b|:)")


@cache
def _labels() -> dict[str, tuple[str, str]]:
    """A name in small, without what parts its words → the form's name and the label."""
    asked = [registry.fields_of(kind) for kind in registry.SESSION_TYPES.values()]
    asked.append(registry.fields_of(Cancellation))
    ours = {name: field.label for fields in asked for name, field in fields.items()}
    known = {_folded(api_name(name)): (name, label) for name, label in ours.items()}
    known |= {_folded(other): (name, ours[name]) for other, name in _ALSO.items()}
    return known | {_folded(name): ("", label) for name, label in _OTHERS.items()}


def _folded(name: str) -> str:
    return re.sub(r"[_\W]", "", name).casefold()


def form_name_of(name: str) -> str:
    """The form's name of the provider's field; one that no form has as it is, in our spelling."""
    own = form_name(name)
    return _labels().get(_folded(own), (own, ""))[0] or own


def label_of(name: str) -> str:
    """What people call the provider's field; '' for what is no name."""
    last = re.split(r"[./]", name)[-1]
    known = _labels().get(_folded(last))
    return known[1] if known else _spelled_out(last).capitalize()


def in_our_words(said: str, zone: str = "") -> str:
    """A sentence of the provider's with our labels in place of its names of fields. Words that may
    be plain English stay, unless they stand as a name: in quotes, in a path, or as the subject. An
    instant is said by the clock of the zone, or else in UTC.
    """
    named = _INSTALL.sub(_told_institution, _NAME.sub(lambda match: _told(match, said), said))
    return _INSTANT.sub(partial(_told_time, zone=zone or "UTC"), named)


def _told_institution(match: re.Match[str]) -> str:
    """“This install” is the institution of whoever reads it."""
    words = "your institutions" if match["many"] else "your institution"
    return words.capitalize() if match[0][0].isupper() else words


def _told_time(match: re.Match[str], zone: str) -> str:
    try:
        return say(moment_in(match[0]), zone).dated
    except ValueError:  # the calendar has no such day
        return match[0]


def _told(match: re.Match[str], said: str) -> str:
    name, quoted = match["name"], bool(match["quote"] and match["end"])
    known = _labels().get(_folded(name))
    spelled_out = "" if name.startswith(_TOKEN) else _spelled_out(name)
    is_name = bool(spelled_out) or (known is not None and bool(_PARTS.search(name)))
    is_subject = match.start() == 0 and name.islower() and bool(_SUBJECT.match(said, match.end()))
    if known and (is_name or quoted or match["path"] or is_subject):
        words = known[1]
    elif spelled_out:
        words = spelled_out.capitalize() if match.start() == 0 else spelled_out
    else:
        return match[0]
    return words if quoted else f"{match['quote']}{words}{match['end']}"


def _spelled_out(name: str) -> str:
    """`billingCountry`, `billing_country` → “billing country”; '' for what is one word."""
    if _SNAKES.fullmatch(name):
        return re.sub(r"[_-]", " ", name)
    if not _HUMPS.fullmatch(name):
        return ""
    words = re.sub(r"(?<!^)([A-Z]|\d+)", r" \1", name).lower()
    return re.sub(r" sid$", "", words)
