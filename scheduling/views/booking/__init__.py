"""Pages that send something: booking, moving, cancelling, settling by hand.

How a session is shown is in `exam_sessions/`; what happens on sending is in `scheduling/booking/`.
"""
