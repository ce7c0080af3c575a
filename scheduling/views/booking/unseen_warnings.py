"""Warnings that a browser without scripts has not shown yet: there the summary stands as it was
when the page was made, so the first press would send what nobody could read.
"""

from __future__ import annotations

from django.http import HttpResponse

from scheduling.forms.booking.move import MoveForm
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.views.booking.booking_page import BookingPage
from scheduling.views.notice import Notice

SEEN = "warned"  # what a browser that runs scripts has shown, a script sees to
READ_FIRST = Notice(
    "Nothing was sent.",
    "Read what the box says about this booking. If it is as you mean it, press the button again.",
)


def held_back(page: BookingPage, form: ScheduleForm | MoveForm) -> HttpResponse | None:
    """The form again, with what has to be read before it is sent; None where it was shown, or
    there is nothing.
    """
    # A part of a page that a script puts in has what stands there for browsers without any.
    seen = None if page.request.htmx else page.request.POST.get(SEEN)
    if seen is None or not form.preview.has_to_be_seen or seen == form.preview.warnings_mark:
        return None
    return page.changed(notice=READ_FIRST).response(status=422)
