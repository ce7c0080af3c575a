"""A form whose fields are shown in sections, some of them folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, TypedDict

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.forms.booking.rendering.clock_choices import time_fold_view, zone_choice_view
from scheduling.forms.booking.rendering.field_views import FieldView, view_of
from scheduling.forms.booking.rendering.fixed_markup import fixed_section
from scheduling.forms.booking.rendering.section_plans import Plan, plans_of


class FixedBlock(TypedDict):
    """The markup of fields that nobody has answered yet."""

    markup: SafeString


@dataclass(frozen=True)
class FormSection:
    """A heading and its fields; `optional` where none of them is a must, beside which `blank_means`
    says so.

    `folds` says that it can be closed, `is_open` that it begins open; `offered` is what the closed
    one has to offer.
    """

    legend: str
    fields: list[FieldView]
    optional: bool
    has_appointment: bool
    blank_means: str = "optional"
    folds: bool = False
    is_open: bool = True
    offered: str = ""
    has_vetting: bool = False
    has_vetted_place: bool = False

    @property
    def blocks(self) -> list[FieldView | FixedBlock]:
        """The fields as the template goes through them: what is fixed of several in a row is one
        block.
        """
        found: list[FieldView | FixedBlock] = []
        for is_fixed, run in groupby(self.fields, _is_fixed):
            fields = list(run)
            found += [FixedBlock(markup=_joined(fields))] if is_fixed else fields
        return found

    @cached_property
    def markup(self) -> SafeString:
        """All of it, where nothing in it was answered, and nothing is said of what was; else ''."""
        is_told = self.has_appointment or self.has_vetting or self.has_vetted_place
        if is_told or not all(map(_is_fixed, self.fields)):
            return mark_safe("")
        return fixed_section(
            legend=self.legend,
            optional=self.optional,
            blank_means=self.blank_means,
            folds=self.folds,
            is_open=self.is_open,
            offered=self.offered,
            markup=_joined(self.fields),
        )


def _is_fixed(field: FieldView) -> bool:
    return bool(field["markup"])


def _joined(fields: Iterable[FieldView]) -> SafeString:
    return mark_safe("\n".join(field["markup"] for field in fields))


class SectionedForm(AnswerForm):
    """A form whose fields are shown in sections."""

    blank_means: ClassVar[str] = "optional"  # beside a section of which nothing is a must
    folds: ClassVar[bool] = False  # whether sections that may stay empty begin closed
    preview: Any  # of a form that asks for a time
    vetting_card: Any = None  # of a form that books somebody who has to be vetted

    @cached_property
    def sections(self) -> list[FormSection]:
        """The sections in the order of the type's groups; groups of one section stand together."""
        return [self._section(plan) for plan in plans_of(self.questions)]

    def _section(self, plan: Plan) -> FormSection:
        return FormSection(
            plan.legend,
            [view_of(self, name) for name in self.names_of(plan)],
            plan.optional,
            "appointment_date_time" in plan.names,
            blank_means=self.blank_means,
            folds=self.folds and plan.folds,
            is_open=any(map(self._wants_a_look, self.names_of(plan))),
            offered=", ".join(self._offered(plan)),
            has_vetting="first_name" in plan.names and self.vetting_card is not None,
            has_vetted_place="address1" in plan.names and self.vetting_card is not None,
        )

    def names_of(self, plan: Plan) -> Sequence[str]:
        """The names of its fields, as they are shown."""
        return plan.names

    def _offered(self, plan: Plan) -> list[str]:
        """“price list: $25.50”"""
        found = [self.offers[name] for name in plan.names if name in self.offers]
        return [f"{one.source.lower()}: {one.said}" for one in found]

    def _wants_a_look(self, name: str) -> bool:
        """Whether something was answered there, is wrong, or is to be done."""
        return self.is_answered(name) or name in self.errors or name in self.remarks

    def is_answered(self, name: str) -> bool:
        return bool(self.value_of(name).strip())

    @property
    def time_fold(self) -> FieldView | None:
        """Which of two instants is meant; None where the clock shows the time once."""
        appointment = self.preview.appointment
        return time_fold_view(appointment) if appointment and appointment.fold_choices else None

    @property
    def zone_choice(self) -> FieldView | None:
        """Whose clock is meant at the address; None where no address is asked for, its zone is
        named, or there is only one.
        """
        choices = self.zone_choices.keys() - {self.zones_there.proposed}
        if not choices or not self.preview.appointment:
            return None
        return zone_choice_view(self.zone_choices, self.meant_zone)
