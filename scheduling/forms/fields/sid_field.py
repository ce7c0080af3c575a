"""Form field for a SID, read as the booking form reads it: in any capitals, in groups, or out of a
link.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms

from scheduling.forms.meanwhile.plain_faults import SID_BOX
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.session_types.typed_sids import demand_sid


class SidField(forms.CharField):
    """A SID of one kind; the link around it may be longer than it is itself."""

    def __init__(self, *, prefix: str, **options: Any) -> None:
        super().__init__(**options | {"max_length": SID_BOX})
        self.prefix = prefix

    def to_python(self, value: Any) -> str:
        typed = clean_id(super().to_python(value))
        return demand_sid(typed, self.prefix) if typed else ""


# What the columns of tables are in forms.
OF_COLUMNS = {
    "sid": partial(SidField, prefix="AI"),
    "pl_sid": partial(SidField, prefix="PL"),
    "cp_sid": partial(SidField, prefix="CP"),
    "cv_sid": partial(SidField, prefix="CV"),
    "ts_sid": partial(SidField, prefix="TS"),
}
