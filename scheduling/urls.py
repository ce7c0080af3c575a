"""The addresses of the desk."""

from __future__ import annotations

from django.urls import include, path, register_converter

from scheduling.forms.booking.cancel import CancelForm
from scheduling.forms.booking.move import MoveForm
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.forms.booking.switch.switch_form import SwitchForm
from scheduling.views import account_alarms, drafts, help_page, kept_place, lapsed_sign_in, theme
from scheduling.views.booking import change, schedule, send_buttons, settle
from scheduling.views.booking.switch import switch_page
from scheduling.views.day import changes, roster
from scheduling.views.day.board import book_here
from scheduling.views.day.board import page as board
from scheduling.views.day.handover import page as handover
from scheduling.views.day.handover import signed
from scheduling.views.day.rescues import new as rescue_new
from scheduling.views.day.rescues import page as rescue
from scheduling.views.day.week import page as week
from scheduling.views.exam_sessions import (
    accommodation,
    no_shows,
    onboarding_link,
    payments,
    session,
)
from scheduling.views.exam_sessions.calendars import feed, feed_page, session_file
from scheduling.views.exam_sessions.lists import list_columns, worklist
from scheduling.views.exam_sessions.saved_views import pages as saved_views
from scheduling.views.exam_sessions.search import find
from scheduling.views.exam_sessions.session_parts import attendance_marks, side_panel
from scheduling.views.institutions import first_setup, rules
from scheduling.views.log import codes, erasing, events, export, timeline, verification
from scheduling.views.log.cases import case_check, case_file
from scheduling.views.url_lookup import SidConverter

register_converter(SidConverter, "sid")
SESSION = "sessions/<sid:install_sid>/<sid:exam_sid>/<sid:session_sid>/"

OF_A_SESSION = [
    path("", session.session, name="session"),
    path("session.ics", session_file.calendar_file, name="session_calendar"),
    path("panel/", side_panel.panel, name="session_panel"),
    path("age/", session.age, name="session_age"),
    path("standing/", session.outcome_part, name="outcome_panel"),
    path("looked/", session.acknowledge_change, name="look_at_change"),
    path("accommodation/", accommodation.accommodation, name="accommodation"),
    path("attendance/", attendance_marks.mark, name="attendance"),
    path("attendance/undo/", attendance_marks.take_back, name="attendance_undo"),
    path("onboarding-link/", onboarding_link.fetch, name="onboarding_link"),
    path("schedule/", schedule.schedule, name="schedule"),
    path("schedule/preview/", schedule.preview, name="schedule_preview"),
    path("reschedule/", change.reschedule, name="reschedule"),
    path("reschedule/preview/", change.reschedule_preview, name="reschedule_preview"),
    path("cancel/", change.cancel, name="cancel"),
    path(
        "schedule/waiting/",
        send_buttons.waiting,
        {"form_name": ScheduleForm.name},
        name="schedule_waiting",
    ),
    path(
        "reschedule/waiting/",
        send_buttons.waiting,
        {"form_name": MoveForm.name},
        name="reschedule_waiting",
    ),
    path(
        "cancel/waiting/",
        send_buttons.waiting,
        {"form_name": CancelForm.name},
        name="cancel_waiting",
    ),
    path("switch/", switch_page.switch, name="switch"),
    path(
        "switch/waiting/",
        send_buttons.waiting,
        {"form_name": SwitchForm.name},
        name="switch_waiting",
    ),
]
# Django tries one after the other: those of a session are asked for most, and looked at as one.
urlpatterns = [
    path(SESSION, include(OF_A_SESSION)),
    path("", worklist.sessions, name="worklist"),
    path("renewed/", worklist.renewed, name="list_renewal"),
    path("find/", find.find, name="find"),
    path("board/", board.board, name="board"),
    path("board/book/", book_here.book_here, name="book_here"),
    path("week/", week.week, name="week"),
    path("roster/", roster.page, name="roster"),
    path("roster/prints/<int:print_id>/", roster.print_page, name="roster_print"),
    path("rescues/", rescue.rescues, name="rescues"),
    path("rescues/new/", rescue_new.new, name="rescue_new"),
    path("rescues/<int:rescue_id>/", rescue.page, name="rescue"),
    path("rescues/<int:rescue_id>/standing/", rescue.part, name="rescue_part"),
    path("rescues/<int:rescue_id>/calls/", rescue.call_list, name="rescue_calls"),
    path("rescues/<int:rescue_id>/steer/", rescue.steer, name="steer_rescue"),
    path("handover/", handover.page, name="handover"),
    path("handover/<int:handover>/", signed.signed, name="signed_handover"),
    path(
        "handover/<int:handover>/taken-over/",
        signed.taken_over,
        name="handover_taken_over",
    ),
    path("changes/", changes.page, name="day_changes"),
    path("payments/", payments.page, name="payments"),
    path("no-shows/", no_shows.no_shows, name="no_shows"),
    path("columns/", list_columns.choose, name="choose_columns"),
    path("views/", saved_views.all_views, name="saved_views"),
    path("views/save/", saved_views.save_view, name="save_view"),
    path("views/<int:view_id>/", saved_views.saved_view, name="saved_view"),
    path("accounts/login/", lapsed_sign_in.sign_in, name="account_login"),
    path("calendars/", feed_page.calendars, name="calendars"),
    path("calendars/<int:feed_id>/revoke/", feed_page.revoke, name="revoke_calendar"),
    path("calendars/<str:secret>.ics", feed.feed, name="calendar_feed"),
    path("undecided/", settle.undecided, name="undecided"),
    path("undecided/<uuid:attempt_id>/", settle.settle, name="settle"),
    path("audit/", events.events, name="audit_list"),
    path("audit/<int:number>/", events.event, name="audit_event"),
    path("audit/<int:number>/acknowledge/", account_alarms.acknowledge, name="acknowledge_account"),
    path("audit/verify/", verification.page, name="verification"),
    path("audit/codes/", codes.page, name="codes"),
    path("audit/erase/", erasing.page, name="erase_learner"),
    path("audit/export/", export.page, name="export"),
    path("audit/case/", case_file.case, name="case"),
    path("audit/case/check/", case_check.page, name="case_check"),
    path("audit/case/verify_case.py", case_file.checker, name="verify_case"),
    path("audit/story/attempt/<uuid:attempt_id>/", timeline.attempt, name="story_attempt"),
    path(
        "audit/story/session/<sid:install_sid>/<sid:exam_sid>/<sid:session_sid>/",
        timeline.session,
        name="story_session",
    ),
    path("audit/story/learner/", timeline.learner, name="story_learner"),
    path("start/", first_setup.start, name="start"),
    path("start/<sid:install_sid>/", first_setup.institution, name="start_institution"),
    path("rules/", rules.choose, name="choose_rules"),
    path("campus/<sid:install_sid>/rules/", rules.rules, name="rules"),
    path(
        "campus/<sid:install_sid>/rules/<slug:session_type>/", rules.type_rules, name="type_rules"
    ),
    path("drafts/", drafts.keep, name="keep_draft"),
    path("drafts/discard/", drafts.discard, name="discard_draft"),
    path("help/", help_page.guide, name="help"),
    path("place/", kept_place.keep_place, name="keep_place"),
    path("theme/", theme.theme, name="theme"),
]
