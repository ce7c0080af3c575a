"""Where an institution enters a default that has a format, a hint says which;
what it gives as an example is taken.
"""

from __future__ import annotations

import re

from scheduling.forms.type_rules import RulesForm
from scheduling.institution_type_rules import BookingRules
from scheduling.session_types.registry import SESSION_TYPES

WITH_FORMAT = {
    *(
        "proctor_location_sid",
        "instructor_proctor_sid",
        "country",
        "location_latitude",
        "location_longitude",
    ),
    *(
        "currency",
        "email",
        "phone",
        "exam_locale",
        "proctor_type_sub_category_sid",
        "cancellation_policy_version_sid",
    ),
}


def test_a_default_with_a_format_has_a_hint_and_its_example_is_taken() -> None:
    hinted = set()
    for kind in SESSION_TYPES.values():
        form = RulesForm(kind, BookingRules())
        for name, row in zip(form.names, form.rows, strict=True):
            hint = row.default.help_text
            if hint:
                hinted.add(name)
            if example := re.search(r"such as (.+)\.$", hint, re.IGNORECASE):
                assert row.field.to_python(example[1]), name
    assert hinted == WITH_FORMAT
