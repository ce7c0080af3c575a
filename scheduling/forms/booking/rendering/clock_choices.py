"""The choices about a time that are made again with each look at it: which of two instants is
meant, and whose clock. They are no fields of the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.safestring import mark_safe

from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.rendering.controls import radios
from scheduling.forms.booking.rendering.field_views import FieldView


def time_fold_view(appointment: Appointment) -> FieldView:
    """The choice between the two instants at which a clock shows the same time."""
    rows = [(f"id_time_fold_{one.value}", one.value, one.label) for one in appointment.fold_choices]
    instants = {one.instant: one.value for one in appointment.fold_choices}
    label = "This time happens twice that night. Which one?"
    return _choice_view("time_fold", label, rows, instants.get(appointment.instant, ""))


def zone_choice_view(choices: Mapping[str, str], chosen: str) -> FieldView:
    """The choice of the clock that a time is meant on, where the address is all that tells it."""
    rows = [
        (f"id_zone_choice_{number}", zone, words)
        for number, (zone, words) in enumerate(choices.items(), start=1)
    ]
    return _choice_view("zone_choice", "In which time zone?", rows, chosen)


def _choice_view(
    name: str, label: str, rows: Iterable[tuple[str, str, str]], chosen: str
) -> FieldView:
    return FieldView(
        name=name,
        id=f"id_{name}",
        classes="field",
        label=label,
        optional=False,
        is_tick=False,
        is_choice=True,
        control=radios(name, rows, chosen),
        state=mark_safe(""),
        errors=[],
        hint="",
        help="",
        card=None,
        sent="",
        offer=None,
        takes_sid=False,
        pasted="",
        markup=mark_safe(""),
    )
