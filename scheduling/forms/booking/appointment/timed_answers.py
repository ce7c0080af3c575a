"""Time among the answers of a form: the wall time that was typed, and the clocks it is meant by."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property

from scheduling import wall_time
from scheduling.forms.booking.answers import NAMED_ON, WHEN, PostedAnswers
from scheduling.forms.booking.appointment import address_zones, named_days
from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.appointment.halves_of_day import read_typed_appointment
from scheduling.forms.booking.given_answers import LOCATION, GivenAnswers
from scheduling.forms.booking.options import FormOptions
from scheduling.opening_hours.hours_warnings import is_open_at
from scheduling.session_types.question_groups import Questions
from scheduling.time_zones.zone_names import words_for
from scheduling.time_zones.zone_regions import ZonesThere, zones_there


class TimedAnswers(GivenAnswers):
    """Django form of which one answer may be an appointment's time."""

    def __init__(
        self,
        questions: type[Questions],
        options: FormOptions,
        answers: PostedAnswers,
        *,
        bound: bool,
    ) -> None:
        super().__init__(questions, options, answers, bound=bound)
        self.appointment: Appointment | None = None
        self.how_read = ""  # the remark on how a time was read that was typed as text
        if WHEN in self.fields and named_days.is_typed_as_text(self.value_of(WHEN)):
            self.fields = self.fields | {WHEN: self.fields[WHEN].by(self._today_there)}
        if "time_zone" in self.fields and self.value_of("time_zone"):
            zone = self.fields["time_zone"].by(lambda: self.default_zone)
            self.fields = self.fields | {"time_zone": zone}

    def settle_time(self, cleaned: dict[str, Any]) -> None:
        """Turns the wall time into its instant, or says why it is none."""
        wall = cleaned.get("appointment_date_time")
        cleaned["time_zone"] = cleaned.get("time_zone") or self.meant_zone or self.default_zone
        if wall is None or "time_zone" in self.errors:
            return
        if not self.meant_zone:
            self._ask_for_the_zone()
            return
        self.appointment = self.read_time(cleaned["time_zone"])
        self._write_out(wall)
        cleaned["appointment_date_time"] = self.appointment.instant
        if self.appointment.problem:
            self.add_error("appointment_date_time", self.appointment.problem)

    def read_time(self, zone: str) -> Appointment:
        """What the time that stands there, and can be read, means in a zone."""
        typed, fold = self.fields[WHEN].typed(self.value_of(WHEN)), self.value_of("time_fold")
        return read_typed_appointment(typed, zone, fold, self._is_open_at)

    def _is_open_at(self, at: datetime) -> bool:
        """Whether the location that stands there is open then, as far as its hours are known."""
        sid = self.parsed(LOCATION) if LOCATION in self.fields else self.options.location_sid
        location = self.options.location_at(sid, at, self.options.sitting.minutes) if sid else None
        return location is not None and is_open_at(location, at)

    def _write_out(self, wall: datetime) -> None:
        """A time that was sent as text is kept as itself: “tomorrow” is another day tomorrow. It
        stays as it was typed while its half of the day, or its day, is asked.
        """
        if not named_days.is_typed_as_text(self.value_of(WHEN)):
            return
        typed, meant = self.fields[WHEN].typed(self.value_of(WHEN)), self.appointment
        self.how_read = typed.remark
        if typed.walls[1:] and meant.instant:
            local = meant.instant.astimezone(ZoneInfo(meant.zone))
            wall = local.replace(tzinfo=None, fold=0)
        if not meant.half_choices:
            self.answers.values[WHEN] = wall.isoformat(timespec="seconds")

    def _today_there(self) -> date:
        """The day from which a named one is counted: by the clocks that the time is meant by, when
        the page first told what it means, or else now.
        """
        zone = self.parsed("time_zone")
        if not zone and self.asks_by_address:  # `meant_zone` would ask for the time
            chosen = wall_time.find_zone(self.value_of("zone_choice"))
            zone = chosen or zones_there(*self.address, datetime.now()).proposed
        return named_days.day_in(zone or self.default_zone, self._told_at())

    def _told_at(self) -> datetime:
        told = named_days.time_of_token(self.value_of(NAMED_ON), self.value_of(WHEN))
        return told or datetime.now(UTC)

    @property
    def named_on(self) -> str:
        """What the page sends along with a time in words; '' where there is none."""
        return named_days.day_words_token(self.value_of(WHEN), self._told_at())

    @property
    def named_zone(self) -> str:
        """The zone that was typed, as it was understood."""
        zone = self.parsed("time_zone")
        return words_for(zone) if zone else ""

    def _ask_for_the_zone(self) -> None:
        """Unless the address, which would tell it, is being asked for anyway."""
        if self.errors.keys().isdisjoint(("country", "region")):
            self.add_error("time_zone", address_zones.question(self.zones_there, self.address))

    @property
    def default_zone(self) -> str:
        """The zone an appointment is meant in unless another is named."""
        return wall_time.find_stored_zone(self.options.time_zone) or "UTC"

    @property
    def asks_by_address(self) -> bool:
        """Whether the time is meant on the clocks of an address that is entered here."""
        if "country" not in self.fields or LOCATION in self.fields:
            return False
        return "country" in self.questions.must() or bool(self.value_of("country").strip())

    @cached_property
    def zones_there(self) -> ZonesThere:
        """The zones that the address has, as far as it can be read already."""
        wall = self.parsed("appointment_date_time") or datetime.now()
        return zones_there(*self.address, wall)

    @property
    def address(self) -> tuple[str, str]:
        """Country and state or region, as far as they can be read; blank where not."""
        return self.parsed("country") or "", self.parsed("region") or ""

    @property
    def zone_choices(self) -> dict[str, str]:
        """Zone → words: which clock may be meant at the address, where none is named."""
        if not self.asks_by_address or self.value_of("time_zone").strip():
            return {}
        return address_zones.choices(self.zones_there, self.options.time_zone)

    @property
    def meant_zone(self) -> str:
        """The zone that the time is meant in, '' while that has to be asked."""
        if named := self.parsed("time_zone"):
            return str(named)
        if not self.asks_by_address:
            return self.default_zone
        chosen = self.value_of("zone_choice")
        return chosen if chosen in self.zone_choices else self.zones_there.proposed

    @property
    def demands_a_time(self) -> bool:
        """Whether nothing is sent without an appointment."""
        return "appointment_date_time" in self.questions.must()
