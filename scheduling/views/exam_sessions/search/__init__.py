"""What the search box finds: its page, its groups, and how what was typed is understood.

The reading and the finding themselves are in `scheduling/exam_sessions/search/`; the worklist is
not here.
"""
