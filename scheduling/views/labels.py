"""Labels: what staff call things that have a name of the API's."""

from __future__ import annotations

from scheduling.session_types import registry


def type_label(wire_name: str) -> str:
    """What staff call a session type; an unknown one as it came."""
    try:
        return registry.get(wire_name).label
    except registry.UnknownSessionType:
        return wire_name
