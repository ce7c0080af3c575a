"""Override of an earlier booking: who is offered the form for it, and who may send it."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied

from scheduling.access.middleware import PortalRequest
from scheduling.forms.booking.override import BUTTON, NAME, TOLD, OverrideForm
from scheduling.models import ExamSession
from scheduling.proctoring_api.foreign_text import strip_unseen

ONLY_ADMINISTRATORS = "only an administrator of the institution can book over an earlier booking"


def offered_override(
    request: PortalRequest, session: ExamSession, kind: type[OverrideForm] = OverrideForm
) -> OverrideForm | None:
    """An empty form, for those who may override at the session's institution."""
    return kind() if request.access.may_override(session.institution) else None


def sent_override(
    request: PortalRequest, session: ExamSession, kind: type[OverrideForm] = OverrideForm
) -> OverrideForm | None:
    """The override that a sent form asks for, if it asks for one.

    Raises PermissionDenied for who may not.
    """
    if BUTTON not in request.POST and not strip_unseen(request.POST.get(NAME, "")):
        return None
    if not request.access.may_override(session.institution):
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    return kind({name: request.POST[name] for name in (NAME, TOLD) if name in request.POST})


def restored_override(
    request: PortalRequest,
    session: ExamSession,
    answers: Mapping[str, str],
    kind: type[OverrideForm] = OverrideForm,
) -> OverrideForm | None:
    """The reason of a draft, shown again to who may still override."""
    if not answers.get(NAME) or not request.access.may_override(session.institution):
        return None
    return kind(initial={NAME: answers[NAME], TOLD: answers.get(TOLD, "")})
