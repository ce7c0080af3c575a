"""What an institution is made of and decides (settings, locations, rules, prices), its connection,
and how much its provider is asked: the circuit breaker, the request budget, calls at once.
Also what the names that people choose may be (`naming_rules`).

Exam sessions and what is booked are in `exam_sessions/` and `booking/`; forms in `forms/`.
"""
