"""Tables, the provider's statuses, encryption at rest, and the statements of the booking path.

A model knows its own row and no more: what is done with it is in the domain packages. How kept
values are read is in `columns/`, whether the database still has every table, column and guard, and
that migrations go forwards only, in `schema/`.
"""

from scheduling.models.access import CalendarFeed, RefusalCount, Role, RoleGrant, VainTries
from scheduling.models.attempts import Attempt, TypeSwitch
from scheduling.models.batches import Batch, BatchRow
from scheduling.models.drafts_and_saved_views import SavedView, StoredDraft
from scheduling.models.events import AuditEvent, ChainHead, ErasedValue, PersonalValue, Verification
from scheduling.models.exam_sessions import ExamSession
from scheduling.models.handovers import Handover, LastLook
from scheduling.models.institutions import (
    Institution,
    InstructorEntry,
    Location,
    PolicyVersion,
    ProctorType,
)
from scheduling.models.kept_about_sessions import (
    Attendance,
    EarlierState,
    RosterPrint,
    SessionAccommodation,
)
from scheduling.models.provider_state import Circuit, Heartbeat, ListWalk
from scheduling.models.search_index import EventAction, ProviderId, SearchWord
from scheduling.models.session_status import SessionStatus, status_of
from scheduling.models.type_rules_hours_prices import (
    FieldRule,
    HoursByDate,
    OpeningHours,
    Price,
    TypeRule,
)

__all__ = [
    "Attempt",
    "Attendance",
    "AuditEvent",
    "Batch",
    "BatchRow",
    "CalendarFeed",
    "ChainHead",
    "Circuit",
    "EarlierState",
    "ErasedValue",
    "EventAction",
    "ExamSession",
    "FieldRule",
    "Handover",
    "Heartbeat",
    "HoursByDate",
    "Institution",
    "InstructorEntry",
    "LastLook",
    "ListWalk",
    "Location",
    "OpeningHours",
    "PersonalValue",
    "PolicyVersion",
    "Price",
    "ProctorType",
    "ProviderId",
    "RefusalCount",
    "Role",
    "RoleGrant",
    "RosterPrint",
    "SavedView",
    "SearchWord",
    "SessionAccommodation",
    "SessionStatus",
    "StoredDraft",
    "TypeRule",
    "TypeSwitch",
    "VainTries",
    "Verification",
    "status_of",
]
