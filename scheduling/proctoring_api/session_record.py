"""Record of the session object of contract §2: read leniently, nothing lost, nothing fatal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from scheduling.proctoring_api.parsing import (
    JsonObject,
    PersonName,
    as_object,
    called,
    distinct_sids,
    first_called,
    is_sid,
    minutes,
    only_sid,
    person_name,
    sid,
    text,
)
from scheduling.proctoring_api.responses.field_readers import (
    as_one_line,
    has_content,
    named,
    sids,
)
from scheduling.proctoring_api.session_fields.agreement import AND, agreed, apart
from scheduling.proctoring_api.session_fields.field_table import field_table
from scheduling.proctoring_api.session_fields.kept_fields import KEPT, kept_value
from scheduling.proctoring_api.session_fields.made_once import made_once
from scheduling.proctoring_api.session_fields.told_price import ToldPrice
from scheduling.proctoring_api.session_fields.told_start import ToldStart
from scheduling.proctoring_api.session_fields.two_statuses import is_word_of, two_statuses

_LOCATION_SIDS = ("proctorLocationSid", "locationSid")
_BESIDE = ("unknown", "mistyped")  # no fields of the object, but what else it held
_COMPARED = {
    "status": "status",
    "sessionType": "session_type",
    "location": "location",
    "notes": "notes",
}


@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """One exam session as the provider tells it.

    Text that is null or missing is "", numbers and booleans None, free-form fields (string, object,
    list) as they came. `unknown` holds the fields that the reference doesn't name, `mistyped` the
    documented ones that came with another type, both under the API's names. A record never changes,
    so that what is made out of it is made out once.
    """

    sid: str = ""
    install_sid: str = ""
    exam_sid: str = ""
    enrollment_sid: str = ""
    user_sid: str = ""
    course_sid: str = ""
    instructor_proctor_sid: str = ""
    proctor_type_sid: str = ""
    cancellation_policy_sid: str = ""
    cancellation_policy_version_sid: str = ""
    status: str = ""
    status_reason: str = ""
    access_key: str = field(default="", repr=False)
    duration: int | float | None = None
    session_type: str = ""
    scheduling_module: str = ""
    proctor_review_process_sid: str = ""
    workflow_module: str = ""
    appointment_date: str = ""
    appointment_end_date: str = ""
    date_approved: str = ""
    date_scheduled: str = ""
    created_date: str = ""
    in_progress_date: str = ""
    external_appointment_id: str = ""
    external_reserved_appointment_id: str = ""
    external_reserved_appointment_expires: str = ""
    external_appointment_sync_date: str = ""
    edit_date: str = ""
    notes: str = field(default="", repr=False)
    recording_start_date: str = ""
    account: Any = field(default=None, repr=False)
    install: Any = field(default=None, repr=False)
    deployment: Any = field(default=None, repr=False)
    session_report_count: int | float | None = None
    series: Any = field(default=None, repr=False)
    review_by_date: str = ""
    review_by_user_sid: str = ""
    review_completed_date: str = ""
    review_required: bool | None = None
    review_complete_notification_url: str = field(default="", repr=False)
    reviewed: bool | None = None
    proctor_groups: Any = field(default=None, repr=False)
    url: str = field(default="", repr=False)
    exam_locale: str = ""
    platform_version: str = ""
    system_check_start_date: str = ""
    system_check_end_date: str = ""
    modality_options: Any = field(default=None, repr=False)
    exam: Any = field(default=None, repr=False)
    enrollment: Any = field(default=None, repr=False)
    course: Any = field(default=None, repr=False)
    exam_file: Any = field(default=None, repr=False)
    returned_file: Any = field(default=None, repr=False)
    photos: Any = field(default=None, repr=False)
    session_info: Any = field(default=None, repr=False)
    audit_status: str = ""
    exam_configuration: Any = field(default=None, repr=False)
    proctor: Any = field(default=None, repr=False)
    location: Any = field(default=None, repr=False)
    appointment: Any = field(default=None, repr=False)
    messaging_confirmations: tuple[str, ...] = ()
    automated: Any = field(default=None, repr=False)
    interoads_provisioned_exam_url: str = field(default="", repr=False)
    proctor_group_sid: str = ""
    mandatory_room_scan_video: bool | None = None
    muted_annotations: Any = field(default=None, repr=False)
    unknown: JsonObject = field(default_factory=dict, repr=False, compare=False)
    mistyped: JsonObject = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, body: JsonObject) -> SessionRecord:
        """The record in a JSON object; also takes back what `loggable` gave. Never raises."""
        values: dict[str, Any] = {}
        mistyped: JsonObject = {}
        for name, api, reader in _FIELDS:
            value = body.get(api)
            if value is None:
                continue
            read, fits = reader(value)
            values[name] = read
            if not fits:
                mistyped[api] = value
        unknown = {api: value for api, value in body.items() if api not in API_NAMES}
        known = values.get("status", "")
        booked = values.get("date_scheduled")
        if both := two_statuses(unknown, values.get("appointment"), known, booked):
            values["status"], mistyped["status"] = "", both
        return cls(**values, unknown=unknown, mistyped=mistyped)

    def with_type_beside(self, is_type: Callable[[str], bool]) -> SessionRecord:
        """The record with what came under the name that requests have for the type, where that
        `is_type`: it stands for one that did not come, and beside another neither can be read.
        """
        known, other = self.session_type, text(self.unknown.get("type"))
        is_told = "sessionType" in self.mistyped or is_word_of(known, other)
        if is_told or not is_type(other):
            return self
        if not known:
            return replace(self, session_type=other)
        odd = self.mistyped | {"sessionType": AND.join((known, other))}
        return replace(self, session_type="", mistyped=odd)

    @made_once
    def told_start(self) -> ToldStart:
        """Whatever came for the start: in the documented field, and beside it."""
        documented = self.appointment_date or self.mistyped.get("appointmentDate")
        return ToldStart.read(documented, as_object(self.appointment), self.unknown)

    @property
    def appointment_at(self) -> datetime | None:
        """The start in UTC, as `ToldStart.at` has it."""
        return self.told_start.at

    @made_once
    def told_price(self) -> ToldPrice:
        """Whatever came for the price."""
        return ToldPrice((as_object(self.appointment), self.unknown))

    @made_once
    def unreadable(self) -> frozenset[str]:
        """Those of `status`, `start`, `session_type`, `location`, `price`, `notes` and `length`
        that came in a form that can't be read. An object in which there is nothing but nulls shows
        nothing.
        """
        odd = {api for api, value in self.mistyped.items() if has_content(value)}
        found = {name for api, name in _COMPARED.items() if api in odd}
        if self.told_start.is_unreadable:
            found.add("start")
        if has_content(self.location) and not (self.location_sids or self.location_name):
            found.add("location")
        if self.told_price.is_unreadable:
            found.add("price")
        if self.exam_minutes is None and has_content(self.mistyped.get("duration", self.duration)):
            found.add("length")
        return frozenset(found)

    def as_given(self, name: str) -> str:
        """What came for one of the fields that `unreadable` may name, as it came, on one line; all
        of several different starts.
        """
        if name == "start":
            return self.told_start.as_given
        if name == "length":
            return as_one_line(self.mistyped.get("duration", self.duration))
        if name == "price":
            return self.told_price.as_given
        came = self.location if name == "location" else None
        api = next((one for one, ours in _COMPARED.items() if ours == name), "")
        return next((as_one_line(one) for one in (came, self.mistyped.get(api)) if one), "")

    @made_once
    def exam_sids(self) -> list[str]:
        """Every SID by which it names its exam; so, below, of its institution and its learner."""
        return sids("EX", self.exam_sid, self.exam, ("sid", "examSid"))

    @made_once
    def install_sids(self) -> list[str]:
        return sids("AI", self.install_sid, self.install, ("sid", "installSid"))

    @made_once
    def enrollment_sids(self) -> list[str]:
        return sids("EN", self.enrollment_sid, self.enrollment, ("sid", "enrollmentSid"))

    @made_once
    def user_sids(self) -> list[str]:
        user = as_object(self.enrollment).get("user")
        inside = sids("US", "", user, ("sid", "userSid"))
        return [*sids("US", self.user_sid, self.enrollment, ("userSid",)), *inside]

    @made_once
    def learners(self) -> tuple[str, ...]:
        """The accounts that it names, or else the enrollments, each once: of several nobody can say
        who the learner is.
        """
        users = distinct_sids(self.user_sids, "US")
        return users or distinct_sids(self.enrollment_sids, "EN")

    @made_once
    def only_user_sid(self) -> str:
        """The account; "" where none is named, or several are. So below, the enrollment."""
        return only_sid(self.user_sids, "US")

    @made_once
    def only_enrollment_sid(self) -> str:
        return only_sid(self.enrollment_sids, "EN")

    @property
    def learner_name(self) -> str:
        user, enrollment = self._learner_names
        return user.whole or enrollment.whole

    @property
    def learner_family_name(self) -> str:
        user, enrollment = self._learner_names
        return user.family or enrollment.family

    @property
    def half_name(self) -> str:
        """As `PersonName` has it."""
        user, enrollment = self._learner_names
        return user.half if user.whole else enrollment.half

    @made_once
    def _learner_names(self) -> tuple[PersonName, PersonName]:
        """As the account and as the enrollment has it."""
        enrollment = as_object(self.enrollment)
        return person_name(as_object(enrollment.get("user"))), person_name(enrollment)

    @made_once
    def exam_title(self) -> str:
        return named(self.exam, ("title", "name")) or called(self.unknown.get("examTitle"))

    @made_once
    def course_name(self) -> str:
        return (
            named(self.course, ("name", "title"))
            or first_called(as_object(self.exam), ("courseName",))
            or called(self.unknown.get("courseName"))
        )

    @property
    def exam_minutes(self) -> int | None:
        """The length in whole minutes; None for one that no exam can have."""
        return minutes(self.duration)

    @made_once
    def instructor_sids(self) -> list[str]:
        """Every SID by which it names an instructor's slot, each once."""
        named = ("sid", "instructorProctorSid")
        told = sids("CP", self.instructor_proctor_sid, self.proctor, named)
        return apart(told, str.casefold)

    @made_once
    def proctor_type_sids(self) -> list[str]:
        told = (self.proctor_type_sid, sid(self.unknown.get("proctorTypeSubCategorySid")))
        return apart((one for one in told if is_sid(one, "TS")), str.casefold)

    @made_once
    def proctor_name(self) -> str:
        """Of a proctor who is told by a name alone."""
        return named(self.proctor, ("name",))

    @made_once
    def location_sids(self) -> list[str]:
        """Every SID by which it names its place, each once."""
        inside = map(as_object(self.location).get, ("sid", *_LOCATION_SIDS))
        itself = sids("PL", "", self.location, ())
        beside = map(self.unknown.get, _LOCATION_SIDS)
        told = map(sid, (*inside, *itself, *beside))
        return apart((one for one in told if is_sid(one, "PL")), str.casefold)

    @made_once
    def location_sid(self) -> str:
        """ "" where none came, or two different ones did."""
        return agreed(self.location_sids) or ""

    @made_once
    def location_name(self) -> str:
        if len(self.location_sids) > 1:
            return ""
        return named(self.location, ("name", "title")) or called(self.unknown.get("locationName"))

    def loggable(self) -> dict[str, str | int | float | bool]:
        """What may be kept, flat and under the API's names: an allow-list without addresses, keys
        and free-form objects.

        Card numbers and links are masked and long texts cut. `read` takes it back.
        """
        kept = {api: getattr(self, name) for name, api in _LOGGABLE}
        price = self.told_price
        kept |= {"examTitle": self.exam_title, "courseName": self.course_name}
        kept |= {"locationSid": self.location_sid, "locationName": self.location_name}
        kept |= {
            "amount": "" if price.amount is None else str(price.amount),
            "currency": price.currency,
        }
        return {
            api: kept_value(api, value) for api, value in kept.items() if value not in ("", None)
        }


_FIELDS = field_table(one for one in fields(SessionRecord) if one.name not in _BESIDE)
_LOGGABLE = tuple((name, api) for name, api, _ in _FIELDS if name in KEPT)
API_NAMES = frozenset(api for _, api, _ in _FIELDS)
