"""The kept place as a filter of the log: it narrows to its institution, unless the address asks for
one, for all, or for something that is at one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduling.access.middleware import PortalRequest
from scheduling.forms.log.event_filter_fields import ANY, LogFilterForm
from scheduling.models import Institution
from scheduling.views.kept_place import ALL, kept_institution
from scheduling.views.log.filter_chips import LogFilters

NAME_ONE = {"install", "learner", "enrollment", "session", "exam", "request", "provider"}
Choices = Mapping[str, Sequence[tuple[str, str]]]


def narrowed_to(
    request: PortalRequest, values: Mapping[str, str], visible: tuple[str, ...] | None
) -> Institution | None:
    """The institution that the log is narrowed to by the place; None where it changes nothing for
    who may see events at `visible`.
    """
    kept = kept_institution(request)
    if kept is None or values.keys() & NAME_ONE or visible == (kept.sid,):
        return None
    return kept


def is_named(values: Mapping[str, str]) -> bool:
    """Whether the address names one institution."""
    return values.get("install", ALL) != ALL


def form_of(
    request: PortalRequest, filters: LogFilters, at: Institution | None, choices: Choices
) -> LogFilterForm:
    """The log's form with the place in it. While one is kept, “All” has to be said."""
    values = filters.values
    if at or ("install" in choices and kept_institution(request)):
        values = {"install": at.sid if at else ALL} | values
        all_first = [(ALL, ANY["install"]), *choices.get("install", ())]
        choices = dict(choices) | {"install": all_first}
    return LogFilterForm(values, filters.errors, choices)
