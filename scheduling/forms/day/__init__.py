"""The forms of a day at one place: its roster's prints, changes that were seen, the handover.

Marking who came is in `forms/exam_sessions/`; what comes of the answers in `rosters/` and
`handovers/`.
"""
