"""Which status code every address of the portal answers with, by role.

A line of `ACCESS` is `(name, method): answers`. The answers are five status codes, by what a person
is AT THE INSTALL that the address is about (or at any of theirs, where it is about none), in this
order:

    administrator of all institutions, administrator of this one, coordinator, auditor, nobody there

- The name is the one in the URLconf (`audit_list`, `admin:scheduling_location_changelist`); an
  address without a name goes by its route. A method without a line has to be answered 405 to
  everybody.
- A new model of the admin site is one line: `**model("scheduling", "price", OWN)`; an address of
  its own beside the usual ones gets a line of its own. `make_objects` in `url_walk.py` makes an
  object where the practice data has none.
- What a route asks for (`install_sid`, `attempt_id`, `number`, …) is taken from `_place` in
  `url_walk.py`, by its name.
- Everything is asked with an empty form, so a POST that is let through answers as it does to a form
  with nothing in it.
"""

from __future__ import annotations

from scheduling.admin.site import ADDRESSES

Answers = tuple[int, ...]
EVERYONE = (200,) * 5
READS = (200, 200, 200, 200, 403)
FILLS_IN = (200, 200, 200, 403, 403)
SENDS_A_FAULTY_FORM = (422, 422, 422, 403, 403)
DECIDES = (200, 200, 403, 403, 403)
INSPECTS = (200, 200, 403, 200, 403)  # administrators and auditors
NO_ONE = (403,) * 5
ALL_INSTITUTIONS_ONLY = (200, 403, 403, 403, 403)
SENT_ON = (302, 302, 403, 403, 403)
SENT_ON_AS_BOOKER = (302, 302, 302, 403, 403)
NO_SUCH_METHOD = (405,) * 5
SEARCHES = (303,) * 5  # led on to an address that doesn't say what was typed
# How an administrator may treat the objects of a model: list, add, open, change, be asked whether
# to delete, delete.
OWN = (DECIDES, DECIDES, DECIDES, DECIDES, NO_ONE, NO_ONE)  # bookings and the log name it
LOOSE = (DECIDES,) * 6
GLOBAL = (*(ALL_INSTITUTIONS_ONLY,) * 4, NO_ONE, NO_ONE)
INSTITUTIONS = (DECIDES, ALL_INSTITUTIONS_ONLY, DECIDES, DECIDES, NO_ONE, NO_ONE)
PEOPLE = OWN
READ_ONLY = (DECIDES, NO_ONE, DECIDES, NO_ONE, NO_ONE, NO_ONE)
LEADS_ON = (SENT_ON, NO_ONE, SENT_ON, SENT_ON, NO_ONE, NO_ONE)  # to a page of the portal's own


def model(app: str, name: str, treated: tuple[Answers, ...]) -> dict[tuple[str, str], Answers]:
    """The lines of a model's usual addresses in the admin site."""
    lists, adds, opens, changes, asks, deletes = treated
    usual = {"changelist": (lists, lists), "add": (adds, adds), "change": (opens, changes)}
    usual |= {"delete": (asks, deletes), "history": (opens, opens)}
    lines = {
        (f"admin:{app}_{name}_{page}", method): answers
        for page, both in usual.items()
        for method, answers in zip(("GET", "POST"), both, strict=True)
    }
    return lines | {
        (f"admin/{app}/{ADDRESSES.get(name, name)}/<path:object_id>/", method): SENT_ON
        for method in ("GET", "POST")
    }


