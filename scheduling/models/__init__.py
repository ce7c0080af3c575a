"""The tables."""

from scheduling.models.attempts import Attempt
from scheduling.models.circuits import Circuit
from scheduling.models.events import AuditEvent, ChainHead, PersonalValue
from scheduling.models.exam_sessions import ExamSession
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
from scheduling.models.session_status import SessionStatus, status_of

__all__ = [
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
    "SessionStatus",
    "TypeRule",
    "Verification",
    "status_of",
]
