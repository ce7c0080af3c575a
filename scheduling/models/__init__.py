"""The tables."""

from scheduling.models.attempts import Attempt
from scheduling.models.circuits import Circuit
from scheduling.models.drafts import StoredDraft
from scheduling.models.events import AuditEvent, ChainHead, PersonalValue
from scheduling.models.exam_sessions import (
    NEEDS_PROCTOR,
    ExamSession,
    has_status,
    is_firm,
    status_key,
)
from scheduling.models.institutions import (
    Institution,
    InstructorEntry,
    Location,
    PolicyVersion,
    ProctorType,
)
from scheduling.models.roles import Role, RoleGrant
from scheduling.models.rules import FieldRule, OpeningHours, Price, TypeRule
from scheduling.models.search_index import LearnerWord, ProviderId, Verification

__all__ = [
    "NEEDS_PROCTOR",
    "Attempt",
    "AuditEvent",
    "ChainHead",
    "Circuit",
    "ExamSession",
    "FieldRule",
    "Institution",
    "InstructorEntry",
    "LearnerWord",
    "Location",
    "OpeningHours",
    "PersonalValue",
    "PolicyVersion",
    "Price",
    "ProctorType",
    "ProviderId",
    "Role",
    "RoleGrant",
    "StoredDraft",
    "TypeRule",
    "Verification",
    "has_status",
    "is_firm",
    "status_key",
]
