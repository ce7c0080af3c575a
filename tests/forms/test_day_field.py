"""Days that are typed where a browser's calendar is not used."""

from __future__ import annotations

from contextvars import copy_context
from datetime import date, timedelta

import pytest
from django import forms
from django.utils import timezone

from scheduling import date_formats
from scheduling.forms.fields.day_field import DayField, TypedDay


class Asked(forms.Form):
    past = DayField("Day")
    to_come = TypedDay(required=False)


def read(text: str, locale: str = "en_US", name: str = "past") -> tuple[date | str, str]:
    """The day or what is wrong, and the box as it is shown again."""

    def with_locale() -> tuple[date | str, str]:
        date_formats.use_locale(lambda: locale)
        form = Asked({name: text})
        found = form.cleaned_data[name] if form.is_valid() else form.errors[name][0]
        return found, str(form[name])

    return copy_context().run(with_locale)


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("2026-12-09", "en_GB", date(2026, 12, 9)),
        ("2199-12-31", "en_GB", date(2199, 12, 31)),
        ("09/12/2026", "en_GB", date(2026, 12, 9)),
        ("09/12/2026", "en_US", date(2026, 9, 12)),
        ("14/01/2027", "en_GB", date(2027, 1, 14)),
        ("14/01/2027", "en_US", date(2027, 1, 14)),
        ("2026/12/09", "en_US", date(2026, 12, 9)),
        ("9th Dec 2026", "en_US", date(2026, 12, 9)),
        ("Wed, Dec 9, 2026", "en_GB", date(2026, 12, 9)),
    ],
)
def test_a_day_is_read_in_the_order_of_the_locale_and_shown_as_it_was_read(
    text: str, locale: str, day: date
) -> None:
    found, box = read(text, locale)
    assert found == day
    assert 'type="date"' in box and f'value="{day}"' in box
    assert read(text, locale, "to_come")[0] == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tomorrow", "Enter a date like 2026-12-09."),
        ("2026-13-09", "Check the month: there is no month 13."),
        ("0026-12-09", "Enter a year from 2000 to 2199."),
        ("31 Dec 1999", "Enter a year from 2000 to 2199."),
        ("1/1/2201", "Check the year: 2201 cannot be right."),
        ("12/9/2026 9:30", "Enter the date alone, without “9:30”."),
        ("Mon, Dec 9, 2026", "Check the date: that day is Wednesday, December 9, 2026."),
    ],
)
def test_what_can_not_be_read_is_refused_with_what_is_wrong_and_stays(text: str, said: str) -> None:
    found, box = read(text)
    assert found == said
    assert 'type="text"' in box and f'value="{text}"' in box


def test_a_day_without_its_year_is_looked_back_at_or_is_still_to_come() -> None:
    today = timezone.now().date()
    gone = today - timedelta(days=40)
    typed = f"{gone:%b} {gone.day}"
    assert read(typed)[0] == gone
    to_come = read(typed, name="to_come")[0]
    assert isinstance(to_come, date) and to_come > today
