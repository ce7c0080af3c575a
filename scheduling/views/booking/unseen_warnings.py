"""What the page has not shown yet of a booking that is sent: settings that were changed since it
was made; warnings that came up since; and in a browser without scripts all its warnings, for there
the summary stands as it was, so the first press would send what nobody could read.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TypeVar

from django.http import HttpResponse

from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.forms.booking.move import MoveForm
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.forms.booking.warnings import settings_shown, warnings_shown
from scheduling.institutions import catalogue
from scheduling.session_commands import SessionCommand
from scheduling.views.booking.booking_page import BookingPage
from scheduling.views.notice import Notice

C = TypeVar("C", bound=SessionCommand)
SEEN = "warned"  # what a browser that runs scripts has shown, a script sees to
READ_FIRST = Notice(
    "Nothing was sent.",
    "Read what the box says about this booking. If it is as you mean it, press the button again.",
)

CHANGED = Notice(
    "Nothing was sent.",
    "What speaks against this booking changed since you read it, and stands in the box now. If it"
    " is as you mean it, press the button again.",
)
CHECK = "If the booking is as you mean it, press the button again."


def held_back(page: BookingPage, form: ScheduleForm | MoveForm) -> HttpResponse | None:
    """The form again, with what has to be read before it is sent; None where it was shown, or
    there is nothing.
    """
    if changed := _changed_settings(page, form):
        return page.changed(notice=changed).response(status=422)
    if _is_warned_of_more(page, form):
        return page.changed(notice=CHANGED).response(status=422)
    # A part of a page that a script puts in has what stands there for browsers without any.
    seen = page.request.POST.get(SEEN)
    if seen is None or page.request.htmx or not form.preview.has_to_be_seen:
        return None
    if seen == form.preview.warnings_mark:
        return None
    return page.changed(notice=READ_FIRST).response(status=422)


def form_with_new_warnings(page: BookingPage) -> HttpResponse:
    """The form again with what speaks against the booking by now: it changed while the form was on
    its way.
    """
    if isinstance(page.payable, ScheduleForm):
        page.payable.forget_preview()
    return page.changed(notice=CHANGED).response(status=409)


def _changed_settings(page: BookingPage, form: ScheduleForm | MoveForm) -> Notice | None:
    """Told once: the form that comes back is made of the settings as they are now."""
    names = partial(catalogue.location_name, page.session.institution)
    told = settings_shown.changes(
        form, page.request.POST.get(settings_shown.NAME, ""), lambda sid: names(sid) if sid else ""
    )
    return Notice("Nothing was sent.", " ".join((*told, CHECK))) if told else None


def _is_warned_of_more(page: BookingPage, form: ScheduleForm | MoveForm) -> bool:
    """Whether hours, closed days, seats or a price are otherwise than beside these answers."""
    shown = warnings_shown.ShownWarnings.read(page.request.POST.get(warnings_shown.NAME, ""))
    return shown is not None and shown.misses(form, form.booking_warnings)


def as_seen(page: BookingPage, form: AnswerForm, command: C) -> C:
    """The command with those of its form's warnings that were shown, where a summary shows them:
    the log names no other.
    """
    if not (command.warnings and isinstance(form, ScheduleForm | MoveForm)):
        return command
    mark = page.request.POST.get(warnings_shown.NAME, "")
    seen = warnings_shown.seen_of(mark, form.booking_warnings)
    return replace(command, warnings=seen)
