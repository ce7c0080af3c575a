"""What an institution is made of and decides: settings, locations, rules, prices, its connection.

Exam sessions and what is booked are in `exam_sessions/` and `booking/`; forms in `forms/`.
"""
