"""Pages about a day at the testing center: the board.

What they show is put together in `scheduling/exam_sessions/`; one session's page is in
`views/exam_sessions/`.
"""