ACCESS: dict[tuple[str, str], Answers] = {
    ("worklist", "GET"): EVERYONE,
    ("worklist", "POST"): SEARCHES,
    ("list_renewal", "GET"): EVERYONE,
    ("find", "GET"): EVERYONE,
    ("find", "POST"): SEARCHES,
    ("board", "GET"): EVERYONE,
    ("book_here", "GET"): (404,) * 5,  # no place is named
    ("book_here", "POST"): SEARCHES,
    ("week", "GET"): EVERYONE,
    ("roster", "GET"): EVERYONE,
    ("roster", "POST"): (404,) * 5,
    ("roster_print", "GET"): READS,
    ("rescues", "GET"): EVERYONE,
    ("rescue_new", "GET"): FILLS_IN,
    ("rescue_new", "POST"): SENDS_A_FAULTY_FORM,
    ("rescue", "GET"): READS,
    ("rescue_part", "GET"): READS,
    ("rescue_calls", "GET"): READS,
    ("steer_rescue", "POST"): SENDS_A_FAULTY_FORM,
    ("handover", "GET"): EVERYONE,
    ("handover", "POST"): (404,) * 5,
    ("signed_handover", "GET"): READS,
    ("handover_taken_over", "POST"): SENT_ON_AS_BOOKER,
    ("day_changes", "GET"): EVERYONE,
    ("day_changes", "POST"): (404,) * 5,
    ("keep_place", "POST"): (302,) * 5,
    ("choose_columns", "POST"): (302,) * 5,
    ("saved_views", "GET"): EVERYONE,
    ("save_view", "GET"): EVERYONE,
    ("save_view", "POST"): (422,) * 5,
    ("saved_view", "GET"): (200, 200, 404, 404, 404),  # one that the institution offers
    ("saved_view", "POST"): (422, 422, 404, 404, 404),
    ("help", "GET"): EVERYONE,
    ("session", "GET"): READS,
    ("session_panel", "GET"): READS,
    ("session_calendar", "GET"): READS,
    ("session_age", "GET"): READS,
    ("outcome_panel", "GET"): READS,
    ("schedule", "GET"): FILLS_IN,
    ("schedule", "POST"): SENDS_A_FAULTY_FORM,
    ("look_at_change", "POST"): SENT_ON_AS_BOOKER,
    ("accommodation", "GET"): FILLS_IN,
    ("accommodation", "POST"): SENDS_A_FAULTY_FORM,
    ("calendars", "GET"): EVERYONE,
    ("calendars", "POST"): (422,) * 5,
    ("revoke_calendar", "POST"): (404,) * 5,  # nobody's but one's own
    ("calendar_feed", "GET"): (404,) * 5,
    ("onboarding_link", "POST"): FILLS_IN,
    ("attendance", "POST"): SENDS_A_FAULTY_FORM,
    ("payments", "GET"): EVERYONE,
    ("no_shows", "GET"): FILLS_IN,
    ("no_shows", "POST"): SENDS_A_FAULTY_FORM,
    ("attendance_undo", "GET"): FILLS_IN,
    ("attendance_undo", "POST"): SENDS_A_FAULTY_FORM,
    ("schedule_preview", "POST"): FILLS_IN,
    ("reschedule", "GET"): FILLS_IN,
    ("reschedule", "POST"): SENDS_A_FAULTY_FORM,
    ("reschedule_preview", "POST"): (204, 204, 204, 403, 403),
    ("schedule_waiting", "GET"): FILLS_IN,
    ("reschedule_waiting", "GET"): FILLS_IN,
    ("cancel_waiting", "GET"): FILLS_IN,
    ("switch_waiting", "GET"): FILLS_IN,
    ("switch", "GET"): FILLS_IN,
    ("switch", "POST"): SENDS_A_FAULTY_FORM,
    ("cancel", "GET"): FILLS_IN,
    ("cancel", "POST"): SENDS_A_FAULTY_FORM,
    ("undecided", "GET"): EVERYONE,
    ("settle", "GET"): DECIDES,
    ("settle", "POST"): (422, 422, 403, 403, 403),
    ("audit_list", "GET"): EVERYONE,
    ("audit_list", "POST"): SEARCHES,
    ("audit_event", "GET"): (200, 200, 200, 200, 404),
    ("acknowledge_account", "POST"): (404, 403, 403, 403, 403),  # there is no such alarm
    ("verification", "GET"): INSPECTS,
    ("verification", "POST"): (302, 302, 403, 302, 403),
    ("codes", "GET"): INSPECTS,
    ("erase_learner", "GET"): ALL_INSTITUTIONS_ONLY,
    ("erase_learner", "POST"): (422, 403, 403, 403, 403),
    ("case", "GET"): INSPECTS,
    ("case", "POST"): (422, 422, 403, 422, 403),
    ("case_check", "GET"): INSPECTS,
    ("case_check", "POST"): (422, 422, 403, 422, 403),
    ("verify_case", "GET"): EVERYONE,
    ("export", "GET"): INSPECTS,
    ("export", "POST"): (422, 422, 403, 422, 403),
    ("story_attempt", "GET"): (200, 200, 200, 200, 404),
    ("story_session", "GET"): READS,
    ("story_learner", "GET"): (404,)
    * 5,  # it says in its query which learner; tests/views/log/ asks it
    ("choose_rules", "GET"): DECIDES,
    ("rules", "GET"): DECIDES,
    ("type_rules", "GET"): DECIDES,
    ("type_rules", "POST"): (422, 422, 403, 403, 403),
    ("start", "GET"): ALL_INSTITUTIONS_ONLY,
    ("start", "POST"): (422, 403, 403, 403, 403),
    ("start_institution", "GET"): ALL_INSTITUTIONS_ONLY,
    ("start_institution", "POST"): (404, 403, 403, 403, 403),
    ("theme", "POST"): (302,) * 5,
    ("keep_draft", "POST"): NO_ONE,  # without the word of a form that was shown
    ("discard_draft", "POST"): NO_ONE,
    # Signing in and out, and whether the portal is well.
    ("healthz", "GET"): EVERYONE,
    ("healthz", "POST"): EVERYONE,
    ("readyz", "GET"): EVERYONE,
    ("readyz", "POST"): EVERYONE,
    ("account_login", "GET"): (302,) * 5,
    ("account_login", "POST"): (302,) * 5,
    ("account_logout", "GET"): EVERYONE,
    ("account_logout", "POST"): (302,) * 5,
    ("account_change_password", "GET"): EVERYONE,
    ("account_change_password", "POST"): EVERYONE,
    ("account_inactive", "GET"): EVERYONE,
    # The admin site.
    ("admin/password_change/", "GET"): (302,) * 5,
    ("admin/password_change/", "POST"): (302,) * 5,
    ("admin:index", "GET"): DECIDES,
    ("admin:index", "POST"): DECIDES,
    ("admin:app_list", "GET"): SENT_ON,
    ("admin:app_list", "POST"): SENT_ON,
    **model("scheduling", "institution", INSTITUTIONS),
    ("admin:scheduling_institution_afresh", "GET"): ALL_INSTITUTIONS_ONLY,
    ("admin:scheduling_institution_afresh", "POST"): (302, 403, 403, 403, 403),
    **model("scheduling", "location", OWN),
    **model("scheduling", "instructorentry", OWN),
    **model("scheduling", "policyversion", OWN),
    **model("scheduling", "proctortype", GLOBAL),
    **model("scheduling", "typerule", LEADS_ON),
    **model("scheduling", "hoursbydate", LOOSE),
    **model("scheduling", "price", LOOSE),
    **model("scheduling", "attempt", READ_ONLY),
    **model("scheduling", "auditevent", READ_ONLY),
    **model("auth", "user", PEOPLE),
    ("admin:auth_user_password_change", "GET"): ALL_INSTITUTIONS_ONLY,
    ("admin:auth_user_password_change", "POST"): ALL_INSTITUTIONS_ONLY,
    # What Django’s admin site brings along.
    ("admin:login", "GET"): SENT_ON,
    ("admin:login", "POST"): SENT_ON,
    ("admin:logout", "GET"): (405, 405, 403, 403, 403),
    ("admin:logout", "POST"): (200, 200, 403, 403, 403),
    ("admin:password_change", "GET"): (302,) * 5,
    ("admin:password_change", "POST"): (302,) * 5,
    ("admin:password_change_done", "GET"): DECIDES,
    ("admin:password_change_done", "POST"): (405, 405, 403, 403, 403),
    ("admin:autocomplete", "GET"): NO_ONE,
    ("admin:autocomplete", "POST"): (405, 405, 403, 403, 403),
    ("admin:jsi18n", "GET"): DECIDES,
    ("admin:jsi18n", "POST"): (405, 405, 403, 403, 403),
    ("admin:view_on_site", "GET"): (404, 404, 403, 403, 403),
    ("admin:view_on_site", "POST"): (404, 404, 403, 403, 403),
    (r"admin/(?P<url>.*)$", "GET"): (404, 404, 403, 403, 403),
    (r"admin/(?P<url>.*)$", "POST"): (404, 404, 403, 403, 403),
}
NO_SIGN_IN_NEEDED = {
    "theme",
    "calendar_feed",
    "keep_draft",
    "healthz",
    "readyz",
    "account_login",
    "account_logout",
    "account_inactive",
}
