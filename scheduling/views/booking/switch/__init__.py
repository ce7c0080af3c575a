"""The page that switches a booking to another type or location, and its two steps.

Not here: its form, which is `forms/booking/switch`.
"""
