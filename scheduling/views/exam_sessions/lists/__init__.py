"""Pages of the list of sessions: its address, its age, its columns, its words and how it renews
itself.

One row, and how a session stands, is in `views/exam_sessions/`; which sessions a list has is in
`scheduling/exam_sessions/lists/`.
"""
