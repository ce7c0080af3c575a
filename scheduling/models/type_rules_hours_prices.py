"""Tables of what an institution decides for itself: which types it offers, what it asks more
strictly, hours and prices.
"""

from __future__ import annotations

from datetime import date, time

from django.core.validators import MinValueValidator
from django.db import connection, models

from scheduling.models.columns.kept_columns import is_damaged
from scheduling.models.columns.number_columns import (
    BooleanField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
)
from scheduling.models.institutions import Institution, Location


class TypeRule(models.Model):
    """One session type at one institution: offered or not.

    Types without a rule are offered as the contract has them.
    """

    institution = models.ForeignKey(
        Institution, models.CASCADE, verbose_name="institution", related_name="type_rules"
    )
    session_type = models.CharField("session type", max_length=60)
    is_offered = BooleanField("offered", default=True)

    class Meta:
        ordering = ("session_type",)
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "session_type"), name="rule_once_per_type"
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_type} at {self.institution}"


class FieldRule(models.Model):
    """One field of a type at an institution:
    a *may* made a *must*, a default, a help text, never looser than the API.
    """

    rule = models.ForeignKey(TypeRule, models.CASCADE, related_name="fields")
    field = models.CharField(max_length=60)
    is_must = BooleanField("required", default=False)
    default = models.CharField(max_length=300, blank=True, default="")
    help_text = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("field",)
        constraints = (
            models.UniqueConstraint(fields=("rule", "field"), name="rule_once_per_field"),
        )

    def __str__(self) -> str:
        return self.field


def are_hours(weekday: object, opens: time | None, closes: time | None) -> bool:
    """Whether nobody put what is none in a row of the week's hours past the portal."""
    is_weekday = weekday in range(7) and not is_damaged(weekday)
    return is_weekday and opens is not None and closes is not None


def are_hours_by_date(
    first: date | None, last: date | None, opens: time | None, closes: time | None
) -> bool:
    """The same for a row of a date's: of one that is closed both times are empty."""
    return first is not None and last is not None and (opens is None) == (closes is None)


def is_no_day(column: str) -> str:
    """The condition that a column of days has what is none. Only SQLite takes it."""
    if connection.vendor != "sqlite":
        return "FALSE"
    shape = "[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]"
    is_day = f"{column} GLOB '{shape}' AND julianday({column}) IS NOT NULL"
    return f"NOT coalesce(typeof({column}) = 'text' AND {is_day}, FALSE)"


class OpeningHours(models.Model):
    """When a site is open on a weekday, by its own wall clock.

    A site without any says nothing about it.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    location = models.ForeignKey(Location, models.CASCADE, related_name="opening_hours")
    weekday = PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ("weekday", "opens")
        verbose_name_plural = "opening hours"
        constraints = (
            models.UniqueConstraint(fields=("location", "weekday", "opens"), name="hours_once"),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="closes_after_opening"
            ),
        )

    def __str__(self) -> str:
        if not are_hours(self.weekday, self.opens, self.closes):
            return "hours that can’t be read"
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class HoursByDate(models.Model):
    """Closed, or open at other hours than the week's, from a day to a day, both of them too: one
    location, or each of the institution's.
    """

    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        verbose_name="institution",
        related_name="hours_by_date",
        db_index=False,
    )
    location = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="hours_by_date"
    )
    first_day = models.DateField("from")
    last_day = models.DateField("to")
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ("-first_day", "opens")
        verbose_name = "closed days or other hours"
        verbose_name_plural = "closed days and other hours"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="by_date_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True)
                | models.Q(closes__gt=models.F("opens")),
                name="by_date_closed_or_open",
            ),
        )
        indexes = (models.Index(fields=("institution", "last_day"), name="by_date_last"),)

    @property
    def is_readable(self) -> bool:
        """Whether nobody put what is no day, or no time, in it past the portal."""
        are_known = are_hours_by_date(self.first_day, self.last_day, self.opens, self.closes)
        return are_known and not is_damaged(self.location_id)

    def __str__(self) -> str:
        if not self.is_readable:
            return "closed days or other hours that can’t be read"
        is_closed = self.opens is None or self.closes is None
        hours = "closed" if is_closed else f"{self.opens:%H:%M}–{self.closes:%H:%M}"
        return f"{self.first_day} to {self.last_day}: {hours}"


class Price(models.Model):
    """What a session of a type costs at an institution, up to a length in minutes;
    without one, whatever its length.
    """

    institution = models.ForeignKey(
        Institution, models.CASCADE, verbose_name="institution", related_name="prices"
    )
    session_type = models.CharField("session type", max_length=60)
    up_to_minutes = PositiveIntegerField("up to (minutes)", null=True, blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=3, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3)

    class Meta:
        ordering = ("session_type", "up_to_minutes")
        constraints = (
            models.UniqueConstraint(
                fields=("institution", "session_type", "up_to_minutes"), name="price_once"
            ),
            models.UniqueConstraint(
                fields=("institution", "session_type"),
                condition=models.Q(up_to_minutes__isnull=True),
                name="price_once_for_any_length",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def is_readable(self) -> bool:
        """Whether nobody put what is no amount, or no length, in it past the portal."""
        return not is_damaged(self.up_to_minutes) and self.amount is not None
