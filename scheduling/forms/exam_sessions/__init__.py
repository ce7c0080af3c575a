"""Forms about exam sessions that ask the provider for nothing: accommodation, check-in, calendars,
lists kept under a name, and what narrows the list of payments.

Booking, moving and cancelling are in `forms/booking/`.
"""
