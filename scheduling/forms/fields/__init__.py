"""Fields of several forms, each with how people type its answer: a day, a SID, a reason.

Not here: the fields of a booking, in `scheduling/session_types/field_kinds.py`.
"""
