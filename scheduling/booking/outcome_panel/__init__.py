"""Outcome panel: what a session's page says of the newest request on it; one module per state.
What of a booking a learner may be told is in `confirmed`.

No address and no HTML belongs here; what decides is asked of `attempt_queries`, `comparison`,
`booking.provider_shows` and `permitted_actions`.
"""
