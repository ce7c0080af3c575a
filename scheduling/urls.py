"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path, register_converter

from scheduling.views import appearance, audit_log, booking, changing, sessions, settling, worklist
from scheduling.views.addressed import SidConverter

register_converter(SidConverter, "sid")
SESSION = "sessions/<sid:install_sid>/<sid:exam_sid>/<sid:session_sid>/"

urlpatterns = [
    path("", worklist.sessions, name="worklist"),
    path(SESSION, sessions.session, name="session"),
    path(f"{SESSION}standing/", sessions.standing_part, name="standing"),
    path(f"{SESSION}schedule/", booking.schedule, name="schedule"),
    path(f"{SESSION}schedule/preview/", booking.preview, name="schedule_preview"),
    path(f"{SESSION}reschedule/", changing.reschedule, name="reschedule"),
    path(f"{SESSION}reschedule/preview/", changing.reschedule_preview, name="reschedule_preview"),
    path(f"{SESSION}cancel/", changing.cancel, name="cancel"),
    path("undecided/", settling.undecided, name="undecided"),
    path("undecided/<uuid:attempt_id>/", settling.settle, name="settle"),
    path("audit/", audit_log.events, name="audit_list"),
    path("audit/<int:number>/", audit_log.event, name="audit_event"),
    path("theme/", appearance.theme, name="theme"),
]
