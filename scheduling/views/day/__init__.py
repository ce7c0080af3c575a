"""Pages about a day at the testing center: board, roster, changes, handover, rescues, the week.

What they show is put together in `scheduling/exam_sessions/`, `rosters/`, `handovers/`, `rescues/`
and `week_figures/`; lists of sessions, and one session's page, are in `views/exam_sessions/`.
"""
