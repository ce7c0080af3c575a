"""Pages of exam sessions: the worklist, finding, saved views, calendars, payments, one session with
its check-ins and accommodations.

Changes at the provider are in `booking/`; where sessions come from is in
`scheduling/exam_sessions/`.
"""
