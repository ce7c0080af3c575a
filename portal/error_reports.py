"""Filter of Django's error reports: what the program held in its variables is in none of them."""

from __future__ import annotations

from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class NoVariables(SafeExceptionReporterFilter):
    """Reports of a portal that runs for people tell where it broke and not with what: that may be a
    card token, an API token or a learner's name. Django itself hides what was posted.
    """

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> list[tuple[str, Any]]:
        if self.is_active(request):
            return []
        shown: list[tuple[str, Any]] = super().get_traceback_frame_variables(request, tb_frame)
        return shown
