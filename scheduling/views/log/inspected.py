"""The institutions whose record a person may take out, as a case file or an export."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import QueryDict

from scheduling.access.middleware import PortalRequest
from scheduling.forms.log.export import ALL
from scheduling.institutions.queries import institution_by_sid
from scheduling.models import Institution
from scheduling.views.url_lookup import NotTheirs


def inspected(request: PortalRequest, asked: QueryDict) -> list[Institution]:
    """All of them, whichever is asked for; one that is not there is left to the form.

    Raises PermissionDenied for who inspects none, or not the one that is asked for, or asks for the
    whole log without inspecting all of it; NotTheirs for another institution's.
    """
    here, sid = request.access, asked.get("install", "")
    found = [one for one in here.recorded if here.may_inspect(one)]
    if not here.is_inspector or (sid == ALL and not here.inspects_all):
        raise PermissionDenied
    if not sid or any(one.sid == sid for one in found):
        return found
    if any(one.sid == sid for one in here.recorded):
        raise PermissionDenied
    if institution_by_sid(sid):
        raise NotTheirs(sid, is_named=True)
    return found
