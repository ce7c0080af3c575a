"""The list of sessions: its views, order, pages and renewal, and lists that are kept under a name.

What finds sessions by words is in `search/`; how a list looks is in `views/exam_sessions/`.
"""
