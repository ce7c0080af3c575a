"""Forms about an exam session that ask the provider for nothing: accommodation, check-in, calendars
and lists kept under a name.

Booking, moving and cancelling are in `forms/booking/`.
"""
