"""The day board: its page, its table of places and half hours, and who is there at a moment of it.

Who sits where is `exam_sessions/day_board`'s.
"""
