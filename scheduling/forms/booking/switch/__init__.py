"""The form that switches a booking to another type or location, and what carries over into it.

Not here: the two requests that come of it, which are `booking/switches`.
"""
