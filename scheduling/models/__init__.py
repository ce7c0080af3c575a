"""The tables."""

from scheduling.models.attempts import Attempt
from scheduling.models.circuits import Circuit
from scheduling.models.events import AuditEvent, ChainHead, PersonalValue
from scheduling.models.exam_sessions import NEEDS_PROCTOR, ExamSession, is_firm, status_key
from scheduling.models.installs import Install, InstructorEntry, PolicyVersion, ProctorType, Site
from scheduling.models.roles import Role, RoleGrant

__all__ = [
    "NEEDS_PROCTOR",
    "Attempt",
    "AuditEvent",
    "ChainHead",
    "Circuit",
    "ExamSession",
    "Install",
    "InstructorEntry",
    "PersonalValue",
    "PolicyVersion",
    "ProctorType",
    "Role",
    "RoleGrant",
    "Site",
    "is_firm",
    "status_key",
]
