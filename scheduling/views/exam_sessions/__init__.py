"""Pages that show exam sessions: the worklist and one session.

What changes a session is in `booking/`; where sessions come from is in `scheduling/exam_sessions/`.
"""
