"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path, register_converter

from scheduling.views import (
    appearance,
    audit_log,
    booking,
    cases,
    changing,
    exporting,
    log_stories,
    ruling,
    sessions,
    settling,
    starting,
    verification,
    waiting,
    worklist,
)
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
    path(f"{SESSION}schedule/waiting/", waiting.waiting, {"form": "schedule"}, name="schedule_waiting"),
    path(f"{SESSION}reschedule/waiting/", waiting.waiting, {"form": "reschedule"}, name="reschedule_waiting"),
    path(f"{SESSION}cancel/waiting/", waiting.waiting, {"form": "cancel"}, name="cancel_waiting"),
    path("undecided/", settling.undecided, name="undecided"),
    path("undecided/<uuid:attempt_id>/", settling.settle, name="settle"),
    path("audit/", audit_log.events, name="audit_list"),
    path("audit/<int:number>/", audit_log.event, name="audit_event"),
    path("audit/verify/", verification.page, name="verification"),
    path("audit/export/", exporting.page, name="export"),
    path("audit/case/", cases.case, name="case"),
    path("audit/case/verify_case.py", cases.checker, name="verify_case"),
    path("audit/story/attempt/<uuid:attempt_id>/", log_stories.attempt, name="story_attempt"),
    path(
        "audit/story/session/<sid:install_sid>/<sid:exam_sid>/<sid:session_sid>/",
        log_stories.session,
        name="story_session",
    ),
    path("audit/story/learner/", log_stories.learner, name="story_learner"),
    path("start/", starting.start, name="start"),
    path("start/<sid:install_sid>/", starting.campus, name="start_campus"),
    path("rules/", ruling.choose, name="choose_rules"),
    path("campus/<sid:install_sid>/rules/", ruling.rules, name="rules"),
    path("campus/<sid:install_sid>/rules/<slug:session_type>/", ruling.type_rules, name="type_rules"),
    path("theme/", appearance.theme, name="theme"),
]
